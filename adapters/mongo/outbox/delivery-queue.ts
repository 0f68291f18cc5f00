import type { Connection, mongo } from 'mongoose';
import type { ClaimedDelivery, Delivery, DeliveryQueue, Expansion } from '../../../bot/outbox/delivery.js';
import type { DomainEvent } from '../../../domain/domain-event.js';
import type { Duration, Instant } from '../../../domain/time.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { type Models, modelsOf, type Row } from '../schemas/models.js';
import { earliestIn } from '../store/earliest-in.js';
import { deadLettersOf, rememberedFor, toldOnce } from './dead-letters.js';

export type DeliveryQueueOptions = {
  /** How long a claim of a delivery holds unless renewed, and one of events at all: past it, another process tries. */
  lease: Duration;
  /** Makes the token by which this process knows the events it has claimed. */
  newLease(): string;
};

/** The relay may wait for a slow database, people may not; in milliseconds. */
const workTimeout = 10_000;
const commandTimeout = 2_000;

/** The outbox on a replica set. */
export function mongoDeliveryQueue(connection: Connection, options: DeliveryQueueOptions): DeliveryQueue {
  const models = modelsOf(connection);
  const { enqueue, ...claims } = claimsOf(models, options);
  return {
    lease: options.lease,
    ...retryWhileUnavailable({ ...eventsOf(models, options), ...claims, ...overviewOf(models) }, workTimeout),
    ...retryWhileUnavailable({ enqueue, ...deadLettersOf(models) }, commandTimeout),
  };
}

const eventsOf = (
  { outbox, deliveries, sightings }: Models,
  { lease, newLease }: DeliveryQueueOptions,
): Pick<DeliveryQueue, 'claimEvents' | 'expand' | 'returnEvent'> => ({
  async claimEvents(now, limit) {
    const free = { due: { $lte: now }, leasedUntil: { $lte: now } };
    const due = await outbox.find(free, { _id: 1 }).sort({ priority: 1, due: 1 }).limit(limit).lean();
    if (due.length === 0) return [];
    const mine = newLease();
    const ids = due.map(({ _id }) => _id);
    const claim = { $set: { lease: mine, leasedUntil: now + lease }, $inc: { attempts: 1 } };
    await outbox.updateMany({ _id: { $in: ids }, leasedUntil: { $lte: now } }, claim);
    const claimed = await outbox.find({ _id: { $in: ids }, lease: mine }).lean();
    claimed.sort((one, other) => Number(one.priority) - Number(other.priority) || Number(one.due) - Number(other.due));
    return claimed.map(({ event, attempts }) => ({ event: event as DomainEvent, attempts: attempts as number }));
  },
  async expand(expansions, now) {
    if (expansions.length === 0) return;
    // Deliveries first: a crash in between expands the events again, and that changes nothing more.
    await deliveries.bulkWrite(expansions.flatMap((expansion) => writesOf(expansion, now)));
    const decided = expansions.flatMap(({ event }) => (isDecision(event) ? [event.requestId] : []));
    if (decided.length > 0) await sightings.deleteMany({ requestId: { $in: decided } });
    await outbox.deleteMany({ _id: { $in: expansions.map(({ event }) => event.id) } });
  },
  async returnEvent({ id }, at, fault) {
    await outbox.updateOne({ _id: id }, { $set: { due: at, leasedUntil: 0, fault } });
  },
});

const decisions: readonly DomainEvent['type'][] = [
  ...(['request.approved', 'request.denied', 'request.canceled'] as const),
  ...(['request.timed-out', 'request.failed', 'schedule.changed'] as const),
];

/** What nobody has to decide any more nobody has to have seen. */
const isDecision = (event: DomainEvent): event is DomainEvent & { requestId: string } =>
  event.requestId !== undefined && decisions.includes(event.type);

