import type { Action } from '../../cards/actions.js';
import { formatDuration, type When } from '../../cards/format-time.js';
import { pendingCard } from '../../cards/pending-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import { type ReviewQuestion, reviewForm } from '../../cards/review-form.js';
import { isExtension, type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import { requestId } from '../../domain/ids.js';
import type { ReviewWords } from '../../domain/usecases/review-request.js';
import type { Clauses } from '../language/clauses.js';
import { parseDuration } from '../language/duration.js';
import { readClauses } from '../language/read-clauses.js';
import { readRequestFacts } from '../read-request-facts.js';
import { readAll } from './all-wish.js';
import { reviewAll } from './bulk-review.js';
import type { Answer, Command, CommandDeps, Fields, Speech } from './command.js';
import { retypeText, unplacedText } from './doubt-text.js';
import { reviewExtension } from './extension-review.js';
import { findRequest } from './find-request.js';
import { phraseRefusalText } from './phrase-refusal-text.js';
import { fullRequestFacts } from './request-list.js';
import { pickKey, reviewWords, secondFactor } from './review-words.js';
import { listWaiting } from './waiting.js';

/** As many waiting requests as one list shows. */
const listed = 20;

type Press = Extract<Action, { do: 'review' | 'ask-review' }>;
type Speaker = Pick<Speech, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type ReviewResult = Press['reviewResult'];

/** An approval may be shorter; a denial gives no time, so that its reason keeps all the time it speaks of. */
const clausesOf = {
  Approve: ['justification', 'duration', 'end', 'from'],
  Deny: ['justification', 'duration', 'earlyDuration', 'from'],
} as const;

const command = (
  name: 'approve' | 'deny',
  reviewResult: ReviewResult,
  more: Pick<Command, 'synopsis' | 'summary' | 'examples'>,
): Command => ({
  name,
  aliases: name === 'approve' ? ['accept'] : ['reject', 'decline'],
  clauses: clausesOf[reviewResult],
  ...more,
  async run(deps, speech) {
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    const said = readClauses(speech.rest, clausesOf[reviewResult], when);
    const unread = notUnderstood(said, when);
    if (unread !== undefined) return { kind: 'refused', text: unread };
    const all = readAll(said);
    if (all) return reviewAll(deps, speech, reviewResult, all);
    const waiting = await listWaiting(deps, speech.actor, listed);
    const found = await findRequest(deps, waiting, said.subject);
    if (found.kind === 'choose') return { kind: 'card', card: pendingCard(found.among, when, speech.actor) };
    const duration = said.duration?.result.ok ? said.duration.result.value : undefined;
    const words = {
      reviewResult,
      justification: said.justification ?? '',
      ...(duration !== undefined && { duration }),
    };
    return reviewTyped(deps, speech, found.request, words);
  },
});

/** Says which of the words have no meaning here, or may have one; undefined where all of them are clear. */
function notUnderstood({ duration, end, rest, doubts = [] }: Clauses, when: When): string | undefined {
  if (duration && !duration.result.ok) return phraseRefusalText(duration.result.refusal, when);
  if (end) return `An approval can’t end at a time of its own (“${end.text}”). Write how long it is for, like for 1h.`;
  const doubt = doubts.find(({ part }) => part === 'duration' || part === 'end');
  if (doubt) return retypeText(doubt);
  return rest === undefined ? undefined : unplacedText(rest);
}

/** `approve`: say yes to a request that waits for one. */
export const approve = command('approve', 'Approve', {
  synopsis: 'approve [<person or role>] [for <shorter duration>] [because <reason>]',
  summary: 'Approve a request that waits for you, or all of them: approve all [from <person>] [for <role>].',
  examples: ['approve Ada for 1h because she is on call', 'approve', 'approve all from Ada because INC-42'],
});
/** `deny`: say no to a request that waits for one. */
export const deny = command('deny', 'Deny', {
  synopsis: 'deny [<person or role>] [because <reason>]',
  summary: 'Deny a request that waits for you, or all of them: deny all [from <person>] [for <role>].',
  examples: ['deny Ada because use the read-only role', 'deny', 'deny all for Reader because the change is over'],
});

/** `pending`: what waits for one's decision. */
export const pending: Command = {
  name: 'pending',
  aliases: ['approvals', 'my approvals', 'waiting'],
  clauses: [],
  synopsis: 'pending',
  summary: 'Show the requests that wait for your decision.',
  examples: ['pending'],
  async run(deps, { actor, timeZone }) {
    const waiting = await listWaiting(deps, actor, listed);
    const when = { timeZone, now: deps.clock.now() };
    return { kind: 'card', card: pendingCard(await fullRequestFacts(deps, waiting), when, actor) };
  },
};

type Words = Pick<ReviewWords, 'reviewResult' | 'justification' | 'duration'>;

async function reviewTyped(
  deps: CommandDeps,
  speaker: Speaker,
  request: ScheduleRequest,
  words: Words,
): Promise<Answer> {
  if (isExtension(request)) return reviewExtension(deps, speaker, request, words);
  const stage = stageInProgress(request);
  if (!stage) return { kind: 'present', requestId: request.id };
  const seen = { stageId: stage.stageId, revision: request.revision };
  const press: Press = { do: 'ask-review', requestId: request.id, ...seen, reviewResult: words.reviewResult };
  if (!words.justification && stage.asks.isApproverJustificationRequired) {
    return askWhy(deps, speaker, press, { values: valuesOf(words) });
  }
  return decide(deps, speaker, press, { ...seen, ...words });
}

type Said = Pick<ReviewQuestion, 'values' | 'problem'>;

/**
 * The form that asks for the reason of a decision, and for an approval how long it is for at most, for those who are
 * asked, while the request waits for it. `said`: what is filled in, and what is wrong with it.
 */
export async function askWhy(
  deps: CommandDeps,
  { actor, timeZone }: Speaker,
  press: Press,
  said: Said = {},
): Promise<Answer> {
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
  const isRequired = stage.asks.isApproverJustificationRequired;
  const viewer = { part: 'approver' as const, principalId: actor, timeZone };
  return { kind: 'form', form: reviewForm(facts, { ...press, isRequired, ...said }, viewer, deps.clock.now()) };
}

/** A decision that was pressed: a card's button, or the form that asked why. */
export async function pressReview(deps: CommandDeps, speaker: Speaker, press: Press, fields: Fields): Promise<Answer> {
  const { stageId, revision, reviewResult } = press;
  const justification = fields.justification?.trim() ?? '';
  const values = { justification, duration: fields.duration?.trim() };
  const words = { stageId, revision, reviewResult, justification };
  if (!values.duration) return decide(deps, speaker, press, words);
  const when = { timeZone: speaker.timeZone, now: deps.clock.now() };
  const length = parseDuration(values.duration);
  if (!length.ok) return askWhy(deps, speaker, press, { values, problem: phraseRefusalText(length.refusal, when) });
  return decide(deps, speaker, press, { ...words, duration: length.value });
}

const said = {
  approved: 'Approved. The role is being activated.',
  denied: 'Denied. The requestor is told, with your reason.',
  waiting: 'Your approval is in. More approvals are needed.',
  'next-stage': 'Approved. The next approvers are asked now.',
  failed: 'Approved, but the role can no longer be activated. The card says why.',
} as const;

async function decide(deps: CommandDeps, speaker: Speaker, press: Press, words: ReviewWords): Promise<Answer> {
  const id = requestId(press.requestId);
  const intent = `review|${pickKey({ ...words, requestId: id })}|${words.reviewResult}`;
  const outcome = await deps.reviewRequest(id, words, speaker.proofsFor(intent), speaker.by);
  if (outcome.ok) return { kind: 'changed', requestId: id, said: said[outcome.value.outcome] };
  const { refusal } = outcome;
  const when = { timeZone: speaker.timeZone, now: deps.clock.now() };
  switch (refusal.code) {
    case 'NOT_PENDING':
    case 'STALE_CARD':
    case 'ALREADY_REVIEWED':
      return { kind: 'present', requestId: refusal.requestId };
    case 'REVIEW_PROOF_REQUIRED':
      return { kind: 'prove', intent, needs: secondFactor, says: await reviewWords(deps, id, words.reviewResult) };
    case 'REVIEW_JUSTIFICATION_REQUIRED':
      return askWhy(deps, speaker, press, { values: valuesOf(words) });
    case 'DURATION_NOT_SHORTER':
    case 'DURATION_TOO_SHORT':
      return askWhy(deps, speaker, press, { values: valuesOf(words), problem: refusalText(refusal, when) });
    default:
      return { kind: 'refused', text: refusalText(refusal, when) };
  }
}

const valuesOf = ({ justification, duration }: Words): Said['values'] => ({
  justification,
  duration: duration === undefined ? undefined : formatDuration(duration),
});
