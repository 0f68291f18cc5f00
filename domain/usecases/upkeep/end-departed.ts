import { type CorrelationId, commandId, correlationId, type PrincipalId, principalId } from '../../ids.js';
import type { Principal } from '../../ports/directory.js';
import type { Transaction } from '../../ports/store.js';
import type { Log } from '../../ports/system.js';
import type { RemoveAssignmentDeps } from '../assignment/remove-assignment.js';
import { endEverything, everythingOf } from '../assignment/revoke-all.js';
import { headcount } from '../common/headcount.js';
import { type By, ownRecorder } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

export type EndDepartedDeps = RemoveAssignmentDeps & { log: Log };

/** In place of a person: what Latchkey does because of what the directory says. */
const latchkey = principalId('latchkey');

/** As many may be missing from one page of holders at once; more look like a directory that is not itself. */
const mostMissing = (holders: number) => Math.max(10, holders / 4);

/**
 * Looks at the next `limit` schedules' holders after `after`, and ends everything of those whom the directory has
 * disabled or no longer knows: what they hold, may activate and wait for. Returns where to go on, undefined when
 * everybody has been looked at. Throws AdapterError where the directory cannot be asked: nothing has ended then.
 * Source: Entra PIM, a deleted principal loses its assignments; for the disabled it is Latchkey's own rule.
 */
export const endDeparted =
  (deps: EndDepartedDeps) =>
  async (after: PrincipalId | undefined, limit: number): Promise<PrincipalId | undefined> => {
    const { store, directory, log } = deps;
    const { principalIds: holders, next } = await store.read.schedules.holders(after, limit);
    const found = new Map((await directory.principals(holders)).map((principal) => [principal.id, principal]));
    const missing = holders.filter((id) => !found.has(id));
    const isTrusted = missing.length <= mostMissing(holders.length);
    if (!isTrusted) log.error('departed.too-many-missing', { missing: missing.length, holders: holders.length });
    const departed = holders.filter((id) => (isTrusted && !found.has(id)) || isDisabled(found.get(id)));
    for (const id of departed) await endOne(deps, id);
    return next;
  };

const isDisabled = (principal: Principal | undefined): boolean =>
  principal !== undefined && principal.type !== 'group' && !principal.accountEnabled;

/** A pass that was made for somebody who is gone since counts no more, even if they come back. */
async function dropPass(tx: Transaction, id: PrincipalId): Promise<void> {
  const { pass, passedIn, ...rest } = await tx.authenticators.of(id);
  if (pass || passedIn) await tx.authenticators.save(rest);
}

async function endOne({ store, directory, clock, ids, log }: EndDepartedDeps, id: PrincipalId): Promise<void> {
  const count = headcount(directory, 'trust');
  const correlation: CorrelationId = correlationId(ids.next());
  const done = await readAgainWhenStale(async () => {
    await count.learn();
    return store.transaction(async (tx) => {
      const now = clock.now();
      const by: By = { actor: latchkey, commandId: commandId(ids.next()), correlationId: correlation, via: 'system' };
      const record = ownRecorder(ids, now, by);
      const cancellation = { code: 'REQUESTOR_GONE' } as const;
      const sweep = { ids, now, by, record, justification: 'The account is disabled or gone', cancellation };
      await dropPass(tx, id);
      return endEverything(tx, await everythingOf(tx, id), () => true, count, sweep);
    });
  });
  // What has to stay is looked at on every round; it is no news then.
  if (done.ended + done.canceled > 0) log.info('departed.ended', { principalId: id, ...done, kept: done.kept.length });
}
