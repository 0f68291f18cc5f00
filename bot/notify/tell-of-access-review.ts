import { ownerCard, reviewerCard } from '../../cards/access-review/access-review-card.js';
import type { AccessReviewFacts } from '../../cards/access-review/access-review-words.js';
import type { View } from '../../cards/card.js';
import type { ReviewInstance } from '../../domain/access-review/access-review.js';
import type { AccessReviewMoved, DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId, ReviewInstanceId } from '../../domain/ids.js';
import type { Addressee } from '../../domain/notification/decide-notifications.js';
import type { ReviewNotice } from '../../domain/notification/notice.js';
import { isAskingOfReview, isStillSoOfReview, reviewWeightOf } from '../../domain/notification/notice-table.js';
import {
  type AccessReviewEffect,
  type Delivery,
  type DeliveryQueue,
  type MessageLane,
  priority,
} from '../outbox/delivery.js';
import type { Recipient } from '../outbox/messenger.js';
import { readAccessReviewFacts, readReviewerTaskFacts } from '../views/read-access-review.js';
import type { ReadDeps } from '../views/read-request-facts.js';
import { zoneOf } from '../views/zone-of.js';

type Moved = AccessReviewMoved & DomainEvent;
type AccessReviewNotifyDeps = Pick<ReadDeps, 'store'> & { queue: Pick<DeliveryQueue, 'ofMatter'> };

/**
 * Whom an occurrence's coming so far concerns, each told once on each of these surfaces: whoever decides hears of its
 * start (those too who stand in for others later), while they have not decided, and of its end; whoever set it up, and
 * the administrators, of what it came to.
 */
export async function tellOfAccessReview(
  { store, queue }: AccessReviewNotifyDeps,
  event: Moved,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const { reviewInstanceId: id, what } = event;
  const instance = await store.read.accessReviews.instance(id);
  if (!instance) return [];
  const lanes = lanesFor(what, instance, surfaces);
  const recipients = await recipientsOf({ store }, what, instance);
  const byMail = surfaces.includes('mail') && !lanes.includes('mail') ? await askedByMail(queue, id) : [];
  const isByMail = (recipient: Recipient) => recipient.kind === 'person' && byMail.includes(recipient.principalId);
  return recipients.flatMap((recipient) =>
    [...lanes, ...(isByMail(recipient) ? (['mail'] as const) : [])].map((lane) => deliveryFor(event, recipient, lane)),
  );
}

/** Mail goes as it was set up; but where nothing else comes to people, what wants them to act is never kept from them. */
function lanesFor(
  what: AccessReviewEffect['what'],
  { settings }: Pick<ReviewInstance, 'settings'>,
  surfaces: readonly MessageLane[],
): readonly MessageLane[] {
  const others = surfaces.filter((lane) => lane !== 'mail');
  const isOnlyWay = isAskingOfReview(what) && others.every((lane) => lane === 'web');
  return settings.mailNotificationsEnabled || isOnlyWay ? surfaces : others;
}

/** Whom mail alone reaches was asked by it however the review was set up, and hears the rest by it like everybody else. */
async function askedByMail(
  queue: AccessReviewNotifyDeps['queue'],
  reviewInstanceId: ReviewInstanceId,
): Promise<PrincipalId[]> {
  const told = await queue.ofMatter({ reviewInstanceId });
  return told.flatMap(({ effect, lane, state }) => {
    const isAsked =
      lane === 'mail' && state === 'delivered' && effect.kind === 'access-review' && effect.what === 'started';
    return isAsked && effect.recipient.kind === 'person' ? [effect.recipient.principalId] : [];
  });
}

