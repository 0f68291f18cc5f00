import type { ApprovalStagePolicy, ApproverSet, EnabledRule, NotificationRule, PolicyRules } from './policy.js';
import type { NotificationRuleId } from './settings-conflict.js';

type RuleId = keyof PolicyRules;

/** What of a role's settings asks for less than it did. */
type LoweredSetting =
  | 'second-factor'
  | 'justification'
  | 'ticket'
  | 'authentication-context'
  | 'activation-maximum'
  | 'no-end'
  | 'longest'
  | 'approval'
  | 'stages'
  | 'approvers'
  | 'approvals'
  | 'approver-justification'
  | 'approver-second-factor'
  | 'escalation'
  | 'notification'
  | 'recipients';

export type SettingsLowering = { rule: RuleId; what: LoweredSetting };

type Row<R extends RuleId> = {
  what: LoweredSetting;
  /** True where `after` asks for less than `before`. Both are whole policies, for some rules stand in for each other. */
  isLower(before: PolicyRules[R], after: PolicyRules[R], rules: PolicyRules): boolean;
};

const dropped =
  (rule: EnabledRule) =>
  (before: { enabledRules: readonly EnabledRule[] }, after: { enabledRules: readonly EnabledRule[] }): boolean =>
    before.enabledRules.includes(rule) && !after.enabledRules.includes(rule);

const enablement = [
  { what: 'second-factor', isLower: dropped('MultiFactorAuthentication') },
  { what: 'justification', isLower: dropped('Justification') },
  { what: 'ticket', isLower: dropped('Ticketing') },
] as const;

type Expiration = PolicyRules['Expiration_Admin_Eligibility'];
const longest: readonly Row<'Expiration_Admin_Eligibility' | 'Expiration_Admin_Assignment'>[] = [
  { what: 'no-end', isLower: (before, after) => before.isExpirationRequired && !after.isExpirationRequired },
  { what: 'longest', isLower: (before, after) => areBothRequired(before, after) && isLonger(before, after) },
];
const areBothRequired = (before: Expiration, after: Expiration) =>
  before.isExpirationRequired && after.isExpirationRequired;
const isLonger = (before: Expiration, after: Expiration) => after.maximumDuration > before.maximumDuration;

const levels = ['None', 'Critical', 'All'];
const levelOf = ({ notificationLevel }: NotificationRule) => levels.indexOf(notificationLevel);

const notification: readonly Row<NotificationRuleId>[] = [
  { what: 'notification', isLower: (before, after) => levelOf(after) < levelOf(before) },
  {
    what: 'recipients',
    isLower: (before, after) => levelOf(before) > 0 && isSomeoneLeftOut(before, after),
  },
];

const isSomeoneLeftOut = (before: NotificationRule, after: NotificationRule): boolean =>
  (before.isDefaultRecipientsEnabled && !after.isDefaultRecipientsEnabled) ||
  before.notificationRecipients.some((each) => !hasAddress(after, each));

const hasAddress = ({ notificationRecipients }: NotificationRule, address: string): boolean =>
  notificationRecipients.some((each) => each.toLowerCase() === address.toLowerCase());

/**
 * Every way in which a change of a role's settings asks for less. What is not here, such as a shorter maximum or one
 * more approval, asks for as much or more.
 */
