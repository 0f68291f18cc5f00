import type { Connection, mongo } from 'mongoose';
import type { ClaimedDelivery, Delivery, DeliveryQueue, Expansion, Lane } from '../../bot/delivery.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import { type Duration, days, earliest, type Instant } from '../../domain/time.js';
import { type Models, modelsOf, type Row } from './models.js';

export type DeliveryQueueOptions = {
  /** How long a claim holds. It must outlast the slowest delivery: past it, another process tries as well. */
  lease: Duration;
  /** Makes the token by which this process knows the events it has claimed. */
  newLease(): string;
};

/** Answers and notes are kept this long after they went out, so that a late redelivery finds them. */
const remembered = days(8);

/** The outbox on a replica set. */
export function mongoDeliveryQueue(connection: Connection, options: DeliveryQueueOptions): DeliveryQueue {
  const models = modelsOf(connection);
  return { ...eventsOf(models, options), ...claimsOf(models, options), ...overviewOf(models) };
}

const eventsOf = (
  { outbox, deliveries }: Models,
  { lease, newLease }: DeliveryQueueOptions,
): Pick<DeliveryQueue, 'claimEvents' | 'expand' | 'returnEvent'> => ({
  async claimEvents(now, limit) {
    const free = { due: { $lte: now }, leasedUntil: { $lte: now } };
    const due = await outbox.find(free, { _id: 1 }).sort({ due: 1 }).limit(limit).lean();
    if (due.length === 0) return [];
    const mine = newLease();
    const ids = due.map(({ _id }) => _id);
    const claim = { $set: { lease: mine, leasedUntil: now + lease }, $inc: { attempts: 1 } };
    await outbox.updateMany({ _id: { $in: ids }, leasedUntil: { $lte: now } }, claim);
    const claimed = await outbox.find({ _id: { $in: ids }, lease: mine }).lean();
    claimed.sort((one, other) => Number(one.due) - Number(other.due));
    return claimed.map(({ event, attempts }) => ({ event: event as DomainEvent, attempts: attempts as number }));
  },
  async expand(expansions, now) {
    if (expansions.length === 0) return;
    // Deliveries first: a crash in between expands the events again, and that changes nothing more.
    await deliveries.bulkWrite(expansions.flatMap((expansion) => writesOf(expansion, now)));
    await outbox.deleteMany({ _id: { $in: expansions.map(({ event }) => event.id) } });
  },
  async returnEvent({ id }, at, fault) {
    await outbox.updateOne({ _id: id }, { $set: { due: at, leasedUntil: 0, fault } });
  },
});

const claimsOf = (
  { deliveries }: Models,
  { lease }: DeliveryQueueOptions,
): Pick<DeliveryQueue, 'enqueue' | 'touch' | 'claim' | 'done' | 'failed'> => ({
  async enqueue(delivery, now) {
    await deliveries.bulkWrite([addOnce(delivery, now)]);
  },
  async touch(key, now) {
    await deliveries.updateOne({ _id: key }, { ...again(now), $unset: { parkedAt: 1, shown: 1 } });
  },
  async claim(lane, now) {
    const found = await deliveries
      .findOneAndUpdate(
        { lane, due: { $lte: now }, leasedUntil: { $lte: now } },
        { $set: { leasedUntil: now + lease, due: now + lease }, $inc: { fence: 1 } },
        { sort: { priority: 1, due: 1 }, returnDocument: 'after' },
      )
      .lean();
    return found ? fromDocument(found) : undefined;
  },
  async done({ key, fence, wanted, effect }, now, outcome) {
    const update = [{ $set: settled(wanted, effect, now, outcome) }];
    const { matchedCount } = await deliveries.updateOne({ _id: key, fence }, update, { updatePipeline: true });
    if (matchedCount === 0) await lookAgain(deliveries, key, effect, now);
  },
  async failed({ key, fence, attempts, effect, wanted }, next, fault) {
    const tried = { leasedUntil: 0, attempts: attempts + 1, fault: { $literal: fault } };
    const update =
      'park' in next
        ? { ...tried, parkedAt: next.park, due: '$$REMOVE' }
        : { ...tried, due: dueAgain(wanted, next.at) };
    const { matchedCount } = await deliveries.updateOne({ _id: key, fence }, [{ $set: update }], {
      updatePipeline: true,
    });
    if (matchedCount === 0) await lookAgain(deliveries, key, effect, 'park' in next ? next.park : next.at);
  },
});