async function recipientsOf(
  { store }: Pick<ReadDeps, 'store'>,
  what: Moved['what'],
  instance: ReviewInstance,
): Promise<Recipient[]> {
  const reviewers = async (which: 'all' | 'undecided') =>
    (await store.read.accessReviews.reviewersOf(instance.id, which)).map(person);
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

type Of = Pick<Moved, 'reviewInstanceId' | 'correlationId'>;

function deliveryFor(event: Moved, recipient: Recipient, lane: MessageLane): Delivery {
  // A reminder may be sent again; everything else happens once to an occurrence, whoever says so how often.
  return deliveryOf(event, event.what === 'reminder' ? event.id : event.what, event.what, recipient, lane);
}

function deliveryOf(
  { reviewInstanceId, correlationId }: Of,
  once: string,
  what: AccessReviewEffect['what'],
  recipient: Recipient,
  lane: MessageLane,
): Delivery {
  const who = recipient.kind === 'person' ? recipient.principalId : `channel:${recipient.channel}`;
  return {
    key: `access-review|${reviewInstanceId}|${once}|${who}|${lane}`,
    lane,
    effect: { kind: 'access-review', what, reviewInstanceId, recipient },
    priority: priority.note,
    correlationId,
  };
}

/** No more reviews run at once than somebody who has just become reachable hears of. */
const mostRunning = 200;

/**
 * The word of the start of every running occurrence in which this person still has something to decide, by one lane: for
 * somebody who can be reached there only now. It has the key of the word that reached them nowhere there.
 */
export async function startsFor(
  { store }: Pick<ReadDeps, 'store'>,
  principalId: PrincipalId,
  lane: MessageLane,
): Promise<Delivery[]> {
  const running = await store.read.accessReviews.instancesIn('InProgress', mostRunning);
  if (running.length === 0) return [];
  const ids = running.map(({ id }) => id);
  const mine = await store.read.accessReviews.counts(ids, principalId);
  const undecided = new Set(mine.flatMap((each) => (each.decision === 'NotReviewed' ? [each.instanceId] : [])));
  return running
    .filter(({ id }) => undecided.has(id))
    .map((instance) => deliveryOf(ofInstance(instance), 'started', 'started', person(principalId), lane));
}

const ofInstance = ({ id, correlationId }: ReviewInstance): Of => ({ reviewInstanceId: id, correlationId });

/** The mail that asks a reviewer whom nothing else reaches to decide: one to each address, however mail was set up. */
export function askingAccessReviewMail(instance: ReviewInstance, { principalId, address }: Addressee): Delivery {
  const delivery = deliveryOf(ofInstance(instance), 'started', 'started', person(principalId), 'mail');
  return { ...delivery, key: `${delivery.key}|${address.toLowerCase()}` };
}

/** Tells whoever set a review up, once on each lane, that nobody who is to decide in this occurrence is reached. */
export const tellNoReachableApprover = (instance: ReviewInstance, surfaces: readonly MessageLane[]): Delivery[] =>
  lanesFor('nobody-reached', instance, surfaces).map((lane) =>
    deliveryOf(ofInstance(instance), 'nobody-reached', 'nobody-reached', person(instance.createdBy), lane),
  );

/** What somebody is shown of it at this moment; nothing where it is no news to them any more. */
export async function readAccessReviewNotice(
  deps: ReadDeps,
  { what, as, reviewInstanceId, recipient }: AccessReviewEffect,
): Promise<View | undefined> {
  const instance = await deps.store.read.accessReviews.instance(reviewInstanceId);
  if (!instance) return undefined;
  if (as === 'Owner' || recipient.kind === 'channel' || isOwners(what, instance, recipient.principalId)) {
    const [facts] = await readAccessReviewFacts(deps, [instance]);
    return facts && aboutOwn(what, facts);
  }
  const [facts] = await readReviewerTaskFacts(deps, [instance], recipient.principalId);
  if (!facts || !isStillSoOfReview(what, { as: 'Reviewer', ...nowOf(facts), undecided: facts.mine.NotReviewed })) {
    return undefined;
  }
  return isOfReviewers(what) ? reviewerCard(what, facts, await whenOf(deps, recipient.principalId)) : undefined;
}

const nowOf = ({ status }: AccessReviewFacts) => ({ isInProgress: status === 'InProgress', undecided: 0 });

type OfReviewers = Parameters<typeof reviewerCard>[0];
const isOfReviewers = (what: ReviewNotice): what is OfReviewers => reviewWeightOf(what, 'Reviewer') !== undefined;
const isOfOwners = (what: ReviewNotice): what is Parameters<typeof ownerCard>[0] =>
  reviewWeightOf(what, 'Owner') !== undefined;

function aboutOwn(what: ReviewNotice, facts: AccessReviewFacts): View | undefined {
  if (!isOfOwners(what) || !isStillSoOfReview(what, { as: 'Owner', ...nowOf(facts) })) return undefined;
  return ownerCard(what, facts);
}

const isOwners = (
  what: AccessReviewEffect['what'],
  { createdBy, settings }: ReviewInstance,
  principalId: PrincipalId,
): boolean =>
  principalId === createdBy &&
  reviewWeightOf(what, 'Owner') !== undefined &&
  (what !== 'ended' || !settings.autoApplyDecisionsEnabled);

async function whenOf(deps: ReadDeps, principalId: PrincipalId) {
  return { timeZone: await zoneOf(deps, principalId), now: deps.clock.now() };
}
