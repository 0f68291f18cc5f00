import type { ReviewResult } from '../domain/approval/stage.js';
import type { Instant } from '../domain/time.js';
import type { Form } from './card.js';
import type { RequestFacts, Viewer } from './request-facts.js';
import { lengthWords, roleTitle, sayFor } from './request-words.js';

/** A decision that is about to be made, on which stage of which terms. */
export type ReviewQuestion = {
  requestId: string;
  stageId: number;
  revision: number;
  reviewResult: ReviewResult;
  isRequired: boolean;
};

/** Asks an approver why. Its one input is `justification`; the way back is the request's card. */
export function reviewForm(facts: RequestFacts, question: ReviewQuestion, viewer: Viewer, now: Instant): Form {
  const { requestId, stageId, revision, reviewResult, isRequired } = question;
  const { justification, scheduleInfo } = facts.request;
  const stake = { requestId, stageId, revision, reviewResult };
  const isDenial = reviewResult === 'Deny';
  const length = lengthWords(scheduleInfo.expiration, sayFor(viewer, now));
  const asked = `${facts.requestorName} asks for ${roleTitle(facts)} ${/^\d/.test(length) ? `for ${length}` : length}.`;
  return {
    kind: 'form',
    name: 'review',
    title: isDenial ? 'Deny the request' : 'Approve the request',
    body: [asked, ...(justification ? [`Reason: ${justification}`] : [])],
    inputs: [
      {
        id: 'justification',
        label: isDenial ? 'Why it is denied' : 'Why it is approved',
        kind: 'multiline',
        placeholder: isDenial ? 'The requestor sees this' : 'Kept on record',
        isRequired,
      },
    ],
    submit: {
      title: isDenial ? 'Deny' : 'Approve',
      style: isDenial ? 'destructive' : 'primary',
      action: { do: 'review', ...stake },
    },
    back: { title: 'Back', style: 'default', action: { do: 'show', requestId } },
    reopen: { do: 'ask-review', ...stake },
    summary: asked,
  };
}