const claimsOf = (
  { deliveries }: Models,
  { lease }: DeliveryQueueOptions,
): Pick<DeliveryQueue, 'enqueue' | 'touch' | 'want' | 'redraw' | 'claim' | 'renew' | 'done' | 'failed'> => ({
  async enqueue(delivery, now) {
    await deliveries.bulkWrite([addOnce(delivery, now)]);
  },
  async touch(key, now) {
    await deliveries.updateOne({ _id: key }, { ...again(now), $unset: { deadSince: 1, shown: 1 } });
  },
  async want(desired, at) {
    if (desired.length > 0) await deliveries.bulkWrite(desired.map((delivery) => want(delivery, at)));
  },
  async redraw(requestIds, now) {
    const writes = requestIds.map((id): Write => ({ updateMany: { filter: livingCards(id), update: again(now) } }));
    if (writes.length > 0) await deliveries.bulkWrite(writes);
  },
  async claim(lane, now) {
    const found = await deliveries
      .findOneAndUpdate(
        { lane, due: { $lte: now }, leasedUntil: { $lte: now } },
        { $set: { leasedUntil: now + lease, due: now + lease }, $inc: { fence: 1 } },
        { sort: { priority: 1, due: 1 }, returnDocument: 'before' },
      )
      .lean();
    return found ? claimedOf(found) : undefined;
  },
  async renew(claimed, now) {
    const held = claimed.map(({ key, fence }): Write => {
      // One that was settled meanwhile is nobody's.
      const filter = { _id: key, fence, leasedUntil: { $gt: 0 } };
      return { updateOne: { filter, update: { $set: { leasedUntil: now + lease } } } };
    });
    if (held.length > 0) await deliveries.bulkWrite(held);
  },
  async done({ key, fence, desired, effect }, now, outcome) {
    const update = [{ $set: doneUpdate(desired, effect, now, outcome) }];
    const { matchedCount } = await deliveries.updateOne({ _id: key, fence }, update, { updatePipeline: true });
    if (matchedCount === 0) await lookAgain(deliveries, key, effect, now);
  },
  async failed({ key, fence, attempts, effect, desired }, next, fault, code) {
    const at = 'deadLetter' in next ? next.deadLetter : next.at;
    const failed = { attempts: attempts + 1, fault: { $literal: fault }, faultCode: code ?? '$$REMOVE' };
    // Where it was settled already, and only the word of that was lost, no try has failed before this moment.
    const begun = { $cond: [{ $gt: ['$leasedUntil', 0] }, { $subtract: ['$leasedUntil', lease] }, at] };
    const since = { $ifNull: ['$failingSince', begun] };
    const isKept = code === 'last-owner';
    const kept = { keptSince: isKept ? { $ifNull: ['$keptSince', begun] } : '$$REMOVE' };
    const tried = { ...failed, ...kept, leasedUntil: 0, failingSince: isKept ? '$$REMOVE' : since };
    const update =
      'deadLetter' in next ? { ...tried, deadSince: at, due: '$$REMOVE' } : { ...tried, due: dueAgain(desired, at) };
    const { matchedCount } = await deliveries.updateOne({ _id: key, fence }, [{ $set: update }], {
      updatePipeline: true,
    });
    if (matchedCount === 0) await lookAgain(deliveries, key, effect, at);
  },
});

/** When it is tried again: at once where it was asked for meanwhile, for then it may go well. */
const dueAgain = (desired: number, at: Instant) => ({
  $cond: [{ $gt: ['$desired', desired] }, { $min: ['$due', at] }, at],
});

const isLiving = ({ kind }: ClaimedDelivery['effect']) => !toldOnce.includes(kind);

/**
 * Somebody else has had it since: what was done here in the meantime came late and may cover what they did, so a living
 * thing is brought to what is so now once more.
 */
async function lookAgain(
  deliveries: Models['deliveries'],
  key: string,
  effect: ClaimedDelivery['effect'],
  at: Instant,
) {
  if (isLiving(effect)) await deliveries.updateOne({ _id: key }, { ...again(at), $unset: { shown: 1 } });
}

/**
 * What a delivery that went well becomes: due again at once if it was asked for meanwhile, and then not taken at
 * its word for what it shows, for something may have come over it.
 */
