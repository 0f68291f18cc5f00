import { decideCancellation, isTheirs } from '../../assignment/decide-cancellation.js';
import { activity } from '../../audit/activity.js';
import type { RequestId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { CancellationRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { aboutRequest, type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

export type CancelRequestDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids };
type Canceled = Result<{ requestId: RequestId }, CancellationRefusal>;

/**
 * Cancels a request that waits, or is granted for later: one's own, or anybody's for a role that one may manage.
 * Returns its id, or the refusal.
 */
export const cancelRequest =
  (deps: CancelRequestDeps) =>
  (id: RequestId, by: By): Promise<Canceled> =>
    readAgainWhenStale(async () => {
      const authority = await authorityOver(deps, id, by);
      return deps.store.transaction((tx) => cancel(tx, deps, id, authority, by), by.commandId);
    });

/** What the directory says of the actor, where the request is not their own. */
async function authorityOver({ store, directory }: CancelRequestDeps, id: RequestId, { actor }: By) {
  const request = await store.read.requests.get(id);
  return request && !isTheirs(request, actor) ? gatherAuthority(directory, request.role, actor) : undefined;
}

async function cancel(
  tx: Transaction,
  { clock, ids }: CancelRequestDeps,
  id: RequestId,
  authority: AuthorityFacts | undefined,
  by: By,
): Promise<Canceled> {
  const request = await tx.requests.get(id);
  if (!request) return refuse({ code: 'REQUEST_NOT_FOUND' });
  if (!authority && !isTheirs(request, by.actor)) throw new StaleFacts('the request');
  const now = clock.now();
  const record = recorderFor(ids, now, by);
  const entry = { ...aboutRequest(request), activity: activity.requestCanceled };
  const manages = authority !== undefined && (await isPermitted(tx, 'manage', authority, now));
  const decision = decideCancellation(request, { actor: by.actor, manages }, now);
  if (!decision.ok) {
    await tx.audit.append(record({ ...entry, result: 'failure', resultReason: decision.refusal.code }));
    return refuse(decision.refusal);
  }
  const planned = (await tx.schedules.createdBy(id)).filter(({ status }) => status === 'Granted');
  await tx.requests.save({ ...decision.value, cancellation: { canceledBy: by.actor } });
  await tx.schedules.save(...planned.map((schedule) => ({ ...schedule, status: 'Canceled' as const })));
  await tx.audit.append(record({ ...entry, resultReason: '', before: { status: request.status } }));
  await tx.outbox.append(eventOf(ids, now, request, { type: 'request.canceled' }));
  return ok({ requestId: id });
}
