import {
  accessReviewsCard,
  myAccessReviewPage,
  type ReviewerTaskFacts,
} from '../../../cards/access-review/access-review-card.js';
import {
  accessDecidedCard,
  accessReviewForm,
  type DecidedLine,
  type ReviewQuestions,
} from '../../../cards/access-review/access-review-form.js';
import { accessReviewRefusalText } from '../../../cards/access-review/access-review-refusal-text.js';
import { countWords, placedTitle } from '../../../cards/access-review/access-review-words.js';
import type { Action } from '../../../cards/actions.js';
import { tickedIn } from '../../../cards/card.js';
import { LONGEST_KEPT } from '../../../cards/words/kept-arguments.js';
import type { DecisionItem } from '../../../domain/access-review/access-review.js';
import type { DecisionWords, SaidDecision } from '../../../domain/access-review/decide-item.js';
import { decisionItemId, type PrincipalId, type ReviewInstanceId, reviewInstanceId } from '../../../domain/ids.js';
import { readMyReviews, readReviewerTaskFacts } from '../../views/read-access-review.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps } from '../command.js';
import { chooseReview, type FoundReview, isReviewId, noSuchReview } from './find-review.js';

/** Every platform has room for so many ticks: what more there is comes once these are decided. */
const listed = 25;

/** `review access`: tick access, and approve or deny it. */
export const reviewAccess: Command = {
  name: 'review access',
  aliases: ['review my access', 'decide access', 'decide review'],
  clauses: [],
  synopsis: 'review access [<role or review>] [from <number>]',
  summary: 'Tick the access that waits for your review, and approve or deny it; “from 26” shows it from there on.',
  examples: ['review access', 'review access Security Reader', 'review access Security Reader from 26'],
  async run(deps, context) {
    const { words, from } = readFrom(context.rest);
    const found = await findMine(deps, { ...context, rest: words }, deciding(from));
    if (found.kind === 'answer') return found.answer;
    return ask(deps, context, found.facts, { from, values: {}, problems: {} });
  },
  async submit(deps, context, fields) {
    const ticked = tickedIn(fields.items);
    const decision = decisionIn(fields.decision);
    const justification = fields.justification?.trim() ?? '';
    const facts = await mineById(deps, context.actor, context.rest);
    if (!facts) return noSuchReview;
    const isReasonMissing =
      facts.instance.settings.justificationRequiredOnApproval && justification === '' && decision === 'Approve';
    if (ticked.length === 0 || !decision || isReasonMissing) {
      const problems = {
        ...(ticked.length === 0 && { items: 'Tick at least one.' }),
        ...(!decision && { decision: 'Choose what you decide.' }),
        ...(isReasonMissing && { justification: accessReviewRefusalText({ code: 'DECISION_NEEDS_REASON' }) }),
      };
      return ask(deps, context, facts, { values: { items: ticked.join(','), decision, justification }, problems });
    }
    return decide(deps, context, facts, ticked, { decision, justification });
  },
};

/** `accept recommendations`: decide everything undecided as it is recommended. */
export const acceptRecommended: Command = {
  name: 'accept recommendations',
  aliases: ['accept recommendation', 'accept all recommendations'],
  clauses: [],
  synopsis: 'accept recommendations [for <role or review>] [because <reason>]',
  summary: 'Decide all access that still waits for your review as it is recommended.',
  examples: ['accept recommendations for Security Reader'],
  async run(deps, context) {
    const [, words = '', justification = ''] = /^(.*?)(?:(?:^|\s+)because:?\s+(.+))?$/is.exec(context.rest) ?? [];
    const found = await findMine(deps, { ...context, rest: words }, accepting(justification.trim()));
    if (found.kind === 'found') return accept(deps, context, found.facts, justification.trim());
    return justification.trim().length > LONGEST_KEPT ? { kind: 'refused', text: tooLong } : found.answer;
  },
};

/** The number at which the list is to begin, from 0; the rest are the words that name the review. */
function readFrom(rest: string): { words: string; from: number } {
  const [, words = rest, number = '1'] = /^(.*?)\s*\bfrom\s+(?:number\s+)?(\d{1,6})$/is.exec(rest.trim()) ?? [];
  return { words, from: Math.max(0, Number(number) - 1) };
}

const deciding =
  (from: number) =>
  (id: string): Action => ({ do: 'access-review', act: 'decide', id, ...(from > 0 && { from }) });
const accepting =
  (reason: string) =>
  (id: string): Action => ({ do: 'access-review', act: 'accept', id, ...keptReason(reason) });
const keptReason = (reason: string) => (reason === '' ? {} : { justification: reason });

const tooLong = `Nothing is decided yet. Write the whole name of the review, or a reason of at most ${LONGEST_KEPT} characters.`;

async function accept(
  deps: CommandDeps,
  caller: Caller,
  facts: ReviewerTaskFacts,
  justification: string,
): Promise<Answer> {
  const { instance } = facts;
  const open = await undecided(deps, instance.id, caller.actor);
  const outcome = await deps.acceptRecommendations(instance.id, justification, caller.by);
  if (!outcome.ok) return { kind: 'refused', text: accessReviewRefusalText(outcome.refusal) };
  const left = (await mineById(deps, caller.actor, instance.id))?.mine.NotReviewed ?? 0;
  const decided = (await deps.store.read.accessReviews.itemsById(open.map(({ id }) => id))).filter(isDecided);
  if (decided.length === outcome.value) {
    const lines = decided.map((item): DecidedLine => ({ item }));
    return { kind: 'card', card: accessDecidedCard(facts, lines, left) };
  }
  const rest = left === 0 ? '' : ` ${countWords(left, 'is', 'are')} left to decide by yourself.`;
  const said = `${countWords(outcome.value, 'recommendation')} accepted: ${placedTitle(facts)}.${rest}`;
  return { kind: 'done', said, page: myAccessReviewPage(instance.id) };
}

