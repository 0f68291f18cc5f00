import type { PrincipalId } from '../ids.js';
import type { CancellationRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Instant } from '../time.js';
import type { RequestStatus, ScheduleRequest } from './schedule-request.js';

/** Where a request can still be cancelled: while it waits for somebody, or is granted for later. */
export const cancelable: readonly RequestStatus[] = ['PendingApproval', 'PendingAdminDecision', 'Granted'];

/** True for whose request it is: whoever it is for, and whoever made it. */
export const isTheirs = (
  { principalId, createdBy }: Pick<ScheduleRequest, 'principalId' | 'createdBy'>,
  actor: PrincipalId,
): boolean => actor === principalId || actor === createdBy;

/**
 * Decides whether a request may be cancelled, by those whose it is or who may manage its role (`manages`): while it
 * waits for somebody, or is granted for later. What is on its way to the directory is given back instead.
 * Source: Graph's `cancel`, 400 for anything provisioned or failed.
 */
export function decideCancellation(
  request: ScheduleRequest,
  { actor, manages }: { actor: PrincipalId; manages: boolean },
  now: Instant,
): Result<ScheduleRequest, CancellationRefusal> {
  if (!isTheirs(request, actor) && !manages) return refuse({ code: 'NOT_YOURS' });
  if (!cancelable.includes(request.status)) {
    return refuse({ code: 'NOT_CANCELABLE', status: request.status, requestId: request.id });
  }
  return ok({ ...request, status: 'Canceled', completedDateTime: now });
}
