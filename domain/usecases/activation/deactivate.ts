import type { ActivationSettings } from '../../assignment/decide-activation.js';
import { decideDeactivation } from '../../assignment/decide-deactivation.js';
import type { Schedule } from '../../assignment/schedule.js';
import { isOpen, type ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import { type RequestId, requestId } from '../../ids.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { DeactivationRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { aboutRequest, type By, eventOf, recorderFor } from '../common/recording.js';

export type DeactivateDeps = { store: Store; clock: Clock; ids: Ids; settings: ActivationSettings };

/**
 * Gives back what the actor activated by the request of this id. The role is on its way out of the directory when
 * this returns, and out once the directory has confirmed it. Returns the request's id, or the refusal.
 */
export const deactivate =
  ({ store, clock, ids, settings }: DeactivateDeps) =>
  (id: RequestId, justification: string, by: By): Promise<Result<{ requestId: RequestId }, DeactivationRefusal>> =>
    store.transaction(async (tx) => {
      const request = await tx.requests.get(id);
      if (!request) return refuse({ code: 'REQUEST_NOT_FOUND' });
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const entry = { ...aboutRequest(request), activity: activity.deactivationRequested };
      const schedule = (await tx.schedules.createdBy(id)).at(-1);
      const ask = { actor: by.actor, justification };
      const decision = decideDeactivation(request, schedule, ask, settings.earliestGiveBack, now);
      if (!decision.ok) {
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason: decision.refusal.code }));
        return refuse(decision.refusal);
      }
      const ended = decision.value;
      await tx.schedules.save(ended);
      // Given back before the directory had it: the request is over too, or it would bar the next one permanently.
      if (isOpen(request)) await tx.requests.save({ ...request, status: 'Revoked', completedDateTime: now });
      await tx.requests.insert(asRequest(requestId(ids.next()), ended, justification, by, now));
      await tx.audit.append(record({ ...entry, resultReason: justification, scheduleId: ended.id }));
      const access = { principalId: ended.principalId, role: ended.role };
      await tx.outbox.append(eventOf(ids, now, request, { type: 'access.ended', access, cause: 'deactivated' }));
      return ok({ requestId: id });
    }, by.commandId);

/** The give-back is a request of its own, as in Graph: `selfDeactivate`, `Revoked` at once. */
const asRequest = (
  id: RequestId,
  schedule: Schedule,
  justification: string,
  { actor, correlationId }: By,
  now: ScheduleRequest['createdDateTime'],
): ScheduleRequest => ({
  id,
  version: 0,
  revision: 0,
  level: 'assignment',
  action: 'selfDeactivate',
  principalId: schedule.principalId,
  role: schedule.role,
  status: 'Revoked',
  justification,
  ticketInfo: {},
  scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: now } },
  targetScheduleId: schedule.id,
  stages: [],
  createdBy: actor,
  createdDateTime: now,
  completedDateTime: now,
  correlationId,
});