/** When it is tried again: at once where somebody wished for it meanwhile, for then it may go well. */
const dueAgain = (wanted: number, at: Instant) => ({
  $cond: [{ $gt: ['$wanted', wanted] }, { $min: ['$due', at] }, at],
});

const isLiving = ({ kind }: ClaimedDelivery['effect']) => kind === 'card' || kind === 'access';

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
 * What a delivery that went well becomes: due again at once if somebody wished for it meanwhile, and then not taken at
 * its word for what it shows, for something may have come over it.
 */
function settled(
  wanted: number,
  effect: ClaimedDelivery['effect'],
  now: Instant,
  { ref, shown }: { ref?: unknown; shown?: string | undefined },
) {
  const isWanted = { $gt: ['$wanted', wanted] };
  return {
    due: { $cond: [isWanted, now, '$$REMOVE'] },
    leasedUntil: 0,
    attempts: 0,
    fault: '$$REMOVE',
    ...(ref !== undefined && { ref: { $literal: ref } }),
    ...(shown !== undefined && { shown: { $cond: [isWanted, '$$REMOVE', { $literal: shown }] } }),
    ...(!isLiving(effect) && { expiresAt: { $toDate: { $literal: now + remembered } } }),
  };
}

const overviewOf = (models: Models): Pick<DeliveryQueue, 'nextDue' | 'parked'> => ({
  async nextDue(now) {
    // What is claimed is left to its claimer; if that dies, the safety poll finds it once the lease has run out.
    const free = { leasedUntil: { $lte: now }, due: { $gt: now } };
    const [event, delivery] = await Promise.all([
      models.outbox.findOne(free, { due: 1 }).sort({ due: 1 }).lean(),
      models.deliveries.findOne(free, { due: 1 }).sort({ due: 1 }).lean(),
    ]);
    return earliest(event?.due as Instant | undefined, delivery?.due as Instant | undefined);
  },
  async parked(limit) {
    const isParked = { parkedAt: { $exists: true } };
    const found = await models.deliveries.find(isParked).sort({ parkedAt: 1 }).limit(limit).lean();
    return found.map(({ _id, lane, fault }) => ({ key: _id, lane: lane as Lane, fault: String(fault ?? '') }));
  },
});

type Write = mongo.AnyBulkWriteOperation<Row>;

const fresh = ({ key: _key, lane, effect, priority, requestId, correlationId }: Delivery) => ({
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
    update: { $setOnInsert: { ...fresh(delivery), wanted: 1, due: now } },
    upsert: true,
  },
});

/** A living card or an access is looked at again, and takes the urgency and the correlation of the latest wish. */
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

/** One more wish, due now; what was set aside is tried again. */
const again = (now: Instant) =>
  ({ $inc: { wanted: 1 }, $min: { due: now }, $unset: { parkedAt: 1 } }) as unknown as mongo.UpdateFilter<Row>;

const livingCards = (requestId: string) => ({ requestId, 'effect.kind': 'card' });

function writesOf({ event, deliveries }: Expansion, now: Instant): Write[] {
  const cards: Write = { updateMany: { filter: livingCards(event.requestId), update: again(now) } };
  const isOnce = ({ effect }: Delivery) => effect.kind === 'note' || effect.kind === 'reply';
  return [cards, ...deliveries.map((delivery) => (isOnce(delivery) ? addOnce(delivery, now) : want(delivery, now)))];
}

function fromDocument({ _id, ...document }: Row): ClaimedDelivery {
  const { lane, effect, priority, requestId, correlationId, fence, wanted, attempts, ref, shown } = document;
  return {
    key: _id,
    lane,
    effect,
    priority,
    requestId,
    correlationId,
    fence,
    wanted,
    attempts,
    ref,
    shown,
  } as ClaimedDelivery;
}
