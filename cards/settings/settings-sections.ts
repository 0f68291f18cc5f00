import type { RuleId } from './settings-words.js';

type NotificationKey = Extract<RuleId, `Notification_${string}`>;

/** One thing that can be set, by the id of its input. A notification rule is two: how much is sent, and to whom else. */
export type SettingKey =
  | 'maximum'
  | 'reason'
  | 'ticket'
  | 'secondFactor'
  | 'context'
  | 'approval'
  | 'approvers'
  | 'approvals'
  | 'window'
  | 'approverReason'
  | 'approverSecondFactor'
  | 'escalateTo'
  | 'escalateAfter'
  | 'furtherStages'
  | `longest${'Eligibility' | 'Assignment'}`
  | `${'eligibility' | 'assignment'}${'Reason' | 'Ticket' | 'SecondFactor'}`
  | NotificationKey
  | `${NotificationKey}_recipients`;

type Section = { title: string; rules: readonly RuleId[]; keys: readonly SettingKey[] };

const audiences = ['Admin', 'Requestor', 'Approver'] as const;

function mailWhen(title: string, event: 'Admin_Eligibility' | 'Admin_Assignment' | 'EndUser_Assignment'): Section {
  const rules = audiences.map((audience): NotificationKey => `Notification_${audience}_${event}`);
  return { title, rules, keys: rules.flatMap((rule): SettingKey[] => [rule, `${rule}_recipients`]) };
}

/**
 * The settings as people look at them and change them: few enough together for one form on every platform, which
 * takes eight inputs (`room.ts`).
 */
export const settingsSections = {
  activation: {
    title: 'To activate',
    rules: [
      'Expiration_EndUser_Assignment',
      'Enablement_EndUser_Assignment',
      'AuthenticationContext_EndUser_Assignment',
    ],
    keys: ['maximum', 'reason', 'ticket', 'secondFactor', 'context'],
  },
  approval: {
    title: 'To approve',
    rules: ['Approval_EndUser_Assignment'],
    keys: [
      ...(['approval', 'approvers', 'approvals', 'window'] as const),
      ...(['approverReason', 'approverSecondFactor'] as const),
    ],
  },
  escalation: {
    title: 'If nobody decides, and who decides after that',
    rules: ['Approval_EndUser_Assignment'],
    keys: ['escalateTo', 'escalateAfter', 'furtherStages'],
  },
  eligibility: {
    title: 'To make somebody eligible',
    rules: ['Expiration_Admin_Eligibility', 'Enablement_Admin_Eligibility'],
    keys: ['longestEligibility', 'eligibilityReason', 'eligibilityTicket', 'eligibilitySecondFactor'],
  },
  assignment: {
    title: 'To assign somebody',
    rules: ['Expiration_Admin_Assignment', 'Enablement_Admin_Assignment'],
    keys: ['longestAssignment', 'assignmentReason', 'assignmentTicket', 'assignmentSecondFactor'],
  },
  mailEligible: mailWhen('Mail when somebody is made eligible', 'Admin_Eligibility'),
  mailAssigned: mailWhen('Mail when somebody is assigned', 'Admin_Assignment'),
  mailActivated: mailWhen('Mail when somebody activates', 'EndUser_Assignment'),
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof settingsSections;

/** The names of the sections, in the order in which people see them. */
export const sectionNames = Object.keys(settingsSections) as SectionName[];

/** Every setting, in the order in which people see them. */
export const settingKeys: readonly SettingKey[] = sectionNames.flatMap(
  (name): readonly SettingKey[] => settingsSections[name].keys,
);

/** True for the id of an input of the settings' form. */
export const isSettingKey = (text: string): text is SettingKey => (settingKeys as readonly string[]).includes(text);

/** The rule that a notification's input is about; undefined for another one. */
export const notificationRuleOf = (key: SettingKey): NotificationKey | undefined =>
  key.startsWith('Notification_') ? (key.replace(/_recipients$/, '') as NotificationKey) : undefined;
