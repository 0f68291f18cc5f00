import type { PrincipalId } from '../ids.js';
import type { ApprovalStagePolicy } from '../policy/policy.js';
import type { Duration, Instant } from '../time.js';

export type ReviewResult = 'Approve' | 'Deny';

/** One approver's decision on one stage. */
export type StageDecision = {
  reviewedBy: PrincipalId;
  reviewResult: ReviewResult;
  justification: string;
  reviewedDateTime: Instant;
  /** Where the approval is for less time than was asked: how long it may last. */
  shortenedTo?: Duration | undefined;
};

type StageStatus = 'Initializing' | 'InProgress' | 'Completed' | 'Expired';

/** A stage of one request's approval. Stages run in order; the one in progress has its deadline set. */
export type Stage = {
  stageId: number;
  status: StageStatus;
  asks: ApprovalStagePolicy;
  timesOutAt?: Instant | undefined;
  escalatesAt?: Instant | undefined;
  /** True once the escalation approvers are asked as well. */
  isEscalated?: boolean | undefined;
  decisions: readonly StageDecision[];
};
