import { accessReviewRefusalText } from '../../../cards/access-review/access-review-refusal-text.js';
import type { AccessReviewFacts } from '../../../cards/access-review/access-review-words.js';
import type { Action } from '../../../cards/actions.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { ReviewInstance } from '../../../domain/access-review/access-review.js';
import { reviewId, reviewInstanceId } from '../../../domain/ids.js';
import type { Permission } from '../../../domain/permissions.js';
import { may } from '../../../domain/usecases/common/authority.js';
import { readAccessReviewFacts, readReviewsOf } from '../../views/read-access-review.js';
import type { Answer, CommandContext, CommandDeps } from '../command.js';

export type FoundReview<F> = { kind: 'found'; facts: F } | { kind: 'answer'; answer: Answer };

/** What a button does that offers the occurrence of this id. */
type Offer = (id: string) => Action;

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for words that are the id of an occurrence or a review, as buttons bear them. */
export const isReviewId = (words: string): boolean => ID.test(words);

export const noSuchReview: Answer = {
  kind: 'refused',
  text: accessReviewRefusalText({ code: 'ACCESS_REVIEW_NOT_FOUND' }),
};

/**
 * The one of these that words mean: all of them stand in its name or its role's; the only one there is where there are
 * none. Several are offered, each with what `offer` makes of its id; never guessed.
 */
export function chooseReview<F extends AccessReviewFacts>(
  all: readonly F[],
  words: string,
  offer: Offer | undefined,
  none: string,
): FoundReview<F> {
  const desired = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const named = ({ roleTitle, instance }: F) => `${roleTitle} ${instance.displayName}`.toLowerCase();
  const fitting = all.filter((facts) => desired.every((word) => named(facts).includes(word)));
  const exact = fitting.filter(({ roleTitle, instance }) =>
    [roleTitle, instance.displayName].some((name) => name.toLowerCase() === words.toLowerCase()),
  );
  const [only, ...others] = exact.length > 0 ? exact : fitting;
  if (!only) return { kind: 'answer', answer: { kind: 'refused', text: none } };
  if (others.length === 0) return { kind: 'found', facts: only };
  if (!offer) return { kind: 'answer', answer: { kind: 'refused', text: severalText(words, [only, ...others]) } };
  const offers = [only, ...others].map(({ instance, roleTitle }) => ({
    title: `${instance.displayName}: ${roleTitle}`,
    action: offer(instance.id),
  }));
  return { kind: 'answer', answer: { kind: 'card', card: suggestionCard({ asked: words, why: 'near', offers }) } };
}

function severalText(words: string, all: readonly AccessReviewFacts[]): string {
  const names = all.slice(0, 5).map(({ instance }) => `“${instance.displayName}”`);
  return `“${words.slice(0, 80)}” can mean several reviews, like ${names.join(', ')}. Write the whole name, or type “reviews” to see them. Nothing is changed yet.`;
}

/**
 * The review that whoever looks after it means, by its present occurrence; `isWanted` says which come into question
 * where they say no more. An id is taken for what it is, and only by whoever may.
 */
export async function findManagedReview(
  deps: CommandDeps,
  { actor }: Pick<CommandContext, 'actor'>,
  words: string,
  {
    offer,
    permission,
    isWanted = () => true,
  }: { offer?: Offer; permission: Permission; isWanted?: (facts: AccessReviewFacts) => boolean },
): Promise<FoundReview<AccessReviewFacts>> {
  if (isReviewId(words)) return managedReview(deps, { actor }, words, permission);
  const all = await readAccessReviewFacts(deps, await readReviewsOf(deps, permission, actor));
  const desired = all.filter(isWanted);
  const none =
    'There is no review of that name which you could do this to. Type “reviews” to see those you look after.';
  return chooseReview(desired, words, offer, none);
}

/** The review of this id by its present occurrence, or the occurrence of this id, for whoever may. */
export async function managedReview(
  deps: CommandDeps,
  { actor }: Pick<CommandContext, 'actor'>,
  id: string,
  permission: Permission,
): Promise<FoundReview<AccessReviewFacts>> {
  const instance = await byId(deps, id.toLowerCase());
  const reach = { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() };
  const isSeen = instance && (await may(reach, permission, instance.scope.role, actor));
  const [facts] = isSeen ? await readAccessReviewFacts(deps, [instance]) : [];
  return facts ? { kind: 'found', facts } : { kind: 'answer', answer: noSuchReview };
}

/** The occurrence of this id, or the present one of the review of this id. */
async function byId({ store }: CommandDeps, id: string): Promise<ReviewInstance | undefined> {
  const instance = await store.read.accessReviews.instance(reviewInstanceId(id));
  if (instance) return instance;
  const [present] = await store.read.accessReviews.presentOf([reviewId(id)]);
  return present;
}
