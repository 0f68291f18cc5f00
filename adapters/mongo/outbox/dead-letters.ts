import type { mongo } from 'mongoose';
import type { Delivery, DeliveryQueue, DeliveryState, FailedDelivery } from '../../../bot/outbox/delivery.js';
import { longestInstance } from '../../../domain/access-review/recurrence.js';
import { type Duration, days, type Instant } from '../../../domain/time.js';
import type { Models, Row } from '../schemas/models.js';

type DeadLetterMethods = Pick<
  DeliveryQueue,
  'deadLetters' | 'failing' | 'kept' | 'deadLetter' | 'ofMatter' | 'makeDeadLetters' | 'retry' | 'drop'
>;

/** Kinds of effect that come about once; every other is a living thing, looked at again whenever something changes. */
export const toldOnce: readonly Delivery['effect']['kind'][] = ['note', 'reply', 'mail', 'access-review'];

/**
 * How long what is told once is kept after it went out. Answers and notes: so that a late redelivery finds them. What is
 * told of a review: until every occurrence is over, for by it is known who has been asked to decide in one.
 */
export const rememberedFor = (kind: Delivery['effect']['kind']): Duration =>
  kind === 'access-review' ? days(longestInstance(undefined) + 8) : days(8);

/**
 * What of the outbox does not get through. Every change is bound to the fence that was seen: doing it again, or after
 * somebody has tried the delivery meanwhile, changes nothing. What is dropped is forgotten in time.
 */
export const deadLettersOf = ({ deliveries }: Models): DeadLetterMethods => ({
  async deadLetters(limit) {
    const isDead = { deadSince: { $exists: true } };
    return (await deliveries.find(isDead).sort({ deadSince: 1 }).limit(limit).lean()).map(toFailedDelivery);
  },
  async failing(priority, before, limit) {
    const found = deliveries.find({ priority, failingSince: { $lte: before } });
    return (await found.sort({ failingSince: 1 }).limit(limit).lean()).map(toFailedDelivery);
  },
  async kept(limit) {
    const found = deliveries.find({ keptSince: { $exists: true } });
    return (await found.sort({ keptSince: 1 }).limit(limit).lean()).map(toFailedDelivery);
  },
  async deadLetter(key) {
    const found = await deliveries.findOne({ _id: key, failingSince: { $exists: true } }).lean();
    return found ? toFailedDelivery(found) : undefined;
  },
  async ofMatter(matter, to) {
    const about =
      'requestId' in matter ? { requestId: matter.requestId } : { 'effect.reviewInstanceId': matter.reviewInstanceId };
    const filter = { ...about, ...(to && { 'effect.recipient.principalId': to }) };
    return (await deliveries.find(filter).limit(mostOfMatter).lean()).map(toDeliveryState);
  },
  async makeDeadLetters(keys, now) {
    if (keys.length === 0) return;
    const none = { $exists: false };
    const nowhere = { _id: { $in: [...keys] }, ref: none, due: none, deadSince: none, leasedUntil: 0 };
    const anew = { ...nowhere, $expr: { $ne: ['$deadAsFence', '$fence'] } };
    const update = { deadSince: now, failingSince: now, faultCode: 'not-found', deadAsFence: '$fence', attempts: 1 };
    // Whatever waits for an administrator is not forgotten before one has seen to it.
    await deliveries.updateMany(anew, [{ $set: { ...update, expiresAt: '$$REMOVE' } }], { updatePipeline: true });
  },
  async retry(seen, now) {
    if (seen.length > 0) await deliveries.bulkWrite(seen.flatMap((each) => retries(each, now)));
  },
  async drop(seen, now) {
    if (seen.length === 0) return;
    await deliveries.bulkWrite(
      seen.map(({ key, fence }): Write => {
        const filter = { _id: key, fence, deadSince: { $exists: true } };
        return { updateOne: { filter, update: [{ $set: givenUp(now) }] } };
      }),
    );
  },
});

/** As many as could be asked, on every lane, and told: in a review of themselves that is everybody. */
const mostOfMatter = 100_000;

type Write = mongo.AnyBulkWriteOperation<Row>;

/** A dead letter gets its whole course of tries again; what is still being tried keeps its count, and just goes now. */
function retries({ key, fence }: { key: string; fence: number }, now: Instant): Write[] {
  const anew = {
    $set: { due: now, attempts: 0 },
    $unset: { deadSince: 1, failingSince: 1, fault: 1, faultCode: 1 },
  } as unknown as mongo.UpdateFilter<Row>;
  return [
    { updateOne: { filter: { _id: key, fence, deadSince: { $exists: true } }, update: anew } },
    { updateOne: { filter: { _id: key, fence, due: { $gt: now }, leasedUntil: 0 }, update: { $set: { due: now } } } },
  ];
}

/** A living thing stays on file, for it knows where its message is; what is told once stays as long as any other. */
function givenUp(now: Instant) {
  const forgotten = toldOnce.reduce<unknown>((others, kind) => {
    const at = { $toDate: { $literal: now + rememberedFor(kind) } };
    return { $cond: [{ $eq: ['$effect.kind', kind] }, at, others] };
  }, '$$REMOVE');
  return { deadSince: '$$REMOVE', failingSince: '$$REMOVE', attempts: 0, expiresAt: forgotten };
}

function toFailedDelivery({
  _id,
  lane,
  effect,
  priority,
  fence,
  attempts,
  failingSince,
  deadSince,
  keptSince,
  faultCode,
}: Row) {
  const since = failingSince ?? deadSince ?? keptSince;
  return { key: _id, lane, effect, priority, fence, attempts, since, code: faultCode } as FailedDelivery;
}

function toDeliveryState({ _id, lane, effect, ref, due, attempts, deadSince, failingSince }: Row): DeliveryState {
  const isTried = due !== undefined;
  const nowhere = deadSince !== undefined ? 'dead-letter' : isTried ? 'waiting' : 'unreachable';
  const state = ref !== undefined ? 'delivered' : isTried && Number(attempts) > 0 ? 'failing' : nowhere;
  return { key: _id, lane, effect, state, since: failingSince } as DeliveryState;
}
