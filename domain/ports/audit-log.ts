import type { AuditCategory, AuditEvent } from '../audit/audit-event.js';
import type { CorrelationId, EventId, PrincipalId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';

/** Where a list goes on: after this entry. */
export type AuditPosition = Pick<AuditEvent, 'at' | 'id'>;

/** What is looked for in the audit log; every part given must hold. */
export type AuditFilter = {
  /** Half-open: from the one moment on, before the other. */
  since?: Instant | undefined;
  before?: Instant | undefined;
  /** One of these activities. */
  activities?: readonly string[] | undefined;
  category?: AuditCategory | undefined;
  result?: AuditEvent['result'] | undefined;
  /** Done by one of these. */
  actors?: readonly PrincipalId[] | undefined;
  /** About one of these. */
  subjects?: readonly PrincipalId[] | undefined;
  /** Done by this person, or about them. */
  involving?: PrincipalId | undefined;
  correlationId?: CorrelationId | undefined;
  /** About one of these roles; `andNone`: or about no role. */
  roles?: { among: readonly Role[]; andNone: boolean } | undefined;
};

export type AuditQuery = AuditFilter & {
  order: 'newest' | 'oldest';
  after?: AuditPosition | undefined;
  limit: number;
};

/** Reads of the audit log. They know of no permissions: whoever asks does. */
export type AuditLog = {
  get(id: EventId): Promise<AuditEvent | undefined>;
  list(query: AuditQuery): Promise<AuditEvent[]>;
  /** Every role that anything is in the audit log about. */
  roles(): Promise<Role[]>;
};
