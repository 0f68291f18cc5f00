import type { ApprovalStagePolicy, ApproverSet, EnabledRule, PolicyRules } from '../../domain/policy/policy.js';
import { formatDuration } from '../words/format-time.js';
import { notificationRuleOf, type SettingKey } from './settings-sections.js';
import { approverNames, type Names } from './settings-words.js';

/** What a setting is at present, as it would be typed: read again it comes to the same. Empty where there is nothing. */
export function settingValue(key: SettingKey, rules: PolicyRules, names: Names): string {
  const rule = notificationRuleOf(key);
  if (rule) return key === rule ? rules[rule].notificationLevel : recipients(rules[rule]);
  const [stage, ...further] = rules.Approval_EndUser_Assignment.stages;
  const { isEnabled, claimValue } = rules.AuthenticationContext_EndUser_Assignment;
  switch (key) {
    case 'maximum':
      return formatDuration(rules.Expiration_EndUser_Assignment.maximumDuration);
    case 'context':
      return isEnabled ? claimValue : '';
    case 'approval':
      return onOff(rules.Approval_EndUser_Assignment.isApprovalRequired);
    case 'furtherStages':
      return further.map((each) => stageText(each, names)).join('\n');
    case 'longestEligibility':
      return longest(rules.Expiration_Admin_Eligibility);
    case 'longestAssignment':
      return longest(rules.Expiration_Admin_Assignment);
    default:
      return enablementOf(key, rules) ?? (stage ? stageValue(key, stage, names) : '');
  }
}

/** Which rule each switch belongs to, and what it switches there. */
export const switches: Partial<
  Record<SettingKey, readonly [Extract<keyof PolicyRules, `Enablement_${string}`>, EnabledRule]>
> = {
  reason: ['Enablement_EndUser_Assignment', 'Justification'],
  ticket: ['Enablement_EndUser_Assignment', 'Ticketing'],
  secondFactor: ['Enablement_EndUser_Assignment', 'MultiFactorAuthentication'],
  eligibilityReason: ['Enablement_Admin_Eligibility', 'Justification'],
  eligibilityTicket: ['Enablement_Admin_Eligibility', 'Ticketing'],
  eligibilitySecondFactor: ['Enablement_Admin_Eligibility', 'MultiFactorAuthentication'],
  assignmentReason: ['Enablement_Admin_Assignment', 'Justification'],
  assignmentTicket: ['Enablement_Admin_Assignment', 'Ticketing'],
  assignmentSecondFactor: ['Enablement_Admin_Assignment', 'MultiFactorAuthentication'],
};

function enablementOf(key: SettingKey, rules: PolicyRules): string | undefined {
  const found = switches[key];
  return found && onOff(rules[found[0]].enabledRules.includes(found[1]));
}

function stageValue(key: SettingKey, stage: ApprovalStagePolicy, names: Names): string {
  switch (key) {
    case 'approvers':
      return namesText(stage.primaryApprovers, names);
    case 'approvals':
      return String(stage.approvalsRequired);
    case 'window':
      return formatDuration(stage.timeOut);
    case 'approverReason':
      return onOff(stage.isApproverJustificationRequired);
    case 'approverSecondFactor':
      return onOff(stage.isApproverMultiFactorRequired === true);
    case 'escalateTo':
      return namesText(stage.escalationApprovers, names);
    case 'escalateAfter':
      return stage.escalationTime === undefined ? '' : formatDuration(stage.escalationTime);
    default:
      return '';
  }
}

/** A whole stage in one line. */
function stageText(stage: ApprovalStagePolicy, names: Names): string {
  const escalation = namesText(stage.escalationApprovers, names);
  return [
    namesText(stage.primaryApprovers, names) || 'default approvers',
    `approvals ${stage.approvalsRequired}`,
    `window ${formatDuration(stage.timeOut)}`,
    ...(stage.escalationTime === undefined
      ? []
      : [`escalate to ${escalation} after ${formatDuration(stage.escalationTime)}`]),
    `approver reason ${onOff(stage.isApproverJustificationRequired)}`,
    ...(stage.isApproverMultiFactorRequired ? ['approver second factor on'] : []),
  ].join(', ');
}

const namesText = (sets: readonly ApproverSet[], names: Names): string =>
  approverNames(sets, names)
    .map((name) => (/,| and /i.test(name) ? `"${name}"` : name))
    .join(', ');

const recipients = (rule: PolicyRules['Notification_Admin_Admin_Eligibility']): string => {
  const { isDefaultRecipientsEnabled, notificationRecipients } = rule;
  const others = notificationRecipients.join(', ');
  return isDefaultRecipientsEnabled ? others : `only ${others || 'nobody'}`;
};

const longest = ({ isExpirationRequired, maximumDuration }: PolicyRules['Expiration_Admin_Eligibility']): string =>
  isExpirationRequired ? formatDuration(maximumDuration) : 'permanent';

const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