const table: { [R in RuleId]: readonly Row<R>[] } = {
  Enablement_EndUser_Assignment: [
    // An authentication context stands in for the second factor, and excludes it.
    {
      what: 'second-factor',
      isLower: (before, after, rules) =>
        dropped('MultiFactorAuthentication')(before, after) &&
        !rules.AuthenticationContext_EndUser_Assignment.isEnabled,
    },
    enablement[1],
    enablement[2],
  ],
  Enablement_Admin_Eligibility: enablement,
  Enablement_Admin_Assignment: enablement,
  AuthenticationContext_EndUser_Assignment: [
    {
      what: 'authentication-context',
      isLower: (before, after) =>
        before.isEnabled && !(after.isEnabled && after.claimValue.toLowerCase() === before.claimValue.toLowerCase()),
    },
  ],
  Expiration_EndUser_Assignment: [{ what: 'activation-maximum', isLower: isLonger }],
  Expiration_Admin_Eligibility: longest,
  Expiration_Admin_Assignment: longest,
  Approval_EndUser_Assignment: [
    { what: 'approval', isLower: (before, after) => before.isApprovalRequired && !after.isApprovalRequired },
    {
      what: 'stages',
      isLower: (before, after) => areAsked(before, after) && after.stages.length < before.stages.length,
    },
    { what: 'approvers', isLower: (before, after) => someStage(before, after, hasOthers) },
    {
      what: 'approvals',
      isLower: (before, after) => someStage(before, after, (was, is) => is.approvalsRequired < was.approvalsRequired),
    },
    {
      what: 'approver-justification',
      isLower: (before, after) =>
        someStage(
          before,
          after,
          (was, is) => was.isApproverJustificationRequired && !is.isApproverJustificationRequired,
        ),
    },
    {
      what: 'approver-second-factor',
      isLower: (before, after) =>
        someStage(
          before,
          after,
          (was, is) => was.isApproverMultiFactorRequired === true && !is.isApproverMultiFactorRequired,
        ),
    },
    {
      what: 'escalation',
      isLower: (before, after) =>
        someStage(before, after, (was, is) => was.escalationTime !== undefined && is.escalationTime === undefined),
    },
  ],
  Notification_Admin_Admin_Eligibility: notification,
  Notification_Requestor_Admin_Eligibility: notification,
  Notification_Approver_Admin_Eligibility: notification,
  Notification_Admin_Admin_Assignment: notification,
  Notification_Requestor_Admin_Assignment: notification,
  Notification_Approver_Admin_Assignment: notification,
  Notification_Admin_EndUser_Assignment: notification,
  Notification_Requestor_EndUser_Assignment: notification,
  Notification_Approver_EndUser_Assignment: notification,
};

type Approval = PolicyRules['Approval_EndUser_Assignment'];
const areAsked = (before: Approval, after: Approval) => before.isApprovalRequired && after.isApprovalRequired;

/** True where approval stays on, and some stage that was asked is so compared with what stands in its place. */
function someStage(
  before: Approval,
  after: Approval,
  isSo: (was: ApprovalStagePolicy, is: ApprovalStagePolicy) => boolean,
): boolean {
  if (!areAsked(before, after)) return false;
  return before.stages.some((was, index) => {
    const is = after.stages[placeOf(before.stages, after.stages, index)];
    return is !== undefined && isSo(was, is);
  });
}

/** Where a stage that was asked stands now: stages put in front of it leave it what it was. */
function placeOf(before: readonly ApprovalStagePolicy[], after: readonly ApprovalStagePolicy[], index: number): number {
  const added = after.length - before.length;
  const key = JSON.stringify(before[index]);
  const same = after.findIndex(
    (each, place) => place >= index && place <= index + added && JSON.stringify(each) === key,
  );
  return same < 0 ? index : same;
}

/** Nobody named stands for the administrators of the directory's roles. */
const idsOf = (sets: readonly ApproverSet[]): readonly string[] =>
  sets.length === 0 ? ['default'] : sets.map((set) => (set.type === 'singleUser' ? set.userId : set.groupId));

/** True where somebody may decide, or may sooner, who could not before. Fewer who may asks for no less. */
function hasOthers(was: ApprovalStagePolicy, is: ApprovalStagePolicy): boolean {
  const primary = idsOf(was.primaryApprovers);
  const all = [...primary, ...(was.escalationApprovers.length > 0 ? idsOf(was.escalationApprovers) : [])];
  const escalated = is.escalationApprovers.length > 0 ? idsOf(is.escalationApprovers) : [];
  return (
    idsOf(is.primaryApprovers).some((each) => !primary.includes(each)) || escalated.some((each) => !all.includes(each))
  );
}

/** Everything of a role's settings that asks for less after a change than before it; nothing where none does. */
export function settingsLowerings(before: PolicyRules, after: PolicyRules): SettingsLowering[] {
  return (Object.keys(before) as RuleId[]).flatMap((rule) => loweringsOf(rule, before, after));
}

function loweringsOf<R extends RuleId>(rule: R, before: PolicyRules, after: PolicyRules): SettingsLowering[] {
  const rows: readonly Row<R>[] = table[rule];
  return rows.filter(({ isLower }) => isLower(before[rule], after[rule], after)).map(({ what }) => ({ rule, what }));
}
