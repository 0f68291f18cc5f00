import { pendingCard } from '../../../cards/approval/pending-card.js';
import { longestFilled } from '../../../cards/approval/typed-decision.js';
import { formatDuration, type When } from '../../../cards/words/format-time.js';
import type { ReviewResult } from '../../../domain/approval/stage.js';
import { isExtension, type ScheduleRequest, stageInProgress } from '../../../domain/assignment/schedule-request.js';
import type { ReviewWords } from '../../../domain/usecases/approval/review-request.js';
import { readClauses } from '../../language/read-clauses.js';
import { sightingOf } from '../../turns/sightings.js';
import type { Answer, Command, CommandDeps, Speech } from '../command.js';
import { asPart, beginning, type Place, pageOf } from '../list-page.js';
import { type FoundRequest, findRequest } from '../requests/find-request.js';
import { fullRequestFacts } from '../requests/request-list.js';
import { unplacedText } from '../words/doubt-text.js';
import { readAll } from './all-wish.js';
import { reviewAll } from './bulk-review.js';
import { tellDecided } from './decided-before.js';
import { type DoubtfulTerms, doubtfulTerms } from './doubtful-terms.js';
import { askExtension, reviewExtension } from './extension-review.js';
import type { RequestWish } from './match-request.js';
import { askWhy, decide } from './review-press.js';
import { listWaiting } from './waiting.js';

/** As many as are looked through for the one that is meant. */
const considered = 500;

type Speaker = Pick<Speech, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type Words = Pick<ReviewWords, 'reviewResult' | 'justification' | 'duration'>;

/** An approval may be shorter; a denial gives no time, so that its reason keeps all the time it speaks of. */
const clausesOf = {
  Approve: ['justification', 'duration', 'start', 'end', 'from'],
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
    if (said.rest !== undefined) return { kind: 'refused', text: unplacedText(said.rest) };
    const doubtful = doubtfulTerms(said, reviewResult, when);
    const all = readAll(said);
    if (all) return reviewAll(deps, speech, reviewResult, all, doubtful);
    const wish = { subject: said.subject, person: said.from };
    const found = await findRequest(deps, await listWaiting(deps, speech.actor, considered), wish);
    const duration = said.duration?.result.ok ? said.duration.result.value : undefined;
    const words = {
      reviewResult,
      justification: said.justification ?? '',
      ...(duration !== undefined && { duration }),
    };
    if (doubtful) return askDoubtful(deps, speech, found, words, doubtful);
    return found.kind === 'one'
      ? reviewTyped(deps, speech, found, words)
      : choose(deps, speech, found, { wish, words, when });
  },
});

/** Asks what a decision on the one that was found is to be, with all that was typed filled in; else says why none is made. */
async function askDoubtful(
  deps: CommandDeps,
  speaker: Speaker,
  found: FoundRequest,
  words: Words,
  doubtful: DoubtfulTerms,
): Promise<Answer> {
  if (found.kind !== 'one' || words.reviewResult === 'Deny') return { kind: 'refused', text: doubtful.problem };
  return askFilled(deps, speaker, found.request, words, doubtful);
}

/** `approve`: say yes to a request that waits for one. */
export const approve = command('approve', 'Approve', {
  synopsis: 'approve [<person or request>] [for <shorter duration>] [because <reason>]',
  summary:
    'Approve a request you have been shown, named by person or id; anything less shows it first. Several: approve all [from <person>] [for <role>].',
  examples: ['approve Ada Lovelace for 1h because she is on call', 'approve', 'approve all from Ada because INC-42'],
});
/** `deny`: say no to a request that waits for one. */
export const deny = command('deny', 'Deny', {
  synopsis: 'deny [<person or request>] [because <reason>]',
  summary:
    'Deny a request you have been shown, named by person or id; anything less shows it first. Several: deny all [from <person>] [for <role>].',
  examples: [
    'deny Ada Lovelace because use the read-only role',
    'deny',
    'deny all for Reader because the change is over',
  ],
});

/** `pending`: what waits for one's decision. */
export const pending: Command = {
  name: 'pending',
  aliases: ['approvals', 'my approvals', 'waiting'],
  clauses: [],
  synopsis: 'pending',
  summary: 'Show the requests that wait for your decision.',
  examples: ['pending'],
  run: (deps, speech) => showPending(deps, speech, beginning),
};

