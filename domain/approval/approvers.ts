import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import type { PrincipalId } from '../ids.js';
import type { ApprovalStagePolicy, ApproverSet } from '../policy/policy.js';
import type { Stage } from './stage.js';

/** The ids of the people and groups a set names. */
const idOf = (set: ApproverSet): PrincipalId => (set.type === 'singleUser' ? set.userId : set.groupId);

/**
 * Whom a stage asks at this moment by the policy now in force: its primary approvers, and once escalated the
 * escalation approvers too. Where the policy no longer has this stage, those it had when the request was made.
 */
export function setsAsked(stage: Stage, present: ApprovalStagePolicy | undefined): readonly ApproverSet[] {
  const { primaryApprovers, escalationApprovers } = present ?? stage.asks;
  return stage.isEscalated ? [...primaryApprovers, ...escalationApprovers] : primaryApprovers;
}

/** Stands for "the default approvers" among the ids a waiting request is found by. */
export const defaultApprovers = 'default-approvers' as PrincipalId;

/** The ids of people and groups that a waiting request is found by in their lists; empty when it waits for nobody. */
export function approverIdsOf(request: Pick<ScheduleRequest, 'status' | 'stages'>): PrincipalId[] {
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  if (!stage) return [];
  const sets = setsAsked(stage, undefined);
  return sets.length > 0 ? sets.map(idOf) : [defaultApprovers];
}