function doneUpdate(
  desired: number,
  effect: ClaimedDelivery['effect'],
  now: Instant,
  { ref, shown, again }: Parameters<DeliveryQueue['done']>[2],
) {
  const isOutdated = { $gt: ['$desired', desired] };
  return {
    due: { $cond: [isOutdated, now, again ?? '$$REMOVE'] },
    leasedUntil: 0,
    attempts: 0,
    fault: '$$REMOVE',
    faultCode: '$$REMOVE',
    failingSince: '$$REMOVE',
    keptSince: '$$REMOVE',
    ...(ref !== undefined && { ref: { $literal: ref } }),
    ...(shown !== undefined && { shown: { $cond: [isOutdated, '$$REMOVE', { $literal: shown }] } }),
    ...(!isLiving(effect) && { expiresAt: { $toDate: { $literal: now + rememberedFor(effect.kind) } } }),
  };
}

const overviewOf = ({ outbox, deliveries }: Models): Pick<DeliveryQueue, 'nextDue' | 'firstDue'> => ({
  // What is claimed is left to its claimer; if that dies, the safety poll finds it once the lease has run out.
  nextDue: (now) => earliestIn([outbox, deliveries], 'due', { leasedUntil: { $lte: now }, due: { $gt: now } }),
  firstDue: (now) => earliestIn([outbox, deliveries], 'due', { leasedUntil: { $lte: now }, due: { $gt: 0 } }),
});

type Write = mongo.AnyBulkWriteOperation<Row>;

const fresh = ({ key: _key, lane, effect, priority, requestId, correlationId, until }: Delivery) => ({
  ...(until !== undefined && { expiresAt: new Date(until) }),
  lane,
  effect,
  priority,
  requestId,
  correlationId,
  fence: 0,
  attempts: 0,
  leasedUntil: 0,
});

/** Once is once: a delivery of this key that is there already is left alone, gone out or not. */
const addOnce = (delivery: Delivery, now: Instant): Write => ({
  updateOne: {
    filter: { _id: delivery.key },
    update: { $setOnInsert: { ...fresh(delivery), desired: 1, due: now } },
    upsert: true,
  },
});

/** A living card or an access is looked at again, and takes the urgency and the correlation of the latest request. */
function want(delivery: Delivery, now: Instant): Write {
  const { priority, correlationId, ...onInsert } = fresh(delivery);
  return {
    updateOne: {
      filter: { _id: delivery.key },
      update: { ...again(now), $setOnInsert: onInsert, $set: { priority, correlationId } },
      upsert: true,
    },
  };
}

/** One desired generation more, due now; a dead letter is tried again. */
const again = (now: Instant) =>
  ({ $inc: { desired: 1 }, $min: { due: now }, $unset: { deadSince: 1 } }) as unknown as mongo.UpdateFilter<Row>;

/** Cards, and the notes that were posted: what these say must stay so. */
const livingCards = (requestId: string) => ({
  requestId,
  $or: [{ 'effect.kind': 'card' }, { 'effect.kind': 'note', ref: { $exists: true } }],
});

function writesOf({ event, deliveries, redraws }: Expansion, now: Instant): Write[] {
  const about = event.requestId === undefined ? [] : [livingCards(event.requestId)];
  const cards = about.map((filter): Write => ({ updateMany: { filter, update: again(now) } }));
  const over = redraws === undefined ? [] : [{ _id: { $gte: redraws, $lt: `${redraws}\uffff` } }];
  return [
    ...cards,
    ...over.map((filter): Write => ({ updateMany: { filter, update: again(now) } })),
    ...deliveries.map((delivery) => (isLiving(delivery.effect) ? want(delivery, now) : addOnce(delivery, now))),
  ];
}

/** The claim of a delivery that stood like this. A lease that ran out is one that nobody has settled. */
function claimedOf({ _id, ...document }: Row): ClaimedDelivery {
  const { lane, effect, priority, requestId, correlationId, desired, failingSince, ref, shown } = document;
  const attempts = Number(document.attempts);
  const fence = Number(document.fence) + 1;
  const isInDoubt = attempts > 0 || Number(document.leasedUntil) > 0;
  return {
    key: _id,
    lane,
    effect,
    priority,
    requestId,
    correlationId,
    fence,
    desired,
    attempts,
    failingSince,
    isInDoubt,
    ref,
    shown,
  } as ClaimedDelivery;
}