/** Shows what waits for the decision of whoever asks, from this place on. */
export async function showPending(
  deps: CommandDeps,
  { actor, timeZone }: Pick<Speech, 'actor' | 'timeZone'>,
  place: Place,
): Promise<Answer> {
  const waiting = await listWaiting(deps, actor, considered);
  const { shown, ...where } = pageOf(waiting, ({ id }) => id, place);
  const total = waiting.length;
  const facts = await fullRequestFacts(deps, shown);
  const card = pendingCard(facts, { timeZone, now: deps.clock.now() }, actor, { total });
  return { kind: 'card', card: asPart(card, { list: { of: 'pending' }, total, ...where }) };
}

/** Shows what the words may mean, with what was typed on the buttons; or says what has come of it already. */
async function choose(
  deps: CommandDeps,
  speech: Speaker,
  found: Exclude<FoundRequest, { kind: 'one' }>,
  { wish, words, when }: { wish: RequestWish; words: Words; when: When },
): Promise<Answer> {
  if (found.kind === 'several') {
    const lead = 'Several requests fit. Nothing is decided yet: choose one.';
    return {
      kind: 'card',
      card: pendingCard(found.among, when, speech.actor, { lead, typed: words, total: found.total }),
    };
  }
  const decided = await tellDecided(deps, speech, wish);
  if (decided) return decided;
  const isSaid = wish.subject !== undefined || wish.person !== undefined;
  const lead = isSaid && found.all.length > 0 ? 'None of these is called that. Nothing is decided.' : undefined;
  return { kind: 'card', card: pendingCard(found.all, when, speech.actor, { lead, typed: words, total: found.total }) };
}

/** Decides what was named and has been shown as it is now; shows anything else first, with what was typed filled in. */
async function reviewTyped(
  deps: CommandDeps,
  speaker: Speaker,
  { request, isNamed }: Extract<FoundRequest, { kind: 'one' }>,
  words: Words,
): Promise<Answer> {
  const sighting = sightingOf(request);
  const isDone = isNamed && (await deps.sightings.hasSeen(speaker.actor, sighting));
  if (!isDone && words.justification.length > longestFilled) return askFilled(deps, speaker, request, words);
  const { stageId, revision } = sighting;
  if (!isDone) return { kind: 'present', requestId: request.id, extras: { typed: { ...words, stageId, revision } } };
  if (isExtension(request)) return reviewExtension(deps, speaker, request, words);
  const stage = stageInProgress(request);
  if (!stage) return { kind: 'present', requestId: request.id };
  if (!words.justification && stage.asks.isApproverJustificationRequired) {
    return askFilled(deps, speaker, request, words);
  }
  const press = {
    do: 'ask-review',
    requestId: request.id,
    stageId,
    revision,
    reviewResult: words.reviewResult,
  } as const;
  return decide(deps, speaker, press, { stageId, revision, ...words });
}

/** The form of a decision, filled in with what was typed; `doubtful`: what of its times cannot be taken as it is. */
function askFilled(
  deps: CommandDeps,
  speaker: Speaker,
  request: ScheduleRequest,
  words: Words,
  doubtful?: DoubtfulTerms,
): Promise<Answer> {
  const { stageId, revision } = sightingOf(request);
  const { reviewResult, justification } = words;
  const press = { requestId: request.id, revision, reviewResult };
  const typed = words.duration === undefined ? undefined : formatDuration(words.duration);
  const duration = doubtful ? doubtful.duration : typed;
  if (isExtension(request)) {
    return askExtension(
      deps,
      speaker,
      { do: 'ask-extension', ...press },
      extensionSaid(justification, duration, doubtful),
    );
  }
  const values = { justification, duration };
  return askWhy(deps, speaker, { do: 'ask-review', stageId, ...press }, { values, problem: doubtful?.problem });
}

/** The same for an extension, whose form can change the start and the end as well. */
function extensionSaid(justification: string, length: string | undefined, doubtful: DoubtfulTerms | undefined) {
  const values = {
    justification,
    ...(length !== undefined && { length }),
    ...(doubtful?.start !== undefined && { start: doubtful.start }),
  };
  const isLength = doubtful !== undefined && doubtful.start === undefined && !/^until /.test(length ?? '');
  return { values, problems: isLength ? { length: doubtful.problem } : {} };
}
