import type { ScheduleRequest } from '../assignment/schedule-request.js';
import type { ApprovalStagePolicy, Policy } from '../policy/policy.js';
import { isDropped, presentStage } from './approvers.js';
import type { Stage } from './stage.js';

/**
 * A request that waits for approval, with whom its stages ask, and how many, by the policy now in force; undefined where
 * that changes nothing. Deadlines that run stay. A stage that the policy no longer has goes where it has not begun.
 */
export function followPolicy(request: ScheduleRequest, policy: Pick<Policy, 'rules'>): ScheduleRequest | undefined {
  if (request.status !== 'PendingApproval') return undefined;
  const stages = request.stages
    .filter((stage) => stage.status !== 'Initializing' || !isDropped(policy, stage))
    .map((stage) => followed(stage, presentStage(policy, stage)));
  const isChanged = stages.length < request.stages.length || stages.some((stage, at) => stage !== request.stages[at]);
  return isChanged ? { ...request, stages } : undefined;
}

function followed(stage: Stage, present: ApprovalStagePolicy | undefined): Stage {
  if (!present || (stage.status !== 'InProgress' && stage.status !== 'Initializing')) return stage;
  const { timeOut, escalationTime } = stage.asks;
  const asks = stage.status === 'InProgress' ? { ...present, timeOut, escalationTime } : present;
  return isSame(asks, stage.asks) ? stage : { ...stage, asks };
}

const isSame = (one: ApprovalStagePolicy, other: ApprovalStagePolicy): boolean => keyOf(one) === keyOf(other);

const keyOf = (asks: ApprovalStagePolicy): string =>
  JSON.stringify([
    asks.primaryApprovers.map(setKey),
    asks.escalationApprovers.map(setKey),
    asks.escalationTime ?? null,
    asks.approvalsRequired,
    asks.timeOut,
    asks.isApproverJustificationRequired,
    asks.isApproverMultiFactorRequired ?? false,
  ]);

const setKey = (set: ApprovalStagePolicy['primaryApprovers'][number]): string =>
  set.type === 'singleUser' ? `user ${set.userId}` : `group ${set.groupId}`;
