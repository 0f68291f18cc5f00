import type { ApproverSet, EnabledRule, PolicyRules } from '../../domain/policy/policy.js';
import { formatDuration } from '../words/format-time.js';
import type { RuleId } from './settings-words.js';

type Enablement = Extract<RuleId, `Enablement_${string}`>;
type Longest = Extract<RuleId, `Expiration_Admin_${string}`>;
type Mail = Extract<RuleId, `Notification_${string}`>;

/**
 * What it means that a rule changes, in sentences: for whom it begins to count and what stays as it is. The settings
 * are read when something is asked, and again when it is decided and when it begins; what is there keeps its end.
 */
export function settingsMeaning(rule: RuleId, before: PolicyRules, after: PolicyRules): string[] {
  switch (rule) {
    case 'Expiration_EndUser_Assignment':
      return maximumMeaning(before[rule].maximumDuration, after[rule].maximumDuration);
    case 'Approval_EndUser_Assignment':
      return approvalMeaning(before[rule], after[rule]);
    case 'AuthenticationContext_EndUser_Assignment':
      return after[rule].isEnabled
        ? [`Whoever activates from now on signs in once more, in the way that ${after[rule].claimValue} demands.`, kept]
        : ['Nobody has to sign in once more to activate.'];
    case 'Enablement_EndUser_Assignment':
    case 'Enablement_Admin_Eligibility':
    case 'Enablement_Admin_Assignment':
      return enablementMeaning(rule, before[rule].enabledRules, after[rule].enabledRules);
    case 'Expiration_Admin_Eligibility':
    case 'Expiration_Admin_Assignment':
      return longestMeaning(before[rule], after[rule]);
    default:
      return mailMeaning(after[rule]);
  }
}

const kept = 'What is active already stays, and what waits is not asked again.';

function maximumMeaning(before: number, after: PolicyRules['Expiration_EndUser_Assignment']['maximumDuration']) {
  const most = formatDuration(after);
  const stays = 'What is active already keeps its end.';
  return after < before
    ? [
        stays,
        `From now on it can be activated for at most ${most}; what waits and asks for longer fails once approved.`,
      ]
    : [stays, `From now on it can be activated for up to ${most}.`];
}

type Approval = PolicyRules['Approval_EndUser_Assignment'];

function approvalMeaning(before: Approval, after: Approval): string[] {
  if (!after.isApprovalRequired) {
    return [
      'Whoever is eligible activates it at once from now on, and nobody has to approve.',
      'What waits already still waits for its approval.',
    ];
  }
  const isUnnamed = after.stages.some(({ primaryApprovers }) => primaryApprovers.length === 0);
  const byDefault = isUnnamed
    ? [
        'Where nobody is named, the Global and Privileged Role Administrators decide. Nobody decides on their own request.',
      ]
    : [];
  if (!before.isApprovalRequired) {
    return ['From now on nobody has it until their request is approved. What is active already stays.', ...byDefault];
  }
  const named = ({ stages }: Approval) =>
    JSON.stringify(
      stages.map((each) => [each.primaryApprovers, each.escalationApprovers].map((sets) => sets.map(idOf))),
    );
  const others =
    named(before) === named(after)
      ? ['Who may decide stays.']
      : ['Those named now decide on what waits already as well, and those named no longer do not.'];
  return [
    ...others,
    'How long there is to decide, and by how many, counts for what is asked from now on.',
    ...byDefault,
  ];
}

const idOf = (set: ApproverSet): string => (set.type === 'singleUser' ? set.userId : set.groupId);

const doers: Record<Enablement, string> = {
  Enablement_EndUser_Assignment: 'Whoever activates it',
  Enablement_Admin_Eligibility: 'Whoever makes somebody eligible',
  Enablement_Admin_Assignment: 'Whoever assigns it',
};
const deeds: Record<EnabledRule, { asked: string; dropped: string }> = {
  Justification: { asked: 'writes why', dropped: 'a reason' },
  Ticketing: { asked: 'names a ticket', dropped: 'a ticket' },
  MultiFactorAuthentication: { asked: 'proves a second factor, there and then', dropped: 'a second factor' },
};

function enablementMeaning(rule: Enablement, before: readonly EnabledRule[], after: readonly EnabledRule[]): string[] {
  const added = after.filter((each) => !before.includes(each)).map((each) => deeds[each].asked);
  const dropped = before.filter((each) => !after.includes(each)).map((each) => deeds[each].dropped);
  return [
    ...(added.length > 0 ? [`${doers[rule]} from now on ${added.join(' and ')}.`] : []),
    ...(dropped.length > 0 ? [`${doers[rule]} is no longer asked for ${dropped.join(' or ')}.`] : []),
    ...(added.length > 0 ? [rule === 'Enablement_EndUser_Assignment' ? kept : 'What was given already stays.'] : []),
  ];
}

function longestMeaning(before: PolicyRules[Longest], after: PolicyRules[Longest]): string[] {
  if (!after.isExpirationRequired) return ['From now on it can be given without an end. What was given keeps its end.'];
  const most = `From now on it is given, changed or extended for at most ${formatDuration(after.maximumDuration)}.`;
  return before.isExpirationRequired
    ? [most, 'What was given keeps its end.']
    : [most, 'Whoever has it without an end keeps it so, until somebody changes or removes it.'];
}

function mailMeaning({ notificationLevel, isDefaultRecipientsEnabled, notificationRecipients }: PolicyRules[Mail]) {
  if (notificationLevel === 'None') return ['No mail is sent for this from now on.'];
  const what =
    notificationLevel === 'Critical' ? 'Mail is sent only where somebody has to act' : 'Mail is sent each time';
  if (isDefaultRecipientsEnabled) return [`${what}, from now on.`];
  return [
    notificationRecipients.length === 0
      ? 'Nobody is left to send mail to.'
      : `${what}, from now on, and to nobody but those named.`,
  ];
}
