import { activity } from '../../domain/audit/activity.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { eventId, type PrincipalId, principalId } from '../../domain/ids.js';
import { alan, at, grace, states } from './facts.js';

const { request } = states.denied;
const entry = (
  what: keyof typeof activity,
  by: PrincipalId | undefined,
  time: string,
  over: Partial<AuditEvent> = {},
): AuditEvent => ({
  id: eventId(`${what} ${time}`),
  at: at(time),
  activity: activity[what],
  category: 'RoleManagement',
  result: 'success',
  resultReason: '',
  actor: by ? { kind: 'person', principalId: by } : { kind: 'latchkey' },
  subject: request.principalId,
  role: request.role,
  requestId: request.id,
  via: 'web',
  correlationId: request.correlationId,
  ...over,
});
const refused = { result: 'failure', resultReason: 'NOT_AN_APPROVER' } as const;

/** The audit log of a request that was asked for, escalated, tried by somebody who may not, and denied. */
export const trail: AuditEvent[] = [
  entry('activationRequested', request.principalId, '2026-11-15T13:00Z', { resultReason: request.justification }),
  entry('requestEscalated', undefined, '2026-11-15T14:00Z'),
  entry('requestApproved', alan, '2026-11-16T12:00Z', refused),
  entry('requestApproved', principalId('gone'), '2026-11-16T12:10Z', refused),
  entry('requestDenied', grace, '2026-11-16T13:01Z', { resultReason: 'Use the dashboard' }),
];
export const trailNames = { [request.principalId]: 'Ada Lovelace', [alan]: 'Alan Turing', [grace]: 'Grace Hopper' };
