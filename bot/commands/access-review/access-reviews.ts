import { accessReviewsCard, reviewResultsCard } from '../../../cards/access-review/access-review-card.js';
import { type AccessReviewFacts, appliedWords, itemTitle } from '../../../cards/access-review/access-review-words.js';
import type { Row } from '../../../cards/card.js';
import type { ReviewInstance } from '../../../domain/access-review/access-review.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { readAccessReviewFacts, readMyReviews, readReviewsOf } from '../../views/read-access-review.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { beginning, type Place, pageOfCard } from '../list-page.js';
import { type FoundReview, findManagedReview } from './find-review.js';

/** As many denied items as a card goes through one by one. */
const listed = 2_000;

/** `reviews`: what access waits for one's review, and the access reviews one manages. */
export const reviews: Command = {
  name: 'reviews',
  aliases: ['my reviews', 'access reviews', 'list reviews'],
  clauses: [],
  synopsis: 'reviews',
  summary: 'Show the access that waits for your review, and the access reviews you look after.',
  examples: ['reviews'],
  run: (deps, context) => showReviews(deps, context, beginning),
};

/**
 * Shows the access that waits for the review of whoever asks, and the access reviews they manage, from this place on.
 */
export async function showReviews(
  deps: CommandDeps,
  { actor, timeZone }: Pick<Caller, 'actor' | 'timeZone'>,
  place: Place,
): Promise<Answer> {
  const [mine, managed] = await Promise.all([
    readMyReviews(deps, actor),
    readReviewsOf(deps, 'view', actor).then((all) => readAccessReviewFacts(deps, all)),
  ]);
  const undecided = mine.filter((facts) => facts.mine.NotReviewed > 0);
  const card = accessReviewsCard({ mine: undecided, managed }, { timeZone, now: deps.clock.now() });
  return { kind: 'card', card: pageOfCard(card, { of: 'reviews' }, place) };
}

/** `review results`: how a review stands, for those who look after it. */
export const reviewResults: Command = {
  name: 'review results',
  aliases: ['review progress', 'results of review', 'access review'],
  clauses: [],
  synopsis: 'review results [<role or review>]',
  summary: 'Show how an access review stands and what came of it, with what you can do about it.',
  examples: ['review results Security Reader'],
  async run(deps, context) {
    const words = context.rest.replace(/^(?:of|for)\s+/i, '').trim();
    const offer = (id: string) => ({ do: 'access-review', act: 'show', id }) as const;
    return showResults(deps, context, await findManagedReview(deps, context, words, { offer, permission: 'view' }));
  },
};

/** How the review found stands, and what whoever asks may do about it. */
export async function showResults(
  deps: CommandDeps,
  { actor, timeZone }: Pick<Caller, 'actor' | 'timeZone'>,
  found: FoundReview<AccessReviewFacts>,
  place = beginning,
): Promise<Answer> {
  if (found.kind === 'answer') return found.answer;
  const { facts } = found;
  const now = deps.clock.now();
  const reach = { directory: deps.directory, reads: deps.store.read, now };
  const mayAct = await may(reach, 'manage', facts.instance.scope.role, actor);
  const kept = await keptRows(deps, facts.instance);
  const card = reviewResultsCard(facts, kept, mayAct, { timeZone, now });
  return { kind: 'card', card: pageOfCard(card, { of: 'review results', instanceId: facts.instance.id }, place) };
}

/** What was denied and stays all the same, with the reason. */
async function keptRows({ store }: CommandDeps, { id }: ReviewInstance): Promise<Row[]> {
  const items = await store.read.accessReviews.items({
    instanceId: id,
    decisions: ['Deny'],
    applyResults: ['AppliedWithUnknownFailure', 'ApplyNotSupported'],
    limit: listed,
  });
  return items.map((item) => ({ title: itemTitle(item), subtitle: appliedWords(item), buttons: [], key: item.id }));
}
