import type { ReviewInstance } from '../../access-review/access-review.js';
import { decideAct } from '../../access-review/progress.js';
import type { ReviewAct } from '../../access-review/review-refusal.js';
import { activity } from '../../audit/activity.js';
import type { ReviewInstanceId } from '../../ids.js';
import { onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import { ok, type Result } from '../../result.js';
import {
  aboutReview,
  type ReviewActRefusal,
  type ReviewDeps,
  refusalToManage,
  refusedReview,
  reviewMoved,
} from '../approval/review-recording.js';
import { gatherAuthority } from '../common/authority.js';
import { isPowerful, type PowerReach } from '../common/power.js';
import { type By, recorderFor } from '../common/recording.js';

type Steering = Exclude<ReviewAct, 'decide'>;

const activityOf: Record<Steering, string> = {
  stop: activity.reviewStopped,
  apply: activity.reviewApplied,
  reset: activity.decisionsReset,
  remind: activity.reviewReminded,
};

/**
 * Does to an occurrence what whoever manages its role wants: `stop` it for good before its time, `apply` what was
 * decided, `reset` every decision, or `remind` those who have not decided. What takes long goes on by itself. Of a
 * role that makes an administrator all but the last needs a proof. Returns its id, or the refusal, which leaves nothing but its audit event.
 */
export const steerReview =
  ({ store, directory, clock, ids, wakeReviews, administration }: ReviewDeps) =>
  async (
    id: ReviewInstanceId,
    act: Steering,
    proofs: Proofs,
    by: By,
  ): Promise<Result<ReviewInstanceId, ReviewActRefusal>> => {
    const there = await store.read.reviews.instance(id);
    const authority = there && (await gatherAuthority(directory, there.scope.role, by.actor));
    const isOfPower = await isAboutPower({ directory, reads: store.read }, there);
    const proven = <T, R>(decision: Result<T, R>, deed: Steering) =>
      deed === 'remind'
        ? decision
        : onceProven(decision, { act: `${deed}-review`, isPowerful: isOfPower }, proofs, administration);
    const outcome = await store.transaction(async (tx): Promise<Result<ReviewInstanceId, ReviewActRefusal>> => {
      const now = clock.now();
      const instance = await tx.reviews.instance(id);
      const about = {
        activity: activityOf[act],
        ...(instance && aboutReview(instance, { reviewInstanceId: id })),
      };
      const refusal = await refusalToManage(tx, instance !== undefined, authority, now);
      if (refusal || !instance) {
        return refusedReview(tx, { ids, now, by }, about, refusal ?? { code: 'REVIEW_NOT_FOUND' });
      }
      const decided = proven(decideAct(instance, act, by.actor, now), act);
      if (!decided.ok) return refusedReview(tx, { ids, now, by }, about, decided.refusal);
      await tx.reviews.saveInstance(decided.value);
      await tx.audit.append(
        recorderFor(ids, now, by)({ ...about, subject: instance.createdBy, resultReason: instance.displayName }),
      );
      if (act === 'remind') await tx.outbox.append(reviewMoved(ids, now, instance, 'reminder'));
      return ok(id);
    }, by.commandId);
    wakeReviews?.();
    return outcome;
  };

const isAboutPower = async (reach: PowerReach, review: Pick<ReviewInstance, 'scope'> | undefined): Promise<boolean> =>
  review !== undefined && isPowerful(reach, review.scope.role);
