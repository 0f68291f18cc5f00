import type { DecisionItem, ReviewInstance } from '../../access-review/access-review.js';
import type { AccessReviewRefusal } from '../../access-review/access-review-refusal.js';
import { type DecisionWords, decideItem, type ReviewerFacts } from '../../access-review/decide-item.js';
import { activity } from '../../audit/activity.js';
import type { DecisionItemId, ReviewInstanceId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { personOf } from '../common/reach.js';
import { type By, recorderFor } from '../common/recording.js';
import { type AccessReviewDeps, aboutItem, activityOfDecision, refusedReview } from './review-recording.js';

/** As many as are decided in one go. */
const mostDecidedAtOnce = 100;
/** As many recommendations as are accepted in one transaction, and in all before it has to be said again. */
const accepted = 500;
const mostAccepted = 20_000;

/** What came of one item: as it is now, where there is one of this id. */
export type ItemOutcome = { itemId: DecisionItemId; outcome: Result<DecisionItem['decision'], AccessReviewRefusal> };

const facts = async (directory: Directory, { actor }: By): Promise<ReviewerFacts> => {
  const [person, groupIds] = await Promise.all([personOf(directory, actor), directory.groupsOf(actor)]);
  return { person, groupIds: new Set(groupIds) };
};

/**
 * Records what a reviewer decides about some items (`batchRecordDecisions`), at most `mostDecidedAtOnce` of them. Each
 * is decided on its own: one refusal keeps none of the others. Who may is read at that moment. Returns what came of
 * each.
 */
export const decideAccess =
  ({ store, directory, clock, ids }: AccessReviewDeps) =>
  async (picked: readonly DecisionItemId[], words: DecisionWords, by: By): Promise<ItemOutcome[]> => {
    const reviewer = await facts(directory, by);
    const desired = [...new Set(picked)].slice(0, mostDecidedAtOnce);
    return store.transaction(async (tx) => {
      const now = clock.now();
      const found = new Map((await tx.accessReviews.itemsById(desired)).map((item) => [item.id, item]));
      const instances = await heldOn(tx, [...found.values()]);
      const deciding = desired.map((itemId) => {
        const item = found.get(itemId);
        const instance = item && instances.get(item.instanceId);
        const outcome: Result<DecisionItem, AccessReviewRefusal> =
          item && instance
            ? decideItem(instance, item, words, reviewer, now)
            : refuse({ code: 'ACCESS_REVIEW_NOT_FOUND' });
        return { itemId, item, outcome };
      });
      await save(tx, { ids, now, by }, deciding);
      return deciding.map(({ itemId, outcome }) => ({
        itemId,
        outcome: outcome.ok ? ok(outcome.value.decision) : outcome,
      }));
    }, by.commandId);
  };

/** The occurrences of these items, which cannot end while this goes on. */
async function heldOn(tx: Transaction, items: readonly DecisionItem[]) {
  const instances = new Map<ReviewInstanceId, ReviewInstance>();
  for (const id of new Set(items.map(({ instanceId }) => instanceId))) {
    const instance = await tx.accessReviews.instance(id);
    if (!instance) continue;
    instances.set(id, instance);
    await tx.accessReviews.holdOn(id);
  }
  return instances;
}

type Deciding = { item: DecisionItem | undefined; outcome: Result<DecisionItem, AccessReviewRefusal> };

async function save(
  tx: Transaction,
  { ids, now, by }: { ids: Ids; now: Instant; by: By },
  deciding: readonly Deciding[],
): Promise<void> {
  const record = recorderFor(ids, now, by);
  await tx.accessReviews.saveItems(deciding.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : [])));
  await tx.audit.append(
    ...deciding.map(({ item, outcome }) => {
      if (outcome.ok) return record(decidedEntry(outcome.value, item));
      const about = item ? aboutItem(item) : { subject: by.actor };
      const failure = { result: 'failure', resultReason: outcome.refusal.code } as const;
      return record({ ...about, ...failure, activity: activity.accessApproved });
    }),
  );
}

const decidedEntry = (after: DecisionItem, before: DecisionItem | undefined) => ({
  ...aboutItem(after),
  activity: after.decision === 'NotReviewed' ? activity.decisionsReset : activityOfDecision[after.decision],
  resultReason: after.justification,
  before: { decision: before?.decision },
});

/**
 * Decides everything that a reviewer has not decided in an occurrence as it is recommended. Batch by batch: whoever is
 * interrupted goes on by saying it again. Returns how many were decided, or the refusal of the first where none was.
 */
export const acceptRecommendations =
  ({ store, directory, clock, ids }: AccessReviewDeps) =>
  async (id: ReviewInstanceId, justification: string, by: By): Promise<Result<number, AccessReviewRefusal>> => {
    const reviewer = await facts(directory, by);
    const words = { decision: 'Recommendation', justification } as const;
    let [done, looked] = [0, 0];
    let refusal: AccessReviewRefusal | undefined;
    for (let more = true; more && done < mostAccepted; ) {
      const batch = await store.transaction(async (tx) => {
        const now = clock.now();
        const query = { instanceId: id, reviewerId: by.actor, decisions: ['NotReviewed'] as const };
        const items = await tx.accessReviews.items({ ...query, skip: looked, limit: accepted });
        const instance = (await heldOn(tx, items)).get(id);
        const deciding = items.flatMap((item) =>
          instance ? [{ item, outcome: decideItem(instance, item, words, reviewer, now) }] : [],
        );
        const good = deciding.filter(({ outcome }) => outcome.ok);
        await save(tx, { ids, now, by }, good);
        const bad = deciding.find(({ outcome }) => !outcome.ok)?.outcome;
        return { found: items.length, decided: good.length, refusal: bad?.ok === false ? bad.refusal : undefined };
      });
      done += batch.decided;
      looked += batch.found - batch.decided;
      refusal ??= batch.refusal;
      more = batch.found === accepted;
    }
    if (done > 0) return ok(done);
    const why = refusal ?? ({ code: 'NOTHING_RECOMMENDED' } as const);
    const entry = { activity: activity.accessApproved, after: { reviewInstanceId: id } };
    return store.transaction((tx) => refusedReview(tx, { ids, now: clock.now(), by }, entry, why), by.commandId);
  };
