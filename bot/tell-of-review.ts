import { ownerCard, reviewerCard } from '../cards/access-review-card.js';
import type { View } from '../cards/card.js';
import type { AccessReviewMoved, DomainEvent } from '../domain/domain-event.js';
import type { PrincipalId } from '../domain/ids.js';
import type { ReviewInstance } from '../domain/review/access-review.js';
import { type Delivery, type MessageLane, priority, type ReviewEffect } from './delivery.js';
import type { Recipient } from './messenger.js';
import { readReviewerFacts, readReviewFacts } from './read-access-review.js';
import type { ReadDeps } from './read-request-facts.js';

type Moved = AccessReviewMoved & DomainEvent;

/**
 * Whom an occurrence's coming so far concerns, each told once on each of these surfaces: whoever decides hears of its
 * start (those too who stand in for others later), while they have not decided, and of its end; whoever set it up, and
 * the administrators, of what it came to.
 */
export async function tellOfReview(
  { store }: Pick<ReadDeps, 'store'>,
  event: Moved,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const { reviewInstanceId: id, what } = event;
  const instance = await store.read.reviews.instance(id);
  if (!instance) return [];
  const lanes = surfaces.filter((lane) => lane !== 'mail' || instance.settings.mailNotificationsEnabled);
  const recipients = await recipientsOf({ store }, what, instance);
  return recipients.flatMap((recipient) => lanes.map((lane) => deliveryFor(event, recipient, lane)));
}

async function recipientsOf(
  { store }: Pick<ReadDeps, 'store'>,
  what: Moved['what'],
  instance: ReviewInstance,
): Promise<Recipient[]> {
  const reviewers = async (which: 'all' | 'undecided') =>
    (await store.read.reviews.reviewersOf(instance.id, which)).map(person);
  const owners: Recipient[] = [
    person(instance.createdBy),
    { kind: 'channel', channel: 'admins', about: instance.scope.role },
  ];
  switch (what) {
    case 'started':
    case 'reminder':
      return reviewers('undecided');
    case 'ended':
      // What was settled beforehand is applied at once: that is told when it is done.
      return instance.settings.autoApplyDecisionsEnabled ? reviewers('all') : unlisted(await reviewers('all'), owners);
    case 'applied':
    case 'unattended':
      return owners;
  }
}

const person = (principalId: PrincipalId): Recipient => ({ kind: 'person', principalId });

/** Whoever set a review up and decides in it hears of its end once, with what it came to. */
function unlisted(reviewers: readonly Recipient[], owners: readonly Recipient[]): Recipient[] {
  const known = new Set(owners.flatMap((each) => (each.kind === 'person' ? [each.principalId] : [])));
  return [...owners, ...reviewers.filter((each) => each.kind !== 'person' || !known.has(each.principalId))];
}

function deliveryFor(
  { id, reviewInstanceId, what, correlationId }: Moved,
  recipient: Recipient,
  lane: MessageLane,
): Delivery {
  const who = recipient.kind === 'person' ? recipient.principalId : `channel:${recipient.channel}`;
  // A reminder may be sent again; everything else happens once to an occurrence, whoever says so how often.
  const once = what === 'reminder' ? id : what;
  return {
    key: `access-review|${reviewInstanceId}|${once}|${who}|${lane}`,
    lane,
    effect: { kind: 'access-review', what, reviewInstanceId, recipient },
    priority: priority.note,
    correlationId,
  };
}

/** What somebody is shown of it at this moment; nothing where it is no news to them any more. */
export async function readReviewNotice(
  deps: ReadDeps,
  { what, reviewInstanceId, recipient }: ReviewEffect,
): Promise<View | undefined> {
  const instance = await deps.store.read.reviews.instance(reviewInstanceId);
  if (!instance) return undefined;
  if (recipient.kind === 'channel' || isOwners(what, instance, recipient.principalId)) {
    const [facts] = await readReviewFacts(deps, [instance]);
    return facts && what !== 'started' && what !== 'reminder' ? ownerCard(what, facts) : undefined;
  }
  const [facts] = await readReviewerFacts(deps, [instance], recipient.principalId);
  if (!facts || what === 'applied' || what === 'unattended') return undefined;
  const isAsked = facts.status === 'InProgress' && facts.mine.NotReviewed > 0;
  if (what !== 'ended' && !isAsked) return undefined;
  return reviewerCard(what, facts, await whenOf(deps, recipient.principalId));
}

const isOwners = (what: Moved['what'], { createdBy, settings }: ReviewInstance, principalId: PrincipalId): boolean =>
  principalId === createdBy &&
  (what === 'applied' || what === 'unattended' || (what === 'ended' && !settings.autoApplyDecisionsEnabled));

async function whenOf({ directory, clock }: ReadDeps, principalId: PrincipalId) {
  const found = await directory.principal(principalId);
  return { timeZone: (found?.type === 'user' ? found.timeZone : undefined) ?? 'UTC', now: clock.now() };
}
