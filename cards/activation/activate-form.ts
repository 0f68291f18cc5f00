import type { EnabledRule } from '../../domain/policy/policy.js';
import type { Duration } from '../../domain/time.js';
import type { Action } from '../actions.js';
import type { Form, Input } from '../card.js';
import { formatDuration } from '../words/format-time.js';

/** What sending the form is to come to. */
export const activationOutcome = { activate: 'activate', preview: 'preview' } as const;

/**
 * What is in the form, as it was written; `role` is the id of one of its roles, `scope` a place within that role's own,
 * `outcome` one of `activationOutcome`.
 */
export type ActivationValues = {
  role?: string | undefined;
  scope?: string | undefined;
  duration?: string | undefined;
  start?: string | undefined;
  justification?: string | undefined;
  ticketNumber?: string | undefined;
  ticketSystem?: string | undefined;
  outcome?: string | undefined;
};

export type ActivationQuestions = {
  /** What may be chosen. */
  roles: readonly { id: string; name: string }[];
  values: ActivationValues;
  /** What is wrong with a value, naming the fix; empty where it is only missing. */
  problems: Partial<Record<keyof ActivationValues, string>>;
  maximumDuration?: Duration | undefined;
  enabledRules: readonly EnabledRule[];
  /** True where one of the roles is Azure's: it can be wanted at a place within its own. */
  asksScope: boolean;
  /** What shows this form again. */
  reopen: Action;
};

/** Slack's longest list, and the longest value in it; a value cut short would be another role's. */
const LISTED = 100;
const LONGEST_ID = 150;

/** Asks for what an activation still needs, with what was understood filled in. Its inputs' ids are the values' names. */
export function activateForm(questions: ActivationQuestions): Form {
  const { roles, values, problems, maximumDuration, enabledRules, asksScope, reopen } = questions;
  const chosen = roles.find(({ id }) => id === values.role)?.name;
  const fill = (input: Input): Input => ({
    ...input,
    value: values[input.id as keyof ActivationValues] || defaults[input.id],
    problem: problems[input.id as keyof ActivationValues] || undefined,
  });
  return {
    kind: 'form',
    name: 'activate',
    title: 'Activate a role',
    body: [...understood(chosen, values), ...(isListable(roles) ? [] : [unlisted])],
    inputs: [
      {
        ...text('role', 'Role'),
        kind: 'choice' as const,
        choices: roles.map(({ id, name }) => ({ title: name, value: id })),
        placeholder: 'Choose a role',
        isRequired: true,
      },
      ...(asksScope ? [text('scope', 'Only at this place within it', 'Azure only: a resource group or resource')] : []),
      { ...text('duration', durationLabel(maximumDuration), '2h, 90 min, until 17:30'), isRequired: true },
      text('start', 'Starting', 'now, 17:00, tomorrow 9:00'),
      {
        ...text('justification', 'Reason', 'What you need it for'),
        kind: 'multiline' as const,
        isRequired: enabledRules.includes('Justification'),
      },
      { ...text('ticketNumber', 'Ticket', 'INC-42'), isRequired: enabledRules.includes('Ticketing') },
      text('ticketSystem', 'Ticket system', 'ServiceNow'),
      {
        ...text('outcome', 'What to do'),
        kind: 'choice' as const,
        choices: [
          { title: 'Activate it', value: activationOutcome.activate },
          { title: 'Only tell me what would happen', value: activationOutcome.preview },
        ],
      },
    ].map(fill),
    submit: { title: 'Activate', style: 'primary', action: { do: 'submit', form: 'activate' } },
    reopen,
    summary: chosen === undefined ? 'Activate a role: a few questions' : `Activate ${chosen}: a few questions`,
  };
}

const defaults: Readonly<Record<string, string>> = { outcome: activationOutcome.activate };

const isListable = (roles: ActivationQuestions['roles']): boolean =>
  roles.length <= LISTED && roles.every(({ id }) => id.length <= LONGEST_ID);

const unlisted = 'Not every role fits into this list. For another one, type “activate” and its name.';

const text = (id: keyof ActivationValues, label: string, placeholder?: string): Input => ({
  id,
  label,
  kind: 'text',
  placeholder,
  isRequired: false,
});

const durationLabel = (maximum: Duration | undefined): string =>
  maximum === undefined ? 'For how long' : `For how long (at most ${formatDuration(maximum)})`;

function understood(role: string | undefined, { duration, start }: ActivationValues): string[] {
  const length = duration && (duration.startsWith('until') ? duration : `for ${duration}`);
  const parts = [role, length, start && `from ${start}`].filter(Boolean);
  return parts.length === 0 ? [] : [`Understood so far: ${parts.join(', ')}.`];
}
