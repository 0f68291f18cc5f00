import type { Action } from '../actions.js';
import type { Form, Input } from '../card.js';

/** What is in the form, as it was written. Role and person are words, or what a chosen one is called for certain. */
export type AssignmentValues = {
  role?: string | undefined;
  who?: string | undefined;
  level?: string | undefined;
  start?: string | undefined;
  length?: string | undefined;
  justification?: string | undefined;
  ticketNumber?: string | undefined;
};

export type AssignmentField = keyof AssignmentValues;
type Choice = { title: string; value: string };

/** What to choose from, where words were not certain; one alone is what was understood. */
export type AssignmentChoices = Partial<Record<'role' | 'who' | 'level', readonly Choice[]>>;

export type AssignmentQuestions = {
  /** The command that the form belongs to. */
  command: string;
  title: string;
  /** What its button says, and whether it ends something. */
  submit: string;
  isDestructive?: boolean | undefined;
  fields: readonly AssignmentField[];
  required: readonly AssignmentField[];
  values: AssignmentValues;
  choices: AssignmentChoices;
  /** What is wrong with a value, naming the fix; empty where it is only missing. */
  problems: Partial<Record<AssignmentField, string>>;
  /** What shows this form again. */
  reopen: Action;
};

const inputs: Record<AssignmentField, Pick<Input, 'label' | 'placeholder' | 'kind'>> = {
  role: { label: 'Role', kind: 'text', placeholder: 'Security Reader, Reader on Production, member of a group' },
  who: { label: 'Whom', kind: 'text', placeholder: 'A name or a mail address' },
  level: { label: 'As', kind: 'choice', placeholder: 'Eligible or active' },
  start: { label: 'Starting', kind: 'text', placeholder: 'now, tomorrow 9:00, 2026-12-01 9:00' },
  length: { label: 'For how long', kind: 'text', placeholder: '90 days, until 2026-12-31 17:00, permanently' },
  justification: { label: 'Reason', kind: 'multiline', placeholder: 'Kept on record' },
  ticketNumber: { label: 'Ticket', kind: 'text', placeholder: 'INC-42' },
};

/** Slack's longest list, and the longest value in it; a value cut short would mean something else. */
const LISTED = 100;
const LONGEST_VALUE = 150;

/**
 * Asks an administrator, or whoever wants to keep a role, for what is still missing, with what was understood filled
 * in. The inputs' ids are the fields' names.
 */
export function assignmentForm(questions: AssignmentQuestions): Form {
  const { command, title, submit, isDestructive = false, fields, reopen } = questions;
  return {
    kind: 'form',
    name: command.replace(' ', '-'),
    title,
    body: [],
    inputs: fields.map((field) => toInput(field, questions)),
    submit: {
      title: submit,
      style: isDestructive ? 'destructive' : 'primary',
      action: { do: 'submit', form: command },
    },
    reopen,
    summary: `${title}: a few questions`,
  };
}

function toInput(field: AssignmentField, { values, choices, problems, required }: AssignmentQuestions): Input {
  const input: Input = {
    id: field,
    ...inputs[field],
    value: values[field] || undefined,
    problem: problems[field] || undefined,
    isRequired: required.includes(field),
  };
  const offered = field === 'role' || field === 'who' || field === 'level' ? choices[field] : undefined;
  const fitting = offered?.filter(({ value }) => value.length <= LONGEST_VALUE).slice(0, LISTED) ?? [];
  if (fitting.length === 0) return input;
  const isChosen = fitting.some(({ value }) => value === input.value);
  return { ...input, kind: 'choice', choices: fitting, value: isChosen ? input.value : undefined };
}
