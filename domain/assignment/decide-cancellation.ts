import type { PrincipalId } from '../ids.js';
import type { CancellationRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Instant } from '../time.js';
import type { ScheduleRequest } from './schedule-request.js';

/**
 * Decides whether a request may be cancelled: while it waits for somebody, or is granted for later. What is on its way
 * to the directory is given back instead. Source: Graph's `cancel`, 400 for anything provisioned or failed.
 */
export function decideCancellation(
  request: ScheduleRequest,
  actor: PrincipalId,
  now: Instant,
): Result<ScheduleRequest, CancellationRefusal> {
  if (actor !== request.principalId && actor !== request.createdBy) return refuse({ code: 'NOT_YOURS' });
  switch (request.status) {
    case 'PendingApproval':
    case 'PendingAdminDecision':
    case 'Granted':
      return ok({ ...request, status: 'Canceled', completedDateTime: now });
    default:
      return refuse({ code: 'NOT_CANCELABLE', status: request.status, requestId: request.id });
  }
}
