import type { ReviewResult } from '../../domain/approval/stage.js';
import type { Instant } from '../../domain/time.js';
import type { Form, Input } from '../card.js';
import type { RequestFacts, Viewer } from '../request/request-facts.js';
import { durationWords, roleTitle, sayFor } from '../request/request-words.js';
import { whoAsks } from '../words/who.js';
import { writtenAgain } from './written-again.js';

/** A decision that is about to be made, on which stage of which terms, with what was said already. */
export type DecisionQuestion = {
  requestId: string;
  stageId: number;
  revision: number;
  reviewResult: ReviewResult;
  isRequired: boolean;
  values?: { justification?: string | undefined; duration?: string | undefined } | undefined;
  /** What is wrong with the duration, naming the fix. */
  problem?: string | undefined;
};

/**
 * Asks an approver why, and for an approval whether for less time than is asked. Its inputs are `duration` (with
 * `Approve` alone) and `justification`; the way back is the request's card.
 */
export function decisionForm(facts: RequestFacts, question: DecisionQuestion, viewer: Viewer, now: Instant): Form {
  const { requestId, stageId, revision, reviewResult } = question;
  const { justification } = facts.request;
  const { justification: said, duration: given } = question.values ?? {};
  const stake = { requestId, stageId, revision, reviewResult };
  const isDenial = reviewResult === 'Deny';
  const length = durationWords(facts, sayFor(viewer, facts, now));
  const asked = `${whoAsks(facts)} asks for ${roleTitle(facts)} ${/^\d/.test(length) ? `for ${length}` : length}.`;
  return {
    kind: 'form',
    name: 'review',
    title: isDenial ? 'Deny the request' : 'Approve the request',
    body: [asked, ...(justification ? [`Reason: ${justification}`] : [])],
    inputs: [...(isDenial ? [] : [durationInput(length, question)]), reasonInput(isDenial, question)],
    submit: {
      title: isDenial ? 'Deny' : 'Approve',
      style: isDenial ? 'destructive' : 'primary',
      action: { do: 'review', ...stake },
    },
    back: { title: 'Back', style: 'default', action: { do: 'show', requestId } },
    reopen: { do: 'ask-review', ...stake, ...writtenAgain({ justification: said, length: given }, question.problem) },
    summary: asked,
  };
}

const durationInput = (length: string, { values, problem }: DecisionQuestion): Input => ({
  id: 'duration',
  label: 'For at most',
  kind: 'text',
  value: values?.duration || undefined,
  placeholder: `As asked: ${length}`,
  isRequired: false,
  problem,
});

const reasonInput = (isDenial: boolean, { values, isRequired }: DecisionQuestion): Input => ({
  id: 'justification',
  label: isDenial ? 'Why it is denied' : 'Why it is approved',
  kind: 'multiline',
  value: values?.justification || undefined,
  placeholder: isDenial ? 'The requestor sees this' : 'Kept on record',
  isRequired,
});
