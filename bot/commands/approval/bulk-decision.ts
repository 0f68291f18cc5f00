import type { Action } from '../../../cards/actions.js';
import { type BulkResult, bulkDecisionCard } from '../../../cards/approval/bulk-decision-card.js';
import { type BulkDecisionQuestions, bulkDecisionForm, tickValue } from '../../../cards/approval/bulk-decision-form.js';
import { pendingCard } from '../../../cards/approval/pending-card.js';
import { tickedIn } from '../../../cards/card.js';
import { formatDuration } from '../../../cards/words/format-time.js';
import type { ReviewResult } from '../../../domain/approval/stage.js';
import { type ScheduleRequest, stageInProgress } from '../../../domain/assignment/schedule-request.js';
import { requestId } from '../../../domain/ids.js';
import { duration } from '../../../domain/time.js';
import { type ManyWords, mostAtOnce, type Picked } from '../../../domain/usecases/approval/decide-many.js';
import { listPendingApprovals } from '../../../domain/usecases/approval/list-requests.js';
import { parseDuration } from '../../language/time/duration.js';
import { concerns, readRequestFacts } from '../../views/read-request-facts.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { fullRequestFacts } from '../requests/request-list.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import type { DecideAllArguments } from './decide-all-arguments.js';
import { asksProof, manyWords, pickKey, secondFactor } from './decision-words.js';
import type { DoubtfulTerms } from './doubtful-terms.js';
import { matchWaiting } from './waiting-in-words.js';

/** How many waiting requests are looked at. */
const considered = 200;
/** So many ticks, and so long a reason, fit a button of every platform. */
const mostInButton = 25;
const longestInButton = 300;

type DecisionCaller = Pick<CommandContext, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;

/** `decide several`: ticks some of the waiting requests and approves or denies them together. */
export const decideSeveral: Command = {
  name: 'decide several',
  aliases: ['decide', 'review several', 'approve several', 'deny several'],
  clauses: [],
  synopsis: 'decide several',
  summary: 'Tick some of the requests that wait for you, and approve or deny them in one go.',
  examples: ['decide several'],
  async run(deps, context) {
    return askWhich(deps, context, await awaitingDecision(deps, context), {});
  },
  async submit(deps, context, fields) {
    const ticked = tickedIn(fields.requests);
    const decision = decisionIn(fields.decision);
    const justification = fields.justification?.trim() ?? '';
    const said = fields.duration?.trim() || undefined;
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const length = said === undefined ? undefined : parseDuration(said);
    const problem = length && !length.ok ? phraseRefusalText(length.refusal, when) : lengthOfDenial(said, decision);
    const picked = ticked.map(toPicked).filter((pick) => pick !== undefined);
    if (picked.length === 0 || !decision || problem !== undefined) {
      const values = { requests: ticked.join(','), decision, justification, duration: said };
      const asked = { values, problems: { ...problemsOf(picked, decision), ...(problem && { duration: problem }) } };
      return askWhich(deps, context, await awaitingDecision(deps, context), asked);
    }
    const words = { reviewResult: decision, justification, ...(length?.ok && { duration: length.value }) };
    return decideAll(deps, context, picked, words);
  },
};

/** Lists everything that waits for the caller, or what of it is named, ticked, to be approved or denied at a press. */
export async function listForDecision(
  deps: CommandDeps,
  caller: DecisionCaller,
  reviewResult: ReviewResult,
  { from, role, ...said }: DecideAllArguments,
  doubtful: DoubtfulTerms | undefined,
): Promise<Answer> {
  const meant = await matchWaiting(deps, await awaitingDecision(deps, caller), { from, role });
  if (meant.kind === 'unclear') return { kind: 'refused', text: meant.text };
  const ticked = meant.requests.slice(0, mostAtOnce).map(tickValue);
  return askTicked(deps, caller, meant.requests, { ticked, decision: reviewResult, doubtful, ...said });
}

type Ticked = {
  ticked: readonly string[];
  decision: ReviewResult | undefined;
  doubtful?: DoubtfulTerms | undefined;
} & Pick<ManyWords, 'justification' | 'duration'>;

/** The tick-list, ticked and filled in like this; its way back to itself carries the same, as far as it has room. */
function askTicked(
  deps: CommandDeps,
  caller: DecisionCaller,
  waiting: readonly ScheduleRequest[],
  { ticked, decision, justification, duration: length, doubtful }: Ticked,
): Promise<Answer> {
  const said = length === undefined ? {} : { duration: formatDuration(length) };
  const reopen: Action = {
    do: 'ask-several',
    requests: ticked.slice(0, mostInButton).join(','),
    ...(decision && { reviewResult: decision }),
    filled: {
      ...(justification.length <= longestInButton && { justification }),
      ...(length !== undefined && { duration: length }),
    },
  };
  const doubt = doubtful && { duration: doubtful.duration };
  const values = { requests: ticked.join(','), decision, justification, ...said, ...doubt };
  const problems = doubtful ? { duration: doubtful.problem } : {};
  return askWhich(deps, caller, waiting, { values, problems, reopen });
}

