import type { ApprovalStagePolicy, EnabledRule, NotificationRule, PolicyChanges, PolicyRules } from './policy.js';
import { changedRules } from './policy-changes.js';
import { settingsLowerings } from './settings-lowering.js';

const inOrder: readonly EnabledRule[] = ['MultiFactorAuthentication', 'Justification', 'Ticketing'];
const levels = ['None', 'Critical', 'All'] as const;

const context = 'AuthenticationContext_EndUser_Assignment';

type Enablement = PolicyRules['Enablement_EndUser_Assignment'];
type Approval = PolicyRules['Approval_EndUser_Assignment'];

/**
 * What puts back what a change has lowered, and that alone: what the same change raised stays. Whole rules; empty where
 * nothing was lowered.
 */
export function undoOf(before: PolicyRules, after: PolicyRules): PolicyChanges {
  const lowered = new Set(settingsLowerings(before, after).map(({ rule }) => rule));
  const undone = [...lowered].map((rule) => [rule, putBack(rule, before, after)]);
  const changes = { ...Object.fromEntries(undone), ...withoutFactor(before, after, lowered.has(context)) };
  return changedRules(after, changes);
}

/** An authentication context that stands or comes back takes the second factor's place: the two exclude each other. */
function withoutFactor(before: PolicyRules, after: PolicyRules, comesBack: boolean): PolicyChanges {
  if (!comesBack && !after[context].isEnabled) return {};
  const enabled = enabledOf(before.Enablement_EndUser_Assignment, after.Enablement_EndUser_Assignment);
  const enabledRules = enabled.filter((rule) => rule !== 'MultiFactorAuthentication');
  return { Enablement_EndUser_Assignment: { enabledRules } };
}

function putBack(rule: keyof PolicyRules, before: PolicyRules, after: PolicyRules) {
  switch (rule) {
    case 'Enablement_EndUser_Assignment':
    case 'Enablement_Admin_Eligibility':
    case 'Enablement_Admin_Assignment':
      return { enabledRules: enabledOf(before[rule], after[rule]) };
    case 'Approval_EndUser_Assignment':
      return approvalOf(before[rule], after[rule]);
    case 'AuthenticationContext_EndUser_Assignment':
    case 'Expiration_EndUser_Assignment':
    case 'Expiration_Admin_Eligibility':
    case 'Expiration_Admin_Assignment':
      return before[rule];
    default:
      return notificationOf(before[rule], after[rule]);
  }
}

const enabledOf = (before: Enablement, after: Enablement): EnabledRule[] =>
  inOrder.filter((rule) => before.enabledRules.includes(rule) || after.enabledRules.includes(rule));

function approvalOf(before: Approval, after: Approval): Approval {
  if (!after.isApprovalRequired) return before;
  const rest = after.stages.slice(before.stages.length);
  const stages = before.stages.map((was, index) => {
    const is = after.stages[index];
    return is ? stageOf(was, is) : was;
  });
  return { isApprovalRequired: true, stages: [...stages, ...rest] };
}

/** Who decides is who did; of the rest whatever asks for more. */
const stageOf = (was: ApprovalStagePolicy, is: ApprovalStagePolicy): ApprovalStagePolicy => ({
  ...is,
  primaryApprovers: was.primaryApprovers,
  escalationApprovers: was.escalationApprovers,
  escalationTime: was.escalationTime,
  approvalsRequired: Math.max(was.approvalsRequired, is.approvalsRequired),
  isApproverJustificationRequired: was.isApproverJustificationRequired || is.isApproverJustificationRequired,
  isApproverMultiFactorRequired: was.isApproverMultiFactorRequired || is.isApproverMultiFactorRequired,
});

const notificationOf = (before: NotificationRule, after: NotificationRule): NotificationRule => ({
  notificationLevel:
    levels.indexOf(before.notificationLevel) > levels.indexOf(after.notificationLevel)
      ? before.notificationLevel
      : after.notificationLevel,
  isDefaultRecipientsEnabled: before.isDefaultRecipientsEnabled || after.isDefaultRecipientsEnabled,
  notificationRecipients: [...new Set([...before.notificationRecipients, ...after.notificationRecipients])],
});
