import { decideCancellation } from '../assignment/decide-cancellation.js';
import { activity } from '../audit/activity.js';
import type { RequestId } from '../ids.js';
import type { Store } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import type { CancellationRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { aboutRequest, type By, eventOf, recorderFor } from './recording.js';

export type CancelRequestDeps = { store: Store; clock: Clock; ids: Ids };

/** Cancels a request that waits, or is granted for later. Returns its id, or the refusal. */
export const cancelRequest =
  ({ store, clock, ids }: CancelRequestDeps) =>
  (id: RequestId, by: By): Promise<Result<{ requestId: RequestId }, CancellationRefusal>> =>
    store.transaction(async (tx) => {
      const request = await tx.requests.get(id);
      if (!request) return refuse({ code: 'REQUEST_NOT_FOUND' });
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const entry = { ...aboutRequest(request), activity: activity.requestCanceled };
      const decision = decideCancellation(request, by.actor, now);
      if (!decision.ok) {
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason: decision.refusal.code }));
        return refuse(decision.refusal);
      }
      const planned = (await tx.schedules.createdBy(id)).filter(({ status }) => status === 'Granted');
      await tx.requests.save(decision.value);
      await tx.schedules.save(...planned.map((schedule) => ({ ...schedule, status: 'Canceled' as const })));
      await tx.audit.append(record({ ...entry, resultReason: '', before: { status: request.status } }));
      await tx.outbox.append(eventOf(ids, now, request, { type: 'request.canceled' }));
      return ok({ requestId: id });
    }, by.commandId);
