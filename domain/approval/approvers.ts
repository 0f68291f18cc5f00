import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import type { PrincipalId } from '../ids.js';
import type { ApprovalStagePolicy, ApproverSet, Policy } from '../policy/policy.js';
import type { Stage } from './stage.js';

/** The ids of the people and groups a set names. */
const idOf = (set: ApproverSet): PrincipalId => (set.type === 'singleUser' ? set.userId : set.groupId);

/**
 * Whom a stage asks at this moment by the policy now in force. Where the policy no longer has this stage, those it had
 * when the request was made. `primary` is empty where the default approvers are meant; `escalation` is, until the stage
 * has escalated.
 */
export function setsAsked(
  stage: Stage,
  present: ApprovalStagePolicy | undefined,
): { primary: readonly ApproverSet[]; escalation: readonly ApproverSet[] } {
  const { primaryApprovers, escalationApprovers } = present ?? stage.asks;
  return { primary: primaryApprovers, escalation: stage.isEscalated ? escalationApprovers : [] };
}

/** The stage by the policy now in force; undefined where that asks for no approval, or has no such stage. */
export function presentStage({ rules }: Pick<Policy, 'rules'>, { stageId }: Stage): ApprovalStagePolicy | undefined {
  const { isApprovalRequired, stages } = rules.Approval_EndUser_Assignment;
  return isApprovalRequired ? stages[stageId] : undefined;
}

/** True where the policy now in force asks for approval in fewer stages, of which this one is none. */
export function isDropped({ rules }: Pick<Policy, 'rules'>, { stageId }: Stage): boolean {
  const { isApprovalRequired, stages } = rules.Approval_EndUser_Assignment;
  return isApprovalRequired && stages.length > 0 && stageId >= stages.length;
}

/** True where whoever decides the stage has to prove who they are, by the same rule. */
export const asksApproverProof = (stage: Stage, present: ApprovalStagePolicy | undefined): boolean =>
  (present ?? stage.asks).isApproverMultiFactorRequired === true;

/** Stands for "the default approvers" among the ids a waiting request is found by. */
export const defaultApprovers = 'default-approvers' as PrincipalId;

/** The ids of people and groups that a waiting request is found by in their lists; empty when it waits for nobody. */
export function approverIdsOf(request: Pick<ScheduleRequest, 'status' | 'stages'>): PrincipalId[] {
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  if (!stage) return [];
  const { primary, escalation } = setsAsked(stage, undefined);
  return [...(primary.length > 0 ? primary.map(idOf) : [defaultApprovers]), ...escalation.map(idOf)];
}
