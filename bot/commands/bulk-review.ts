import { type BulkResult, bulkReviewCard } from '../../cards/bulk-review-card.js';
import { type BulkReviewQuestions, bulkReviewForm, tickValue } from '../../cards/bulk-review-form.js';
import { tickedIn } from '../../cards/card.js';
import { pendingCard } from '../../cards/pending-card.js';
import type { ReviewResult } from '../../domain/approval/stage.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import { requestId } from '../../domain/ids.js';
import { listPendingReviews } from '../../domain/usecases/list-requests.js';
import { type ManyWords, mostAtOnce, type Picked } from '../../domain/usecases/review-many.js';
import { concerns, readRequestFacts } from '../read-request-facts.js';
import type { AllWish } from './all-wish.js';
import type { Answer, Command, CommandDeps, Speech } from './command.js';
import { fullRequestFacts } from './request-list.js';
import { asksProof, manyWords, pickKey, secondFactor } from './review-words.js';
import { matchWaiting } from './waiting-in-words.js';

/** How many waiting requests are looked at. */
const considered = 200;

type Speaker = Pick<Speech, 'by' | 'actor' | 'timeZone' | 'proofsFor'>;

/** `decide several`: ticks some of the waiting requests and approves or denies them together. */
export const decideSeveral: Command = {
  name: 'decide several',
  aliases: ['decide', 'review several', 'approve several', 'deny several'],
  clauses: [],
  synopsis: 'decide several',
  summary: 'Tick some of the requests that wait for you, and approve or deny them in one go.',
  examples: ['decide several'],
  async run(deps, speech) {
    return askWhich(deps, speech, await underReview(deps, speech), {});
  },
  async submit(deps, speech, fields) {
    const ticked = tickedIn(fields.requests);
    const decision = decisionIn(fields.decision);
    const justification = fields.justification?.trim() ?? '';
    const picked = ticked.map(toPicked).filter((pick) => pick !== undefined);
    if (picked.length === 0 || !decision) {
      const values = { requests: ticked.join(','), decision, justification };
      const asked = { values, problems: problemsOf(picked, decision) };
      return askWhich(deps, speech, await underReview(deps, speech), asked);
    }
    return decideAll(deps, speech, picked, { reviewResult: decision, justification });
  },
};

/** Approves or denies everything that waits for the speaker, or what of it is wished. */
export async function reviewAll(
  deps: CommandDeps,
  speaker: Speaker,
  reviewResult: ReviewResult,
  { from, role, ...said }: AllWish,
): Promise<Answer> {
  const meant = await matchWaiting(deps, await underReview(deps, speaker), { from, role });
  if (meant.kind === 'unclear') return { kind: 'refused', text: meant.text };
  const words = { reviewResult, ...said };
  const listed = meant.requests.slice(0, mostAtOnce);
  if (!words.justification && listed.some(needsReason)) {
    const values = { requests: listed.map(tickValue).join(','), decision: reviewResult };
    return askWhich(deps, speaker, meant.requests, { values });
  }
  return decideAll(deps, speaker, meant.requests.map(pickOf), words);
}

const needsReason = (request: ScheduleRequest) =>
  stageInProgress(request)?.asks.isApproverJustificationRequired === true;

/** What waits for the speaker's approval, at most so many as are considered. */
async function underReview(deps: CommandDeps, { actor }: Speaker): Promise<ScheduleRequest[]> {
  const waiting = await listPendingReviews(deps)(actor, considered);
  return waiting.filter((request) => stageInProgress(request) !== undefined);
}

async function askWhich(
  deps: CommandDeps,
  { actor, timeZone }: Speaker,
  waiting: readonly ScheduleRequest[],
  asked: Partial<Pick<BulkReviewQuestions, 'values' | 'problems'>>,
): Promise<Answer> {
  const when = { timeZone, now: deps.clock.now() };
  if (waiting.length === 0) return { kind: 'card', card: pendingCard([], when, actor) };
  const requests = await fullRequestFacts(deps, waiting.slice(0, mostAtOnce));
  const offered = new Set(requests.map(({ request }) => tickValue(request)));
  const ticked = tickedIn(asked.values?.requests);
  const values = { ...asked.values, requests: ticked.filter((value) => offered.has(value)).join(',') };
  const changed = ticked.filter((value) => !offered.has(value)).length;
  const unlisted = waiting.length - requests.length;
  return { kind: 'form', form: bulkReviewForm({ requests, unlisted, problems: {}, ...asked, values, changed }, when) };
}

async function decideAll(
  deps: CommandDeps,
  { by, actor, timeZone, proofsFor }: Speaker,
  picked: readonly Picked[],
  words: ManyWords,
): Promise<Answer> {
  const intent = `review|${picked.map(pickKey).sort().join(',')}|${words.reviewResult}`;
  const proofs = proofsFor(intent);
  // Asked for before any of them is decided, so that they are still decided in one go.
  if (!proofs.multiFactor && (await asksProof(deps, picked))) {
    return { kind: 'prove', intent, needs: secondFactor, says: manyWords(picked.length, words.reviewResult) };
  }
  const reviewed = await deps.reviewMany(picked, words, proofs, by);
  const when = { timeZone, now: deps.clock.now() };
  if (reviewed.length === 0) return { kind: 'card', card: pendingCard([], when, actor) };
  const results = await Promise.all(
    reviewed.map(async ({ requestId: id, outcome }): Promise<BulkResult> => {
      const facts = await readRequestFacts(deps, id);
      return facts && (await concerns(deps, facts, actor)) ? { outcome, facts } : { outcome };
    }),
  );
  const unlisted = Math.max(0, picked.length - reviewed.length);
  return { kind: 'card', card: bulkReviewCard(words.reviewResult, results, unlisted, when) };
}

const pickOf = (request: ScheduleRequest): Picked => ({
  requestId: request.id,
  stageId: stageInProgress(request)?.stageId ?? 0,
  revision: request.revision,
});

/** A tick's `id:stage:revision`; undefined for what no tick-list of ours ever held. */
function toPicked(value: string): Picked | undefined {
  const [, id, stageId, revision] = /^([^:]{1,100}):(\d{1,3}):(\d{1,9})$/.exec(value) ?? [];
  return id === undefined
    ? undefined
    : { requestId: requestId(id), stageId: Number(stageId), revision: Number(revision) };
}

const decisionIn = (value: string | undefined): ReviewResult | undefined =>
  value === 'Approve' || value === 'Deny' ? value : undefined;

const problemsOf = (
  picked: readonly Picked[],
  decision: ReviewResult | undefined,
): BulkReviewQuestions['problems'] => ({
  ...(picked.length === 0 && { requests: 'Tick at least one request.' }),
  ...(!decision && { decision: 'Choose whether to approve or deny them.' }),
});
