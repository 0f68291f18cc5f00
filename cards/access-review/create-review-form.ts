import type { Form, Input } from '../card.js';

type Choice = { title: string; value: string };
type Field = 'role' | 'what' | 'reviewers' | 'every' | 'days' | 'silence' | 'switches' | 'more';

export type CreateReviewQuestions = {
  values: Partial<Record<Field, string | undefined>>;
  /** Which role is meant, where the words can mean several. */
  roles: readonly Choice[];
  /** What is wrong with a value, naming the fix. */
  problems: Partial<Record<Field, string>>;
};

const whats: readonly Choice[] = [
  { title: 'Who is eligible and who has it', value: 'all' },
  { title: 'Who is eligible', value: 'eligible' },
  { title: 'Who has it', value: 'active' },
  { title: 'Applications that have it', value: 'applications' },
];
const recurrences: readonly Choice[] = [
  { title: 'Once', value: 'once' },
  { title: 'Every week', value: 'weekly' },
  { title: 'Every month', value: 'monthly' },
  { title: 'Every quarter', value: 'quarterly' },
  { title: 'Every half year', value: 'half-yearly' },
  { title: 'Every year', value: 'yearly' },
];
const silences: readonly Choice[] = [
  { title: 'Nothing changes', value: 'changes nothing' },
  { title: 'It is removed', value: 'removes' },
  { title: 'It stays', value: 'approves' },
  { title: 'What is recommended', value: 'takes the recommendation' },
];
const switches: readonly Choice[] = [
  { title: 'Tell reviewers by mail too', value: 'mail' },
  { title: 'Remind reviewers halfway and a day before the end', value: 'reminders' },
  { title: 'Ask for a reason with every approval', value: 'reason' },
  { title: 'Show what is recommended', value: 'recommendations' },
  { title: 'Apply the decisions at the end', value: 'auto apply' },
];

/** Asks for what a new access review is to be like. Inputs: those of `Field`. */
export function createReviewForm({ values, roles, problems }: CreateReviewQuestions): Form {
  const input = (id: Field, label: string, more: Partial<Input> & Pick<Input, 'kind'>): Input => ({
    id,
    label,
    isRequired: true,
    value: values[id] || undefined,
    problem: problems[id],
    ...more,
  });
  // What was typed and is not in the list stays as it is.
  const choice = (id: Field, label: string, choices: readonly Choice[], usual: string): Input => {
    const value = values[id] || usual;
    const isListed = choices.some((each) => each.value === value);
    return input(id, label, {
      kind: 'choice',
      choices: isListed ? choices : [...choices, { title: value, value }],
      value,
    });
  };
  return {
    kind: 'form',
    name: 'create review',
    title: 'Create an access review',
    body: [],
    inputs: [
      roles.length > 0
        ? input('role', 'Role', { kind: 'choice', choices: roles })
        : input('role', 'Role', { kind: 'text', placeholder: 'Security Reader, or Reader on Production' }),
      choice('what', 'Whose access', whats, 'all'),
      input('reviewers', 'Who decides', {
        kind: 'text',
        placeholder: 'Names, “themselves”, or “managers or” a name',
      }),
      choice('every', 'How often', recurrences, 'once'),
      input('days', 'For how many days', {
        kind: 'text',
        isRequired: false,
        placeholder: 'A month, or as many as fit',
      }),
      choice('silence', 'What nobody decides', silences, 'changes nothing'),
      input('switches', 'Settings', { kind: 'ticks', choices: switches, isRequired: false }),
      input('more', 'Anything else', {
        kind: 'text',
        isRequired: false,
        placeholder: 'from 1 Dec, 4 times, inactive for 90 days, look back 60 days, called …',
      }),
    ],
    submit: { title: 'Create', style: 'primary', action: { do: 'submit', form: 'create review' } },
    reopen: { do: 'run', text: 'create review' },
    summary: 'Create an access review',
  };
}
