import type { PrincipalId } from '../ids.js';
import type { ApprovalStagePolicy, ApproverSet } from '../policy/policy.js';
import type { Stage } from './stage.js';

/** The ids of the people and groups a set names. */
export const idOf = (set: ApproverSet): PrincipalId => (set.type === 'singleUser' ? set.userId : set.groupId);

/**
 * Whom a stage asks at this moment by the policy now in force: its primary approvers, and once escalated the
 * escalation approvers too. Where the policy no longer has this stage, those it had when the request was made.
 */
export function setsAsked(stage: Stage, present: ApprovalStagePolicy | undefined): readonly ApproverSet[] {
  const { primaryApprovers, escalationApprovers } = present ?? stage.asks;
  return stage.isEscalated ? [...primaryApprovers, ...escalationApprovers] : primaryApprovers;
}