type Press = Extract<Action, { do: 'ask-several' }>;

/** Opens the tick-list of what waits for the presser, ticked and filled in as it was when the button was drawn. */
export async function askSeveral(deps: CommandDeps, caller: DecisionCaller, press: Press): Promise<Answer> {
  const { requests, reviewResult: decision, filled } = press;
  const { justification = '', duration: length } = filled ?? {};
  const words = { justification, ...(length !== undefined && { duration: duration(length) }) };
  const waiting = tickedFirst(await awaitingDecision(deps, caller), requests);
  return askTicked(deps, caller, waiting, { ticked: tickedIn(requests), decision, ...words });
}

/** A list shows so many: what is ticked is among them. */
function tickedFirst(waiting: readonly ScheduleRequest[], requests: string): ScheduleRequest[] {
  const ticked = new Set(tickedIn(requests));
  const isTicked = (request: ScheduleRequest) => ticked.has(tickValue(request));
  return [...waiting.filter(isTicked), ...waiting.filter((request) => !isTicked(request))];
}

/** What waits for the caller's approval, at most so many as are considered. */
async function awaitingDecision(deps: CommandDeps, { actor }: DecisionCaller): Promise<ScheduleRequest[]> {
  const waiting = await listPendingApprovals(deps)(actor, considered);
  return waiting.filter((request) => stageInProgress(request) !== undefined);
}

const plain: Action = { do: 'run', text: 'decide several' };

async function askWhich(
  deps: CommandDeps,
  { actor, timeZone }: DecisionCaller,
  waiting: readonly ScheduleRequest[],
  asked: Partial<Pick<BulkDecisionQuestions, 'values' | 'problems' | 'reopen'>>,
): Promise<Answer> {
  const when = { timeZone, now: deps.clock.now() };
  if (waiting.length === 0) return { kind: 'card', card: pendingCard([], when, actor) };
  const requests = await fullRequestFacts(deps, waiting.slice(0, mostAtOnce));
  const offered = new Set(requests.map(({ request }) => tickValue(request)));
  const ticked = tickedIn(asked.values?.requests);
  const values = { ...asked.values, requests: ticked.filter((value) => offered.has(value)).join(',') };
  const changed = ticked.filter((value) => !offered.has(value)).length;
  const unlisted = waiting.length - requests.length;
  return {
    kind: 'form',
    form: bulkDecisionForm({ requests, unlisted, problems: {}, reopen: plain, ...asked, values, changed }, when),
  };
}

async function decideAll(
  deps: CommandDeps,
  { by, actor, timeZone, proofsFor }: DecisionCaller,
  picked: readonly Picked[],
  words: ManyWords,
): Promise<Answer> {
  const intent = `review|${picked.map(pickKey).sort().join(',')}|${words.reviewResult}`;
  const proofs = proofsFor(intent);
  // Asked for before any of them is decided, so that they are still decided in one go.
  if (!proofs.multiFactor && (await asksProof(deps, picked))) {
    return { kind: 'prove', intent, needs: secondFactor, says: manyWords(picked.length, words.reviewResult) };
  }
  const decided = await deps.decideMany(picked, words, proofs, by);
  const when = { timeZone, now: deps.clock.now() };
  if (decided.length === 0) return { kind: 'card', card: pendingCard([], when, actor) };
  const results = await Promise.all(
    decided.map(async ({ requestId: id, outcome }): Promise<BulkResult> => {
      const facts = await readRequestFacts(deps, id);
      return facts && (await concerns(deps, facts, actor)) ? { outcome, facts } : { outcome };
    }),
  );
  const unlisted = Math.max(0, picked.length - decided.length);
  return { kind: 'card', card: bulkDecisionCard(words.reviewResult, results, unlisted, when) };
}

/** A tick's `id:stage:revision`; undefined for what no tick-list of ours ever held. */
function toPicked(value: string): Picked | undefined {
  const [, id, stageId, revision] = /^([^:]{1,100}):(\d{1,3}):(\d{1,9})$/.exec(value) ?? [];
  return id === undefined
    ? undefined
    : { requestId: requestId(id), stageId: Number(stageId), revision: Number(revision) };
}

const decisionIn = (value: string | undefined): ReviewResult | undefined =>
  value === 'Approve' || value === 'Deny' ? value : undefined;

const lengthOfDenial = (said: string | undefined, decision: ReviewResult | undefined): string | undefined =>
  said !== undefined && decision === 'Deny' ? 'A denial gives no time at all: leave this empty.' : undefined;

const problemsOf = (
  picked: readonly Picked[],
  decision: ReviewResult | undefined,
): BulkDecisionQuestions['problems'] => ({
  ...(picked.length === 0 && { requests: 'Tick at least one request.' }),
  ...(!decision && { decision: 'Choose whether to approve or deny them.' }),
});
