import type { ReviewResult } from '../../domain/approval/stage.js';
import type { Form, Input } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { roleTitle } from '../request/request-words.js';
import { whoAsks } from '../words/who.js';
import { writtenAgain } from './written-again.js';

/** What is in the form, as it was written. */
export type ExtensionValues = {
  level?: string | undefined;
  start?: string | undefined;
  length?: string | undefined;
  justification?: string | undefined;
};

export type ExtensionQuestion = {
  requestId: string;
  revision: number;
  reviewResult: ReviewResult;
  values: ExtensionValues;
  /** What is wrong with a value, naming the fix. */
  problems: Partial<Record<keyof ExtensionValues, string>>;
};

/** Asks an administrator why, and before an approval what to change of what was asked for. */
export function extensionForm(facts: RequestFacts, question: ExtensionQuestion): Form {
  const { requestId, revision, reviewResult, values, problems } = question;
  const stake = { requestId, revision, reviewResult };
  const isDenial = reviewResult === 'Deny';
  const { action, justification } = facts.request;
  const asked = `${whoAsks(facts)} asks to ${action === 'selfRenew' ? 'renew' : 'extend'} ${roleTitle(facts)}.`;
  const inputs = isDenial ? [reason('Why it is denied')] : [...terms, reason('Why it is approved')];
  return {
    kind: 'form',
    name: 'extension',
    title: isDenial ? 'Deny the request' : 'Change and approve',
    body: [asked, ...(justification ? [`Reason: ${justification}`] : [])],
    inputs: inputs.map((input) => ({
      ...input,
      value: values[input.id as keyof ExtensionValues] || undefined,
      problem: problems[input.id as keyof ExtensionValues] || undefined,
    })),
    submit: {
      title: isDenial ? 'Deny' : 'Approve',
      style: isDenial ? 'destructive' : 'primary',
      action: { do: 'decide-extension', ...stake },
    },
    back: { title: 'Back', style: 'default', action: { do: 'show', requestId } },
    reopen: { do: 'ask-extension', ...stake, ...writtenAgain(values, problems.length) },
    summary: asked,
  };
}

const terms: readonly Input[] = [
  {
    id: 'level',
    label: 'As',
    kind: 'choice',
    choices: [
      { title: 'Eligible: may activate it', value: 'eligibility' },
      { title: 'Active: holds it', value: 'assignment' },
    ],
    isRequired: true,
  },
  { id: 'start', label: 'Starting', kind: 'text', placeholder: 'now, tomorrow 9:00', isRequired: false },
  {
    id: 'length',
    label: 'For how long',
    kind: 'text',
    placeholder: '90 days, until 2026-12-31 17:00, permanently',
    isRequired: true,
  },
];

const reason = (label: string): Input => ({
  id: 'justification',
  label,
  kind: 'multiline',
  placeholder: 'The requestor sees this',
  isRequired: false,
});
