import type { DecisionItem, ReviewInstance } from '../../access-review/access-review.js';
import { cleared, defaultDecision } from '../../access-review/decide-item.js';
import {
  begun,
  concluded,
  nextStep,
  presentOccurrence,
  type ReviewStep,
  reminded,
  settled,
} from '../../access-review/progress.js';
import { nextOccurrence } from '../../access-review/recurrence.js';
import { activity } from '../../audit/activity.js';
import { type ReviewInstanceId, reviewInstanceId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import { after, days, type Instant, seconds } from '../../time.js';
import { applyDecisions } from './apply-review.js';
import { listReviewItems } from './list-review-items.js';
import { replaceAbsentReviewers } from './replace-absent-reviewers.js';
import { type AccessReviewDeps, aboutItem, recordOwn, reviewMoved } from './review-recording.js';
import { plannedInstance } from './set-up-review.js';

/** How long a process that died keeps an occurrence from the others. */
const claimed = seconds(30);
/** While it works on one, it claims it again this often. */
const renewed = seconds(5);
/** As many items are changed in one transaction. */
const batch = 500;

/**
 * Does everything that is due in access reviews: starts them and lists what is to be decided, reminds, sees to it that
 * there is somebody to decide, ends, decides by default and applies, and plans what comes next. Every step commits with
 * what tells of it and can be taken up again, so nothing is lost or done twice whoever dies in between. Returns when the
 * next step is due, undefined when none is.
 */
export const advanceAccessReviews = (deps: AccessReviewDeps) => async (): Promise<Instant | undefined> => {
  const { store, clock } = deps;
  for (;;) {
    const now = clock.now();
    const due = await store.read.accessReviews.nextStepAt(now);
    if (due === undefined || due > now) return due;
    const instance = await store.transaction((tx) => tx.accessReviews.claim(now, after(now, claimed)));
    if (!instance) continue;
    await advance(deps, instance.id);
    await store.transaction((tx) => tx.accessReviews.claimUntil(instance.id, 0 as Instant));
  }
};

async function advance(deps: AccessReviewDeps, id: ReviewInstanceId): Promise<void> {
  const { store, clock } = deps;
  let renewedAt = clock.now();
  const held = async () => {
    const now = clock.now();
    if (now < after(renewedAt, renewed)) return;
    await store.transaction((tx) => tx.accessReviews.claimUntil(id, after(now, claimed)));
    renewedAt = now;
  };
  for (;;) {
    const now = clock.now();
    const instance = await store.read.accessReviews.instance(id);
    const step = instance && nextStep(instance, now);
    if (!step) return;
    await take(deps, instance, step, held);
    await held();
  }
}

async function take(
  deps: AccessReviewDeps,
  instance: ReviewInstance,
  step: ReviewStep,
  held: () => Promise<void>,
): Promise<void> {
  switch (step.do) {
    case 'start':
      return start(deps, instance);
    case 'list':
      await listReviewItems(deps, instance, deps.clock.now(), held);
      return move(deps, instance, (now) => ({ ...now, status: 'Starting' }));
    case 'staff':
    case 'look':
      return staff(deps, instance);
    case 'clear':
      return clear(deps, instance, held);
    case 'end':
      return move(deps, instance, (present) => ({ ...present, status: 'Completing' }));
    case 'settle':
      return move(deps, instance, settled);
    case 'auto-review':
      return applyAccessRecommendations(deps, instance, held);
    case 'remind':
      return move(deps, instance, reminded, () => ['reminder']);
    case 'apply':
      await applyDecisions(deps, instance, held);
      return move(
        deps,
        instance,
        (present) => ({ ...present, status: 'Applied' }),
        () => ['applied'],
      );
  }
}

type Change = (present: ReviewInstance, now: Instant) => ReviewInstance;

type Announcements = (before: ReviewInstance, after: ReviewInstance) => readonly Parameters<typeof reviewMoved>[3][];

/** Changes an occurrence that still stands where it was seen, with what is logged and told of it. */
async function move(
  { store, clock, ids }: AccessReviewDeps,
  { id, status }: ReviewInstance,
  change: Change,
  told: Announcements = () => [],
): Promise<void> {
  await store.transaction(async (tx) => {
    const now = clock.now();
    const present = await tx.accessReviews.instance(id);
    if (present?.status !== status) return;
    const moved = change(present, now);
    if (moved === present) return;
    await tx.accessReviews.saveInstance(moved);
    const isConcluded = present.completedDateTime === undefined && moved.completedDateTime !== undefined;
    const what = [...told(present, moved), ...(isConcluded ? (['ended'] as const) : [])];
    await tx.outbox.append(...what.map((each) => reviewMoved(ids, now, moved, each)));
    await tx.audit.append(...milestones(present, moved).map((each) => recordOwn(ids, now, moved, { activity: each })));
  });
}

/** What of a change is logged; what somebody asked for is there already. */
function milestones(before: ReviewInstance, { status, completedDateTime, appliedBy }: ReviewInstance): string[] {
  const isConcluded = before.completedDateTime === undefined && completedDateTime !== undefined;
  return [
    ...(before.status === 'Starting' && status === 'InProgress' ? [activity.reviewStarted] : []),
    ...(isConcluded ? [activity.reviewEnded] : []),
    ...(status === 'Applied' && appliedBy === undefined ? [activity.reviewAutoApplied] : []),
  ];
}

/** Begins an occurrence, and plans the next one. */
async function start({ store, clock, ids }: AccessReviewDeps, { id }: ReviewInstance): Promise<void> {
  await store.transaction(async (tx) => {
    const now = clock.now();
    const planned = await tx.accessReviews.instance(id);
    const definition = planned && (await tx.accessReviews.definition(planned.definitionId));
    if (planned?.status !== 'NotStarted') return;
    if (!definition || definition.deletedDateTime !== undefined) return tx.accessReviews.dropInstance(id);
    const present = presentOccurrence(planned, definition, now);
    if (present.startDateTime > now) return tx.accessReviews.saveInstance(present);
    await tx.accessReviews.saveInstance(begun(present, definition, now));
    const { startDateTime, settings } = definition;
    const lasts = days(settings.instanceDurationInDays);
    const next = nextOccurrence(startDateTime, settings.recurrence, present.number + 1, lasts, now);
    if (next)
      await tx.accessReviews.addInstance(plannedInstance(definition, reviewInstanceId(ids.next()), next, present));
  });
}

/** Sees to it that there is somebody to decide; whoever stands in for others is told like everybody at the start. */
async function staff(deps: AccessReviewDeps, instance: ReviewInstance): Promise<void> {
  const { isChanged, isUnattended } = await replaceAbsentReviewers(deps, instance);
  const isStart = instance.status === 'Starting';
  const change: Change = (present, now) => ({
    ...present,
    status: 'InProgress',
    lookedAt: now,
    isUnattended: isUnattended || undefined,
  });
  await move(deps, instance, change, (before, after) => [
    ...(isStart || isChanged ? (['started'] as const) : []),
    ...(after.isUnattended && !before.isUnattended ? (['unattended'] as const) : []),
  ]);
}

/** Takes back what was decided before a reset. */
async function clear(deps: AccessReviewDeps, instance: ReviewInstance, held: () => Promise<void>): Promise<void> {
  const { id: instanceId, resetAt: decidedBefore } = instance;
  if (decidedBefore === undefined) return;
  const decided = ['Approve', 'Deny', 'DontKnow'] as const;
  await inBatches(deps, instance, held, async (tx) => {
    const items = await tx.accessReviews.items({ instanceId, decisions: decided, decidedBefore, limit: batch });
    await tx.accessReviews.saveItems(items.map(cleared));
    return items.length;
  });
  await move(deps, instance, (present) =>
    present.resetAt === decidedBefore ? { ...present, resetAt: undefined } : present,
  );
}

/** Decides what nobody has, as was settled for that. */
async function applyAccessRecommendations(
  deps: AccessReviewDeps,
  instance: ReviewInstance,
  held: () => Promise<void>,
): Promise<void> {
  let left = 0;
  await inBatches(
    deps,
    instance,
    held,
    async (tx, now) => {
      const query = { instanceId: instance.id, decisions: ['NotReviewed'] as const, skip: left, limit: batch };
      const items = await tx.accessReviews.items(query);
      const decided = items.flatMap((item): DecisionItem[] => {
        const decision = defaultDecision(instance, item);
        return decision ? [{ ...item, decision, reviewedDateTime: now }] : [];
      });
      await tx.accessReviews.saveItems(decided);
      const what = { activity: activity.accessDecidedByDefault, resultReason: instance.settings.defaultDecision };
      await tx.audit.append(
        ...decided.map((item) => recordOwn(deps.ids, now, instance, { ...aboutItem(item), ...what })),
      );
      return { found: items.length, left: items.length - decided.length };
    },
    (stayed) => {
      left += stayed;
    },
  );
  await move(deps, instance, (present, now) => concluded(present, 'AutoReviewed', now));
}

type Batch = number | { found: number; left: number };

/** Works through the items of an occurrence that still stands so, transaction by transaction, until none is found. */
async function inBatches(
  { store, clock }: AccessReviewDeps,
  { id, status }: ReviewInstance,
  held: () => Promise<void>,
  work: (tx: Transaction, now: Instant) => Promise<Batch>,
  committed: (left: number) => void = () => undefined,
): Promise<void> {
  for (let found = batch; found === batch; ) {
    const done = await store.transaction(async (tx) => {
      const present = await tx.accessReviews.instance(id);
      return present?.status === status ? work(tx, clock.now()) : 0;
    });
    found = typeof done === 'number' ? done : done.found;
    committed(typeof done === 'number' ? 0 : done.left);
    await held();
  }
}
