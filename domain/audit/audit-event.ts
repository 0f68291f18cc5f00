import type { CorrelationId, EventId, PrincipalId, RequestId, ScheduleId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';

/** Who did it: a person, or Latchkey itself when time or the directory did. */
export type Actor = { kind: 'person'; principalId: PrincipalId } | { kind: 'latchkey' };

export type AuditCategory =
  | 'RoleManagement'
  | 'ResourceManagement'
  | 'GroupManagement'
  | 'PolicyManagement'
  | 'Authentication';

/** One line of the audit log: committed with what it records, never changed after. */
export type AuditEvent = {
  id: EventId;
  at: Instant;
  /** The activity's display name, as in Entra's audit log where that has one. */
  activity: string;
  category: AuditCategory;
  result: 'success' | 'failure';
  /** The justification, or the code of the refusal. */
  resultReason: string;
  actor: Actor;
  subject?: PrincipalId | undefined;
  role?: Role | undefined;
  requestId?: RequestId | undefined;
  scheduleId?: ScheduleId | undefined;
  before?: unknown;
  after?: unknown;
  /** The surface it came by: slack, teams, web, system. */
  via: string;
  /** The network address that whoever did it came from, where it came by the web. */
  address?: string | undefined;
  correlationId: CorrelationId;
};
