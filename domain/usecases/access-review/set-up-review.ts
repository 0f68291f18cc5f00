import type { ReviewDefinition, ReviewInstance, ReviewTerms } from '../../access-review/access-review.js';
import { faultsOf, faultsOfChange, namedReviewers } from '../../access-review/decide-terms.js';
import { abandoned } from '../../access-review/progress.js';
import { activity } from '../../audit/activity.js';
import { type PrincipalId, type ReviewId, type ReviewInstanceId, reviewId, reviewInstanceId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Transaction } from '../../ports/store.js';
import { unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { PermissionRefusal } from '../../refusal.js';
import { ok, type Result } from '../../result.js';
import { after, days, type Instant } from '../../time.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { isPowerful } from '../common/power.js';
import { peopleIn } from '../common/reach.js';
import { type By, recorderFor } from '../common/recording.js';
import {
  type AccessReviewActRefusal,
  type AccessReviewDeps,
  aboutReview,
  refusalToManage,
  refusedReview,
} from './review-recording.js';

/** A review as somebody wants it; without a start it begins at once. */
export type ReviewInput = ReviewTerms & { startDateTime?: Instant | undefined };
export type SetUpOutcome = Result<{ reviewId: ReviewId; reviewInstanceId: ReviewInstanceId }, AccessReviewActRefusal>;

const notPermitted: PermissionRefusal = { code: 'NOT_PERMITTED', permission: 'manage' };

const ableAmong = (directory: Directory, ids: readonly PrincipalId[]): Promise<Set<PrincipalId>> =>
  peopleIn(
    directory,
    ids.map((userId) => ({ type: 'singleUser', userId })),
  );

/**
 * Sets up an access review of a role the actor manages, with its first occurrence. Returns the ids of both, or the
 * refusal, which leaves nothing but its audit event.
 */
export const createReview =
  ({ store, directory, clock, ids, wakeAccessReviews }: AccessReviewDeps) =>
  async (input: ReviewInput, by: By): Promise<SetUpOutcome> => {
    const { startDateTime: asked, ...terms } = input;
    const [authority, able] = await Promise.all([
      gatherAuthority(directory, terms.scope.role, by.actor),
      ableAmong(directory, namedReviewers(terms.reviewers)),
    ]);
    const outcome = await store.transaction(async (tx): Promise<SetUpOutcome> => {
      const now = clock.now();
      const start = asked ?? now;
      const late = start < now ? [{ kind: 'starts-in-past' } as const] : [];
      const faults = [...late, ...faultsOf(terms, start, able)];
      const entry = { activity: activity.reviewCreated, role: terms.scope.role };
      if (!(await isPermitted(tx, 'manage', authority, now))) {
        return refusedReview(tx, { ids, now, by }, entry, notPermitted);
      }
      if (faults.length > 0) return refusedReview(tx, { ids, now, by }, entry, { code: 'ACCESS_REVIEW_TERMS', faults });
      const definition: ReviewDefinition = {
        ...terms,
        id: reviewId(ids.next()),
        version: 0,
        startDateTime: start,
        createdBy: by.actor,
        createdDateTime: now,
      };
      const instance = plannedInstance(
        definition,
        reviewInstanceId(ids.next()),
        { number: 0, startDateTime: start },
        by,
      );
      await tx.accessReviews.saveDefinition(definition);
      await tx.accessReviews.addInstance(instance);
      const about = aboutReview(definition, { reviewId: definition.id, ...terms, startDateTime: start });
      await tx.audit.append(
        recorderFor(ids, now, by)({ ...about, activity: activity.reviewCreated, resultReason: terms.displayName }),
      );
      return ok({ reviewId: definition.id, reviewInstanceId: instance.id });
    }, by.commandId);
    wakeAccessReviews?.();
    return outcome;
  };

/** An occurrence that is to come, as its definition stands now; it takes that over again when it begins. */
export function plannedInstance(
  { id: definitionId, createdBy, displayName, scope, reviewers, settings }: ReviewDefinition,
  id: ReviewInstanceId,
  { number, startDateTime }: { number: number; startDateTime: Instant },
  { correlationId }: Pick<By, 'correlationId'>,
): ReviewInstance {
  return {
    ...{ displayName, scope, reviewers, settings, createdBy },
    id,
    version: 0,
    definitionId,
    number,
    status: 'NotStarted',
    startDateTime,
    endDateTime: after(startDateTime, days(settings.instanceDurationInDays)),
    remindersSent: [],
    correlationId,
  };
}

/** What of a review can be changed: not what it is about, nor how often. */
export type ReviewChange = Partial<Pick<ReviewTerms, 'displayName' | 'reviewers'>> & {
  settings?: Partial<Omit<ReviewTerms['settings'], 'recurrence'>> | undefined;
};

/** Changes a review for the occurrences that begin later. */
export const changeReview =
  ({ store, directory, clock, ids }: AccessReviewDeps) =>
  async (id: ReviewId, change: ReviewChange, by: By): Promise<Result<ReviewId, AccessReviewActRefusal>> => {
    const there = await store.read.accessReviews.definition(id);
    const authority = there && (await gatherAuthority(directory, there.scope.role, by.actor));
    const able = await ableAmong(directory, namedReviewers(change.reviewers ?? there?.reviewers ?? { type: 'self' }));
    return store.transaction(async (tx): Promise<Result<ReviewId, AccessReviewActRefusal>> => {
      const now = clock.now();
      const before = await tx.accessReviews.definition(id);
      const about = { activity: activity.reviewUpdated, ...(before && aboutReview(before, { reviewId: id })) };
      const refusal = await refusalToManage(tx, isLive(before), authority, now);
      if (refusal || !before) {
        return refusedReview(tx, { ids, now, by }, about, refusal ?? { code: 'ACCESS_REVIEW_NOT_FOUND' });
      }
      const changed = { ...before, ...change, settings: { ...before.settings, ...change.settings } };
      const faults = faultsOfChange(before, changed, able);
      if (faults.length > 0) return refusedReview(tx, { ids, now, by }, about, { code: 'ACCESS_REVIEW_TERMS', faults });
      await tx.accessReviews.saveDefinition(changed);
      const { displayName, reviewers, settings } = before;
      await tx.audit.append(
        recorderFor(
          ids,
          now,
          by,
        )({
          ...about,
          subject: before.createdBy,
          resultReason: displayName,
          before: { displayName, reviewers, settings },
          after: { reviewId: id, ...change },
        }),
      );
      return ok(id);
    }, by.commandId);
  };

/** As many occurrences as may be under way or to come when a review is deleted. */
const fewInstances = 10;

/**
 * Deletes a review: no occurrence begins any more, and of one under way nothing more is decided or applied. What was
 * decided stays in the audit log. Of a role that makes an administrator that needs a proof.
 */
export const deleteReview =
  ({ store, directory, clock, ids, administration }: AccessReviewDeps) =>
  async (id: ReviewId, proofs: Proofs, by: By): Promise<Result<ReviewId, AccessReviewActRefusal>> => {
    const there = await store.read.accessReviews.definition(id);
    const authority = there && (await gatherAuthority(directory, there.scope.role, by.actor));
    const powerful = there !== undefined && (await isPowerful({ directory, reads: store.read }, there.scope.role));
    const notProven = unproven({ act: 'delete-review', isPowerful: powerful }, proofs, administration);
    return store.transaction(async (tx): Promise<Result<ReviewId, AccessReviewActRefusal>> => {
      const now = clock.now();
      const definition = await tx.accessReviews.definition(id);
      const about = { activity: activity.reviewDeleted, ...(definition && aboutReview(definition, { reviewId: id })) };
      const refusal = (await refusalToManage(tx, isLive(definition), authority, now)) ?? notProven;
      if (refusal || !definition) {
        return refusedReview(tx, { ids, now, by }, about, refusal ?? { code: 'ACCESS_REVIEW_NOT_FOUND' });
      }
      await tx.accessReviews.saveDefinition({ ...definition, deletedDateTime: now });
      await abandonAll(tx, id, by, now);
      await tx.audit.append(
        recorderFor(ids, now, by)({ ...about, subject: definition.createdBy, resultReason: definition.displayName }),
      );
      return ok(id);
    }, by.commandId);
  };

const isLive = (definition: ReviewDefinition | undefined): boolean =>
  definition !== undefined && definition.deletedDateTime === undefined;

async function abandonAll(tx: Transaction, id: ReviewId, { actor }: By, now: Instant): Promise<void> {
  for (const instance of await tx.accessReviews.instancesOf([id], fewInstances)) {
    const over = abandoned(instance, actor, now);
    if (instance.status === 'NotStarted') await tx.accessReviews.dropInstance(instance.id);
    else if (over !== instance) await tx.accessReviews.saveInstance(over);
  }
}
