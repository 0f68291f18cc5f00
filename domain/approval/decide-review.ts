import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import type { PrincipalId } from '../ids.js';
import type { ReviewRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Instant } from '../time.js';
import type { Review, ReviewResult, Stage } from './stage.js';

/** A press or command: on which stage and revision of the terms, by whom, with what words. */
export type ReviewAsk = {
  stageId: number;
  revision: number;
  reviewedBy: PrincipalId;
  reviewResult: ReviewResult;
  justification: string;
};

/** What the review made of the request. `waiting`: the stage needs more approvals. */
export type ReviewOutcome = 'waiting' | 'next-stage' | 'approved' | 'denied';

/**
 * Decides one review. `approvers` are those who may decide this stage at this moment, freshly read.
 * Refusals come in a fixed order: state, who, when, what; the first one wins. One denial denies the request; an
 * approval completes the stage once enough people have approved.
 */
export function decideReview(
  request: ScheduleRequest,
  ask: ReviewAsk,
  approvers: ReadonlySet<PrincipalId>,
  now: Instant,
): Result<{ request: ScheduleRequest; outcome: ReviewOutcome }, ReviewRefusal> {
  const { id: requestId } = request;
  const stage = stageInProgress(request);
  if (request.status !== 'PendingApproval' || !stage) {
    return refuse({ code: 'NOT_PENDING', status: request.status, requestId });
  }
  if (ask.reviewedBy === request.principalId || ask.reviewedBy === request.createdBy) {
    return refuse({ code: 'SELF_REVIEW' });
  }
  if (!approvers.has(ask.reviewedBy)) return refuse({ code: 'NOT_AN_APPROVER' });
  if (ask.stageId !== stage.stageId || ask.revision !== request.revision) {
    return refuse({ code: 'STALE_CARD', requestId });
  }
  if (stage.reviews.some(({ reviewedBy }) => reviewedBy === ask.reviewedBy)) {
    return refuse({ code: 'ALREADY_REVIEWED', requestId });
  }
  if (stage.timesOutAt !== undefined && now >= stage.timesOutAt) {
    return refuse({ code: 'STAGE_TIMED_OUT', timedOutAt: stage.timesOutAt });
  }
  if (stage.asks.isApproverJustificationRequired && !ask.justification.trim()) {
    return refuse({ code: 'REVIEW_JUSTIFICATION_REQUIRED' });
  }
  return ok(withReview(request, stage, ask, now));
}

function withReview(request: ScheduleRequest, stage: Stage, ask: ReviewAsk, now: Instant) {
  const { reviewedBy, reviewResult, justification } = ask;
  const review: Review = { reviewedBy, reviewResult, justification, reviewedDateTime: now };
  const reviews = [...stage.reviews, review];
  const approvals = reviews.filter((each) => each.reviewResult === 'Approve').length;
  const isComplete = reviewResult === 'Deny' || approvals >= stage.asks.approvalsRequired;
  const reviewed: Stage = { ...stage, reviews, status: isComplete ? 'Completed' : 'InProgress' };
  const stages = request.stages.map((each) => (each === stage ? reviewed : each));

  if (reviewResult === 'Deny') {
    const denied: ScheduleRequest = { ...request, stages, status: 'Denied', completedDateTime: now };
    return { request: denied, outcome: 'denied' as const };
  }
  if (!isComplete) return { request: { ...request, stages }, outcome: 'waiting' as const };
  const next = stages.findIndex(({ status }) => status === 'Initializing');
  if (next === -1) return { request: { ...request, stages }, outcome: 'approved' as const };
  return {
    request: { ...request, stages: stages.map((each, index) => (index === next ? begin(each, now) : each)) },
    outcome: 'next-stage' as const,
  };
}

/** Puts a stage under review: its deadlines count from now. */
export const begin = (stage: Stage, now: Instant): Stage => ({
  ...stage,
  status: 'InProgress',
  timesOutAt: after(now, stage.asks.timeOut),
  escalatesAt:
    stage.asks.escalationTime !== undefined && stage.asks.escalationApprovers.length > 0
      ? after(now, stage.asks.escalationTime)
      : undefined,
});
