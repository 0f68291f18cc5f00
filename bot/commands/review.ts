import type { Action } from '../../cards/actions.js';
import { pendingCard } from '../../cards/pending-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import { reviewForm } from '../../cards/review-form.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import { type RequestId, requestId } from '../../domain/ids.js';
import { listPendingReviews } from '../../domain/usecases/list-requests.js';
import type { ReviewWords } from '../../domain/usecases/review-request.js';
import { readClauses } from '../language/read-clauses.js';
import { readRequestFacts } from '../read-request-facts.js';
import type { Answer, Command, CommandDeps, Fields, Speech } from './command.js';
import { findRequest } from './find-request.js';
import { fullRequestFacts } from './request-list.js';

/** As many waiting requests as one list shows. */
const listed = 20;

type Press = Extract<Action, { do: 'review' | 'ask-review' }>;
type Speaker = Pick<Speech, 'by' | 'actor' | 'timeZone'>;
type ReviewResult = Press['reviewResult'];

const command = (name: 'approve' | 'deny', reviewResult: ReviewResult, summary: string): Command => ({
  name,
  aliases: name === 'approve' ? ['accept'] : ['reject', 'decline'],
  clauses: ['justification'],
  synopsis: `${name} [<person or role>] [because <reason>]`,
  summary,
  examples: [name, `${name} Ada because ${name === 'approve' ? 'she is on call' : 'use the read-only role'}`],
  async run(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    const { subject, justification = '' } = readClauses(speech.rest, ['justification'], when);
    const waiting = await listPendingReviews(deps)(speech.actor, listed);
    const found = await findRequest(deps, waiting, subject);
    if (found.kind === 'choose') return { kind: 'card', card: pendingCard(found.among, when, speech.actor) };
    return reviewTyped(deps, speech, found.request, reviewResult, justification);
  },
});

/** `approve`: say yes to a request that waits for one. */
export const approve = command('approve', 'Approve', 'Approve a request that waits for you.');
/** `deny`: say no to a request that waits for one. */
export const deny = command('deny', 'Deny', 'Deny a request that waits for you, with a reason.');

/** `pending`: what waits for one's decision. */
export const pending: Command = {
  name: 'pending',
  aliases: ['approvals', 'my approvals', 'waiting'],
  clauses: [],
  synopsis: 'pending',
  summary: 'Show the requests that wait for your decision.',
  examples: ['pending'],
  async run(deps, { actor, timeZone }) {
    const waiting = await listPendingReviews(deps)(actor, listed);
    const when = { timeZone, now: deps.clock.now() };
    return { kind: 'card', card: pendingCard(await fullRequestFacts(deps, waiting), when, actor) };
  },
};

async function reviewTyped(
  deps: CommandDeps,
  speaker: Speaker,
  request: ScheduleRequest,
  reviewResult: ReviewResult,
  justification: string,
): Promise<Answer> {
  const stage = stageInProgress(request);
  if (!stage) return { kind: 'present', requestId: request.id };
  const words = { stageId: stage.stageId, revision: request.revision, reviewResult };
  if (!justification && stage.asks.isApproverJustificationRequired) {
    return askWhy(deps, speaker, { do: 'ask-review', requestId: request.id, ...words });
  }
  return decide(deps, speaker, request.id, { ...words, justification });
}

/** The form that asks for the reason of a decision, for those who are asked, while the request waits for it. */
export async function askWhy(deps: CommandDeps, { actor, timeZone }: Speaker, press: Press): Promise<Answer> {
  const id = requestId(press.requestId);
  const facts = await readRequestFacts(deps, id);
  const stage = facts && stageInProgress(facts.request);
  if (!facts || !stage || facts.request.revision !== press.revision || stage.stageId !== press.stageId) {
    return { kind: 'present', requestId: id };
  }
  if (!facts.approverIds?.includes(actor)) {
    const code = actor === facts.request.principalId ? 'SELF_REVIEW' : 'NOT_AN_APPROVER';
    return { kind: 'refused', text: refusalText({ code }, { timeZone, now: deps.clock.now() }) };
  }
  const isRequired = press.reviewResult === 'Approve' || stage.asks.isApproverJustificationRequired;
  const viewer = { part: 'approver' as const, principalId: actor, timeZone };
  return { kind: 'form', form: reviewForm(facts, { ...press, isRequired }, viewer, deps.clock.now()) };
}

/** A decision that was pressed: a card's button, or the form that asked why. */
export function pressReview(deps: CommandDeps, speaker: Speaker, press: Press, fields: Fields): Promise<Answer> {
  const { stageId, revision, reviewResult } = press;
  const justification = fields.justification?.trim() ?? '';
  return decide(deps, speaker, requestId(press.requestId), { stageId, revision, reviewResult, justification });
}

const said = {
  approved: 'Approved. The role is being activated.',
  denied: 'Denied. The requestor is told, with your reason.',
  waiting: 'Your approval is in. More approvals are needed.',
  'next-stage': 'Approved. The next approvers are asked now.',
  failed: 'Approved, but the role can no longer be activated. The card says why.',
} as const;

async function decide(deps: CommandDeps, speaker: Speaker, id: RequestId, words: ReviewWords): Promise<Answer> {
  const outcome = await deps.reviewRequest(id, words, speaker.by);
  if (outcome.ok) return { kind: 'changed', requestId: id, said: said[outcome.value.outcome] };
  const { refusal } = outcome;
  switch (refusal.code) {
    case 'NOT_PENDING':
    case 'STALE_CARD':
    case 'ALREADY_REVIEWED':
      return { kind: 'present', requestId: refusal.requestId };
    case 'REVIEW_JUSTIFICATION_REQUIRED':
      return askWhy(deps, speaker, { do: 'ask-review', requestId: id, ...words });
    default:
      return {
        kind: 'refused',
        text: refusalText(refusal, { timeZone: speaker.timeZone, now: deps.clock.now() }),
      };
  }
}
