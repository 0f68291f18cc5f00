import type { DecisionItem, ReviewInstance } from '../../access-review/access-review.js';
import { activity } from '../../audit/activity.js';
import { commandId, type DecisionItemId, principalId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { GuardRefusal } from '../../refusal.js';
import type { Instant } from '../../time.js';
import { guardAll, remove } from '../assignment/remove-assignment.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { type By, ownRecorder, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { type AccessReviewDeps, aboutItem } from './review-recording.js';

/** As many approvals are settled together; each removal is a transaction of its own. */
const batch = 500;
const removals = 25;

/**
 * Applies what was decided in an occurrence: what was denied is taken, through the same outbox and under the same
 * guards as though an administrator took it; what was approved stays. Each item says what came of it in the same
 * transaction, so that after a crash nothing is done twice. `held` is called in between, to hold the claim.
 */
export async function applyDecisions(
  deps: AccessReviewDeps,
  instance: ReviewInstance,
  held: () => Promise<void>,
): Promise<void> {
  const undone = { instanceId: instance.id, applyResults: ['New'] as const };
  for (let found = removals; found > 0; ) {
    const items = await deps.store.read.accessReviews.items({ ...undone, decisions: ['Deny'], limit: removals });
    for (const { id } of items) await applyDenial(deps, instance, id);
    found = items.length;
    await held();
  }
  for (let found = batch; found === batch; ) {
    found = await deps.store.transaction(async (tx) => {
      const now = deps.clock.now();
      const items = await tx.accessReviews.items({ ...undone, decisions: ['Approve'], limit: batch });
      await tx.accessReviews.saveItems(
        items.map((item) => ({ ...item, applyResult: 'AppliedSuccessfully', appliedDateTime: now })),
      );
      return items.length;
    });
    await held();
  }
}

/** In place of a person, where it was settled beforehand that decisions are applied. */
const latchkey = principalId('latchkey');

function applyDenial(
  { store, directory, clock, ids }: AccessReviewDeps,
  instance: ReviewInstance,
  id: DecisionItemId,
): Promise<void> {
  const count = headcount(directory, 'fail');
  return readAgainWhenStale(async () => {
    await count.learn();
    await store.transaction(async (tx) => {
      const now = clock.now();
      const [item] = await tx.accessReviews.itemsById([id]);
      const status = (await tx.accessReviews.instance(instance.id))?.status;
      if (item?.decision !== 'Deny' || item.applyResult !== 'New' || status !== 'Applying') return;
      await tx.accessReviews.saveItems([
        { ...item, ...(await taken(tx, { ids, now, count }, instance, item)), appliedDateTime: now },
      ]);
    });
  });
}

type Taking = { ids: Ids; now: Instant; count: Headcount };

async function taken(
  tx: Transaction,
  { ids, now, count }: Taking,
  instance: ReviewInstance,
  item: DecisionItem,
): Promise<Pick<DecisionItem, 'applyResult' | 'applyFailure'>> {
  const { appliedBy: actor = latchkey, correlationId } = instance;
  const by: By = { actor, commandId: commandId(ids.next()), correlationId, via: 'system' };
  const record = instance.appliedBy === undefined ? ownRecorder(ids, now, by) : recorderFor(ids, now, by);
  const kept = async (applyResult: DecisionItem['applyResult'], applyFailure: string) => {
    const entry = { ...aboutItem(item), activity: activity.decisionApplied, resultReason: applyFailure };
    await tx.audit.append(record({ ...entry, result: 'failure' }));
    return { applyResult, applyFailure };
  };
  // Whoever has it through a group keeps it as long as the group does, and is in the group for other reasons too.
  if (item.throughGroup) return kept('ApplyNotSupported', 'THROUGH_GROUP');
  const { principalId: holder, role, level } = item;
  const held = (await tx.schedules.ofAccess({ principalId: holder, role })).filter(
    ({ id, status }) => item.scheduleIds.includes(id) && status !== 'PendingRevocation',
  );
  if (held.length === 0) return kept('AppliedSuccessfullyButObjectNotFound', 'NOT_ASSIGNED');
  const refusal: GuardRefusal | undefined = await guardAll(tx, count, held, now, new Set(held.map(({ id }) => id)));
  if (refusal) return kept('AppliedWithUnknownFailure', refusal.code);
  const justification = `Denied in the access review “${instance.displayName}”${item.justification && `: ${item.justification}`}`;
  await remove(
    tx,
    { ids, count },
    held,
    { access: { principalId: holder, role }, level, justification },
    { by, now, record },
  );
  return { applyResult: 'AppliedSuccessfully' };
}
