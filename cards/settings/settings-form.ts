import type { Role } from '../../domain/role/role.js';
import type { Action } from '../actions.js';
import type { Form, Input } from '../card.js';
import { roleTitle } from '../request/request-words.js';
import type { SettingsFacts } from './settings-card.js';
import { notificationRuleOf, type SettingKey } from './settings-sections.js';
import { settingValue } from './settings-values.js';
import { ruleLabels } from './settings-words.js';

export type SettingsQuestions = {
  facts: Omit<SettingsFacts, 'defaults'>;
  /** What is asked, at most eight. */
  keys: readonly SettingKey[];
  /** What was written in place of what is so at present. */
  written: Partial<Record<SettingKey, string>>;
  /** What is wrong with what was written, naming the fix. */
  problems: Partial<Record<SettingKey, string>>;
  /** What could not be placed, or concerns no single input. */
  notes: readonly string[];
  /** Shows this form again. */
  reopen: Action;
};

/** As many inputs as fit on every platform (`room.ts`). */
export const mostInputs = 8;

/** Asks what some of a role's settings shall be, with what they are filled in. Its inputs' ids are the settings' keys. */
export function settingsForm({ facts, keys, written, problems, notes, reopen }: SettingsQuestions): Form {
  const { role, policy, names } = facts;
  const asked = keys.slice(0, mostInputs);
  const title = `Settings of ${roleTitle(facts)}`;
  return {
    kind: 'form',
    name: 'settings',
    title: 'Change settings',
    body: [`${title}. What you leave as it is stays as it is.`, ...notes],
    inputs: asked.map((key) => {
      const input = inputOf(key, role);
      const present = written[key] ?? settingValue(key, policy.rules, names);
      // A list shows only what it offers: what is none of that is told in the problem, beside what is so.
      const isOffered = input.choices === undefined || input.choices.some(({ value }) => value === present);
      const value = isOffered ? present : settingValue(key, policy.rules, names);
      return { ...input, value: value || undefined, problem: problems[key] || undefined };
    }),
    submit: {
      title: 'Change',
      style: 'primary',
      action: { do: 'change-settings', role, version: policy.version, keys: asked.map((key) => key) },
    },
    reopen,
    summary: `${title}: a few questions`,
  };
}

type Question = Pick<Input, 'label' | 'kind'> & Partial<Input>;

const onOff = ['on', 'off'].map((value) => ({ title: value === 'on' ? 'Yes' : 'No', value }));
const levels = [
  { title: 'All mail', value: 'All' },
  { title: 'Only what needs somebody to act', value: 'Critical' },
  { title: 'None', value: 'None' },
];
const yesNo = (label: string): Question => ({ label, kind: 'choice', choices: onOff, isRequired: true });
const text = (label: string, placeholder: string): Question => ({ label, kind: 'text', placeholder });

const questions: Partial<Record<SettingKey, Question>> = {
  maximum: { ...text('Longest activation (30 min to 24 h)', '8h'), isRequired: true },
  reason: yesNo('Ask for a reason'),
  ticket: yesNo('Ask for a ticket'),
  secondFactor: yesNo('Ask for a second factor'),
  context: text('Authentication context, in place of a second factor', 'c1; empty for none'),
  approval: yesNo('Somebody has to approve'),
  approvers: text('Who approves', 'Names of people and groups, separated by commas'),
  approvals: { ...text('How many approvals', '1'), isRequired: true },
  window: { ...text('Time to approve (5 min to 30 days)', '1 day'), isRequired: true },
  approverReason: yesNo('Approvers must give a reason'),
  approverSecondFactor: yesNo('Approvers must prove a second factor'),
  escalateTo: text('Who is asked as well', 'Names of people and groups; empty for nobody'),
  escalateAfter: text('After how long without an outcome', '2h; empty for never'),
  furtherStages: {
    label: 'Who approves after that, one stage a line',
    kind: 'multiline',
    placeholder: 'Platform Owners, 2 approvals, window 4h, escalate to Olga after 2h',
  },
  longestEligibility: { ...text('Longest eligibility', '365 days, or permanent'), isRequired: true },
  eligibilityReason: yesNo('Ask for a reason when making eligible'),
  eligibilityTicket: yesNo('Ask for a ticket when making eligible'),
  eligibilitySecondFactor: yesNo('Ask for a second factor when making eligible'),
  longestAssignment: { ...text('Longest assignment', '180 days, or permanent'), isRequired: true },
  assignmentReason: yesNo('Ask for a reason when assigning'),
  assignmentTicket: yesNo('Ask for a ticket when assigning'),
  assignmentSecondFactor: yesNo('Ask for a second factor when assigning'),
};

function inputOf(key: SettingKey, { kind }: Pick<Role, 'kind'>): Input {
  const rule = notificationRuleOf(key);
  if (rule && key === rule) {
    return { id: key, label: ruleLabels[rule], kind: 'choice', choices: levels, isRequired: true };
  }
  if (rule) {
    const label = `${ruleLabels[rule]}: who else`;
    return {
      id: key,
      label,
      kind: 'text',
      placeholder: 'Mail addresses; “only” before them: nobody else',
      isRequired: false,
    };
  }
  const question = questions[key] ?? text(key, '');
  const whoElse = key === 'approvers' && kind === 'directory' ? ' (empty: administrators)' : '';
  return { isRequired: false, ...question, id: key, label: `${question.label}${whoElse}` };
}