/** Opens the tick-list of the occurrence that a button names, or decides all of it as it is recommended. */
export async function pressReviewer(
  deps: CommandDeps,
  caller: Caller,
  act: 'decide' | 'accept',
  { id, justification = '', from }: { id: string; justification?: string | undefined; from?: number | undefined },
): Promise<Answer> {
  const facts = await mineById(deps, caller.actor, id);
  if (!facts) return noSuchReview;
  return act === 'accept'
    ? accept(deps, caller, facts, justification)
    : ask(deps, caller, facts, { from, values: {}, problems: {} });
}

/** The occurrence the caller means among those in which they have something to decide. */
async function findMine(
  deps: CommandDeps,
  { actor, rest, timeZone }: CommandContext,
  offer: (id: string) => Action,
): Promise<FoundReview<ReviewerTaskFacts>> {
  const words = rest.replace(/^(?:to|of|for)\s+/i, '').trim();
  if (isReviewId(words)) {
    const facts = await mineById(deps, actor, words);
    return facts ? { kind: 'found', facts } : { kind: 'answer', answer: noSuchReview };
  }
  const mine = (await readMyReviews(deps, actor)).filter((facts) => facts.mine.NotReviewed > 0);
  const isPlain = words === '' && mine.length !== 1;
  if (isPlain) {
    const card = accessReviewsCard({ mine, managed: [], offer }, { timeZone, now: deps.clock.now() });
    return { kind: 'answer', answer: { kind: 'card', card } };
  }
  const none = 'No access of that name waits for your review. Type “reviews” to see what does.';
  return chooseReview(mine, words, offer, none);
}

/** The occurrence of this id, where the actor decides something in it. */
async function mineById(deps: CommandDeps, actor: PrincipalId, id: string): Promise<ReviewerTaskFacts | undefined> {
  const instance = await deps.store.read.accessReviews.instance(reviewInstanceId(id.toLowerCase()));
  const [facts] = instance ? await readReviewerTaskFacts(deps, [instance], actor) : [];
  return facts && facts.mine.total > 0 ? facts : undefined;
}

/** The tick-list of what is undecided; where the occurrence is over, or nothing is left, that is said instead. */
async function ask(
  deps: CommandDeps,
  { actor }: Caller,
  facts: ReviewerTaskFacts,
  { from = 0, ...asked }: Pick<ReviewQuestions, 'values' | 'problems'> & { from?: number | undefined },
): Promise<Answer> {
  if (facts.status !== 'InProgress') {
    return {
      kind: 'refused',
      text: accessReviewRefusalText({ code: 'ACCESS_REVIEW_STATE', status: facts.status, act: 'decide' }),
    };
  }
  const found = await undecided(deps, facts.instance.id, actor, from);
  // Behind the end it begins again.
  const items = found.length === 0 && from > 0 ? await undecided(deps, facts.instance.id, actor) : found;
  const begin = items === found ? from : 0;
  if (items.length === 0) return { kind: 'done', said: 'You have decided everything in this review. Thank you.' };
  const offered = new Set<string>(items.map(({ id }) => id));
  const values = {
    ...asked.values,
    items: tickedIn(asked.values.items)
      .filter((id) => offered.has(id))
      .join(','),
  };
  const total = facts.mine.NotReviewed;
  return { kind: 'form', form: accessReviewForm({ facts, items, from: begin, total, ...asked, values }) };
}

async function decide(
  deps: CommandDeps,
  { actor, by }: CommandContext,
  facts: ReviewerTaskFacts,
  ticked: readonly string[],
  words: DecisionWords,
): Promise<Answer> {
  const outcomes = await deps.decideAccess(ticked.map(decisionItemId), words, by);
  const [items, [now]] = await Promise.all([
    deps.store.read.accessReviews.itemsById(outcomes.map(({ itemId }) => itemId)),
    readReviewerTaskFacts(deps, [facts.instance], actor),
  ]);
  // Nothing of what is not theirs, whatever a form says.
  const own = new Map(items.filter((item) => isTheirs(item, actor)).map((item) => [item.id, item]));
  const lines = outcomes.map(
    ({ itemId, outcome }): DecidedLine => ({
      item: own.get(itemId),
      ...(!outcome.ok && { problem: accessReviewRefusalText(outcome.refusal) }),
    }),
  );
  return { kind: 'card', card: accessDecidedCard(facts, lines, now?.mine.NotReviewed ?? 0) };
}

/** What somebody has not decided in an occurrence, behind the first `skip`, as much as a list shows. */
const undecided = ({ store }: CommandDeps, instanceId: ReviewInstanceId, reviewerId: PrincipalId, skip = 0) =>
  store.read.accessReviews.items({ instanceId, reviewerId, decisions: ['NotReviewed'], skip, limit: listed });

const isDecided = ({ decision }: DecisionItem) => decision !== 'NotReviewed';
const isTheirs = ({ reviewerIds }: DecisionItem, actor: PrincipalId) => reviewerIds.includes(actor);

const said: readonly SaidDecision[] = ['Approve', 'Deny', 'DontKnow', 'Recommendation'];
const decisionIn = (value: string | undefined): SaidDecision | undefined => said.find((each) => each === value);
