import { lengthOf } from '../assignment/decide-activation.js';
import { type ScheduleInfo, type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import type { PrincipalId } from '../ids.js';
import type { ApprovalStagePolicy } from '../policy/policy.js';
import type { Proofs } from '../proof/proofs.js';
import type { ApprovalRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, type Instant, instant } from '../time.js';
import { isVisible } from '../visible-text.js';
import { asksApproverProof } from './approvers.js';
import type { ReviewResult, Stage, StageDecision } from './stage.js';

/** A press or command: on which stage and revision of the terms, by whom, with what words. */
export type DecisionAsk = {
  stageId: number;
  revision: number;
  reviewedBy: PrincipalId;
  reviewResult: ReviewResult;
  justification: string;
  /** Approves for at most this long instead of what is asked. Only with `Approve`. */
  duration?: Duration | undefined;
};

export type ApprovalFacts = {
  /** Who may decide this stage at this moment, freshly read. */
  approvers: ReadonlySet<PrincipalId>;
  /** The organisation's shortest activation. */
  minimumDuration: Duration;
  /** What the approver has freshly proven of themself. */
  proofs: Proofs;
  /** The stage being decided as the policy in force has it; undefined where it no longer has one. */
  present?: ApprovalStagePolicy | undefined;
};

/** What the decision made of the request. `waiting`: the stage needs more approvals. */
export type ApprovalOutcome = 'waiting' | 'next-stage' | 'approved' | 'denied';

/**
 * Decides one approval. Refusals come in a fixed order: state, who, which, when, what, proof; the first one wins. One
 * denial denies the request; an approval completes the stage once enough people have approved. An approval for less
 * time changes the terms, so that cards drawn before it decide nothing any more.
 */
export function decideApproval(
  request: ScheduleRequest,
  ask: DecisionAsk,
  facts: ApprovalFacts,
  now: Instant,
): Result<{ request: ScheduleRequest; outcome: ApprovalOutcome }, ApprovalRefusal> {
  const { id: requestId } = request;
  const stage = stageInProgress(request);
  if (request.status !== 'PendingApproval' || !stage) {
    return refuse({ code: 'NOT_PENDING', status: request.status, requestId });
  }
  if (ask.reviewedBy === request.principalId || ask.reviewedBy === request.createdBy) {
    return refuse({ code: 'SELF_APPROVAL' });
  }
  if (!facts.approvers.has(ask.reviewedBy)) return refuse({ code: 'NOT_AN_APPROVER' });
  if (ask.stageId !== stage.stageId || ask.revision !== request.revision) {
    return refuse({ code: 'STALE_CARD', requestId });
  }
  if (stage.decisions.some(({ reviewedBy }) => reviewedBy === ask.reviewedBy)) {
    return refuse({ code: 'ALREADY_DECIDED', requestId });
  }
  if (stage.timesOutAt !== undefined && now >= stage.timesOutAt) {
    return refuse({ code: 'STAGE_TIMED_OUT', timedOutAt: stage.timesOutAt });
  }
  const wanting =
    decideWords(request, asksOf(stage, facts), ask, facts.minimumDuration, now) ?? decideProof(stage, facts);
  return wanting ? refuse(wanting) : ok(withDecision(request, stage, ask, asksOf(stage, facts).approvalsRequired, now));
}

/** What the stage asks for by the policy in force; where that has no such stage, what it asked for. */
const asksOf = ({ asks }: Stage, { present }: ApprovalFacts): ApprovalStagePolicy => present ?? asks;

/** Asked for last, so that whoever gives a proof is asked for nothing else after it. */
const decideProof = (stage: Stage, { proofs, present }: ApprovalFacts): ApprovalRefusal | undefined =>
  asksApproverProof(stage, present) && !proofs.multiFactor ? { code: 'APPROVAL_PROOF_REQUIRED' } : undefined;

function decideWords(
  { scheduleInfo }: ScheduleRequest,
  asks: ApprovalStagePolicy,
  { justification, duration, reviewResult }: DecisionAsk,
  minimum: Duration,
  now: Instant,
): ApprovalRefusal | undefined {
  if (asks.isApproverJustificationRequired && !isVisible(justification))
    return { code: 'APPROVAL_JUSTIFICATION_REQUIRED' };
  if (duration === undefined) return undefined;
  if (reviewResult === 'Deny') return { code: 'DURATION_WITH_DENIAL' };
  const asked = lengthOf(scheduleInfo.expiration, startOf(scheduleInfo, now));
  if (asked !== undefined && duration >= asked) return { code: 'DURATION_NOT_SHORTER', asked };
  return duration < minimum ? { code: 'DURATION_TOO_SHORT', minimum } : undefined;
}

/** It cannot begin sooner than now, whatever was asked. */
const startOf = ({ startDateTime }: ScheduleInfo, now: Instant) => instant(Math.max(now, startDateTime ?? now));

/** The terms for at most `duration`: never beyond the end that was asked, however long the next approval takes. */
function shortened(scheduleInfo: ScheduleInfo, duration: Duration): ScheduleInfo {
  const end = 'endDateTime' in scheduleInfo.expiration ? scheduleInfo.expiration.endDateTime : undefined;
  const expiration = { type: 'afterDuration' as const, duration, ...(end !== undefined && { endDateTime: end }) };
  return { ...scheduleInfo, expiration };
}

function withDecision(
  request: ScheduleRequest,
  stage: Stage,
  ask: DecisionAsk,
  approvalsRequired: number,
  now: Instant,
) {
  const { reviewedBy, reviewResult, justification, duration } = ask;
  const said: StageDecision = { reviewedBy, reviewResult, justification, reviewedDateTime: now };
  const decision = duration === undefined ? said : { ...said, shortenedTo: duration };
  const decisions = [...stage.decisions, decision];
  const isComplete = reviewResult === 'Deny' || approvalsIn({ decisions }) >= approvalsRequired;
  const decided: Stage = { ...stage, decisions, status: isComplete ? 'Completed' : 'InProgress' };
  const stages = request.stages.map((each) => (each === stage ? decided : each));

  if (reviewResult === 'Deny') {
    const denied: ScheduleRequest = { ...request, stages, status: 'Denied', completedDateTime: now };
    return { request: denied, outcome: 'denied' as const };
  }
  const terms = duration === undefined ? {} : { scheduleInfo: shortened(request.scheduleInfo, duration) };
  const revision = duration === undefined ? request.revision : request.revision + 1;
  const changed: ScheduleRequest = { ...request, ...terms, stages };
  if (!isComplete) return { request: { ...changed, revision }, outcome: 'waiting' as const };
  const moved = movedOn(changed, now);
  return moved.outcome === 'approved' ? moved : { ...moved, request: { ...moved.request, revision } };
}

/** How many have approved a stage. */
export const approvalsIn = ({ decisions }: Pick<Stage, 'decisions'>): number =>
  decisions.filter(({ reviewResult }) => reviewResult === 'Approve').length;

/** A request one of whose stages has just been completed: the next one begins, or after the last it is approved. */
export function movedOn(
  request: ScheduleRequest,
  now: Instant,
): { request: ScheduleRequest; outcome: 'approved' | 'next-stage' } {
  const next = request.stages.find(({ status }) => status === 'Initializing');
  if (!next) return { request, outcome: 'approved' };
  const stages = request.stages.map((each) => (each === next ? begin(each, now) : each));
  return { request: { ...request, stages }, outcome: 'next-stage' };
}

/** Puts a stage being decided: its deadlines count from now. */
export const begin = (stage: Stage, now: Instant): Stage => ({
  ...stage,
  status: 'InProgress',
  timesOutAt: after(now, stage.asks.timeOut),
  escalatesAt:
    stage.asks.escalationTime !== undefined && stage.asks.escalationApprovers.length > 0
      ? after(now, stage.asks.escalationTime)
      : undefined,
});
