import { pendingCard } from '../../../cards/approval/pending-card.js';
import { longestFilled } from '../../../cards/approval/typed-decision.js';
import { formatDuration, type When } from '../../../cards/words/format-time.js';
import type { ReviewResult } from '../../../domain/approval/stage.js';
import { isExtension, type ScheduleRequest, stageInProgress } from '../../../domain/assignment/schedule-request.js';
import type { DecisionWords } from '../../../domain/usecases/approval/decide-request.js';
import { readClauses } from '../../language/read-clauses.js';
import { sightingOf } from '../../views/sightings.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf } from '../list-page.js';
import { type FoundRequest, findRequest } from '../requests/find-request.js';
import { fullRequestFacts } from '../requests/request-list.js';
import { unplacedText } from '../words/doubt-text.js';
import { listForDecision } from './bulk-decision.js';
import { readAll } from './decide-all-arguments.js';
import { tellDecided } from './decided-before.js';
import { type DoubtfulTerms, doubtfulTerms } from './doubtful-terms.js';
import { askExtension, submitExtensionDecision } from './extension-decision.js';
import type { RequestArguments } from './match-request.js';
import { askWhy, decide } from './press-decision.js';
import { listWaiting } from './waiting.js';

/** As many as are looked through for the one that is meant. */
const considered = 500;

type DecisionCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;
type Words = Pick<DecisionWords, 'reviewResult' | 'justification' | 'duration'>;

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
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const said = readClauses(context.rest, clausesOf[reviewResult], when);
    if (said.rest !== undefined) return { kind: 'refused', text: unplacedText(said.rest) };
    const doubtful = doubtfulTerms(said, reviewResult, when);
    const all = readAll(said);
    if (all) return listForDecision(deps, context, reviewResult, all, doubtful);
    const args = { subject: said.subject, person: said.from };
    const found = await findRequest(deps, await listWaiting(deps, context.actor, considered), args);
    const duration = said.duration?.result.ok ? said.duration.result.value : undefined;
    const words = {
      reviewResult,
      justification: said.justification ?? '',
      ...(duration !== undefined && { duration }),
    };
    if (doubtful) return askDoubtful(deps, context, found, words, doubtful);
    return found.kind === 'one'
      ? decideTyped(deps, context, found, words)
      : choose(deps, context, found, { args, words, when });
  },
});

/** Asks what a decision on the one that was found is to be, with all that was typed filled in; else says why none is made. */
async function askDoubtful(
  deps: CommandDeps,
  caller: DecisionCaller,
  found: FoundRequest,
  words: Words,
  doubtful: DoubtfulTerms,
): Promise<Answer> {
  if (found.kind !== 'one' || words.reviewResult === 'Deny') return { kind: 'refused', text: doubtful.problem };
  return askFilled(deps, caller, found.request, words, doubtful);
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
  run: (deps, context) => showPending(deps, context, beginning),
};

/** Shows what waits for the decision of whoever asks, from this place on. */
export async function showPending(
  deps: CommandDeps,
  { actor, timeZone }: Pick<CommandContext, 'actor' | 'timeZone'>,
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
  context: DecisionCaller,
  found: Exclude<FoundRequest, { kind: 'one' }>,
  { args, words, when }: { args: RequestArguments; words: Words; when: When },
): Promise<Answer> {
  if (found.kind === 'several') {
    const lead = 'Several requests fit. Nothing is decided yet: choose one.';
    return {
      kind: 'card',
      card: pendingCard(found.among, when, context.actor, { lead, typed: words, total: found.total }),
    };
  }
  const decided = await tellDecided(deps, context, args);
  if (decided) return decided;
  const isSaid = args.subject !== undefined || args.person !== undefined;
  const lead = isSaid && found.all.length > 0 ? 'None of these is called that. Nothing is decided.' : undefined;
  return {
    kind: 'card',
    card: pendingCard(found.all, when, context.actor, { lead, typed: words, total: found.total }),
  };
}

/** Decides what was named and has been shown as it is now; shows anything else first, with what was typed filled in. */
async function decideTyped(
  deps: CommandDeps,
  caller: DecisionCaller,
  { request, isNamed }: Extract<FoundRequest, { kind: 'one' }>,
  words: Words,
): Promise<Answer> {
  const sighting = sightingOf(request);
  const isDone = isNamed && (await deps.sightings.hasSeen(caller.actor, sighting));
  if (!isDone && words.justification.length > longestFilled) return askFilled(deps, caller, request, words);
  const { stageId, revision } = sighting;
  if (!isDone) return { kind: 'present', requestId: request.id, extras: { typed: { ...words, stageId, revision } } };
  if (isExtension(request)) return submitExtensionDecision(deps, caller, request, words);
  const stage = stageInProgress(request);
  if (!stage) return { kind: 'present', requestId: request.id };
  if (!words.justification && stage.asks.isApproverJustificationRequired) {
    return askFilled(deps, caller, request, words);
  }
  const press = {
    do: 'ask-review',
    requestId: request.id,
    stageId,
    revision,
    reviewResult: words.reviewResult,
  } as const;
  return decide(deps, caller, press, { stageId, revision, ...words });
}

/** The form of a decision, filled in with what was typed; `doubtful`: what of its times cannot be taken as it is. */
function askFilled(
  deps: CommandDeps,
  caller: DecisionCaller,
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
      caller,
      { do: 'ask-extension', ...press },
      extensionSaid(justification, duration, doubtful),
    );
  }
  const values = { justification, duration };
  return askWhy(deps, caller, { do: 'ask-review', stageId, ...press }, { values, problem: doubtful?.problem });
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
