import type { ReviewInstance } from '../../access-review/access-review.js';
import type { AccessReviewAct } from '../../access-review/access-review-refusal.js';
import { decideAct } from '../../access-review/progress.js';
import { activity } from '../../audit/activity.js';
import type { ReviewInstanceId } from '../../ids.js';
import { onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import { ok, type Result } from '../../result.js';
import { gatherAuthority } from '../common/authority.js';
import { isPowerful, type PowerReach } from '../common/power.js';
import { type By, recorderFor } from '../common/recording.js';
import {
  type AccessReviewActRefusal,
  type AccessReviewDeps,
  aboutReview,
  refusalToManage,
  refusedReview,
  reviewMoved,
} from './review-recording.js';

type Steering = Exclude<AccessReviewAct, 'decide'>;

const activityOf: Record<Steering, string> = {
  stop: activity.reviewStopped,
  apply: activity.reviewApplied,
  reset: activity.decisionsReset,
  remind: activity.reviewReminded,
};

/**
 * Does to an occurrence what whoever manages its role wants: `stop` it permanently before its time, `apply` what was
 * decided, `reset` every decision, or `remind` those who have not decided. What takes long goes on on its own. Of a
 * role that makes an administrator all but the last needs a proof. Returns its id, or the refusal, which leaves nothing
 * but its audit event.
 */
export const steerReview =
  ({ store, directory, clock, ids, wakeAccessReviews, administration }: AccessReviewDeps) =>
  async (
    id: ReviewInstanceId,
    act: Steering,
    proofs: Proofs,
    by: By,
  ): Promise<Result<ReviewInstanceId, AccessReviewActRefusal>> => {
    const there = await store.read.accessReviews.instance(id);
    const authority = there && (await gatherAuthority(directory, there.scope.role, by.actor));
    const isOfPower = await isAboutPower({ directory, reads: store.read }, there);
    const proven = <T, R>(decision: Result<T, R>, deed: Steering) =>
      deed === 'remind'
        ? decision
        : onceProven(decision, { act: `${deed}-review`, isPowerful: isOfPower }, proofs, administration);
    const outcome = await store.transaction(async (tx): Promise<Result<ReviewInstanceId, AccessReviewActRefusal>> => {
      const now = clock.now();
      const instance = await tx.accessReviews.instance(id);
      const about = {
        activity: activityOf[act],
        ...(instance && aboutReview(instance, { reviewInstanceId: id })),
      };
      const refusal = await refusalToManage(tx, instance !== undefined, authority, now);
      if (refusal || !instance) {
        return refusedReview(tx, { ids, now, by }, about, refusal ?? { code: 'ACCESS_REVIEW_NOT_FOUND' });
      }
      const decided = proven(decideAct(instance, act, by.actor, now), act);
      if (!decided.ok) return refusedReview(tx, { ids, now, by }, about, decided.refusal);
      await tx.accessReviews.saveInstance(decided.value);
      await tx.audit.append(
        recorderFor(ids, now, by)({ ...about, subject: instance.createdBy, resultReason: instance.displayName }),
      );
      if (act === 'remind') await tx.outbox.append(reviewMoved(ids, now, instance, 'reminder'));
      return ok(id);
    }, by.commandId);
    wakeAccessReviews?.();
    return outcome;
  };

const isAboutPower = async (reach: PowerReach, review: Pick<ReviewInstance, 'scope'> | undefined): Promise<boolean> =>
  review !== undefined && isPowerful(reach, review.scope.role);
