import type { ApprovalStagePolicy, ApproverSet, EnabledRule, PolicyRules } from '../../domain/policy/policy.js';
import { formatDuration } from '../words/format-time.js';

export type RuleId = keyof PolicyRules;
type NotificationRule = PolicyRules['Notification_Admin_Admin_Eligibility'];

/** The display names of people and groups by their ids; those that have left the directory are missing. */
export type Names = Readonly<Record<string, string>>;

/** What each rule is about. */
export const ruleLabels: Record<RuleId, string> = {
  Expiration_EndUser_Assignment: 'Longest activation',
  Enablement_EndUser_Assignment: 'Asked for when activating',
  AuthenticationContext_EndUser_Assignment: 'Authentication context',
  Approval_EndUser_Assignment: 'Approval',
  Expiration_Admin_Eligibility: 'Longest eligibility',
  Enablement_Admin_Eligibility: 'Asked for when making eligible',
  Expiration_Admin_Assignment: 'Longest assignment',
  Enablement_Admin_Assignment: 'Asked for when assigning',
  Notification_Admin_Admin_Eligibility: 'Eligible: mail to administrators',
  Notification_Requestor_Admin_Eligibility: 'Eligible: mail to the person',
  Notification_Approver_Admin_Eligibility: 'Eligible: mail to approvers',
  Notification_Admin_Admin_Assignment: 'Assigned: mail to administrators',
  Notification_Requestor_Admin_Assignment: 'Assigned: mail to the person',
  Notification_Approver_Admin_Assignment: 'Assigned: mail to approvers',
  Notification_Admin_EndUser_Assignment: 'Activated: mail to administrators',
  Notification_Requestor_EndUser_Assignment: 'Activated: mail to the person',
  Notification_Approver_EndUser_Assignment: 'Activated: mail to approvers',
};

/** What a rule says, in a few words. */
export function ruleWords(rule: RuleId, rules: PolicyRules, names: Names): string {
  switch (rule) {
    case 'Expiration_EndUser_Assignment':
      return formatDuration(rules[rule].maximumDuration);
    case 'Enablement_EndUser_Assignment':
    case 'Enablement_Admin_Eligibility':
    case 'Enablement_Admin_Assignment':
      return rules[rule].enabledRules.map((each) => asked[each]).join(', ') || 'nothing';
    case 'AuthenticationContext_EndUser_Assignment':
      return rules[rule].isEnabled ? rules[rule].claimValue : 'none';
    case 'Approval_EndUser_Assignment':
      return approvalWords(rules[rule], names);
    case 'Expiration_Admin_Eligibility':
    case 'Expiration_Admin_Assignment':
      return rules[rule].isExpirationRequired ? formatDuration(rules[rule].maximumDuration) : 'permanent';
    default:
      return notificationWords(rules[rule]);
  }
}

const asked: Record<EnabledRule, string> = {
  MultiFactorAuthentication: 'a second factor',
  Justification: 'a reason',
  Ticketing: 'a ticket',
};

function approvalWords(
  { isApprovalRequired, stages }: PolicyRules['Approval_EndUser_Assignment'],
  names: Names,
): string {
  if (!isApprovalRequired) return 'not needed';
  return stages.map((stage) => stageWords(stage, names)).join('; then ');
}

/** One stage: `2 of Security Approvers within 4 h, Olga as well after 2 h, with a reason`. */
export function stageWords(stage: ApprovalStagePolicy, names: Names): string {
  const { primaryApprovers, escalationApprovers, escalationTime, approvalsRequired, timeOut } = stage;
  const who = approverNames(primaryApprovers, names).join(', ') || 'the administrators of directory roles';
  const escalation = approverNames(escalationApprovers, names).join(', ');
  return [
    `${approvalsRequired === 1 ? 'one' : approvalsRequired} of ${who} within ${formatDuration(timeOut)}`,
    ...(escalationTime === undefined ? [] : [`${escalation} as well after ${formatDuration(escalationTime)}`]),
    stage.isApproverJustificationRequired ? 'with a reason' : 'reason optional',
    ...(stage.isApproverMultiFactorRequired ? ['with a second factor'] : []),
  ].join(', ');
}

/** The names of approvers, in their order. */
export const approverNames = (sets: readonly ApproverSet[], names: Names): string[] =>
  sets.map((set) => (set.type === 'singleUser' ? set.userId : set.groupId)).map((id) => names[id] ?? id);

const levels: Record<NotificationRule['notificationLevel'], string> = {
  All: 'all',
  Critical: 'critical only',
  None: 'none',
};

function notificationWords(rule: NotificationRule): string {
  const others = rule.notificationRecipients.join(', ');
  const only = rule.isDefaultRecipientsEnabled ? 'also' : 'only';
  const to = others === '' ? (rule.isDefaultRecipientsEnabled ? '' : ', to nobody') : `, ${only} to ${others}`;
  return `${levels[rule.notificationLevel]}${rule.notificationLevel === 'None' && to === '' ? '' : to}`;
}
