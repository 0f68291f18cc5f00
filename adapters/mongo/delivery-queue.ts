import type { Connection, mongo } from 'mongoose';
import type { ClaimedDelivery, Delivery, DeliveryQueue, Expansion, Lane } from '../../bot/delivery.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import { type Duration, days, type Instant } from '../../domain/time.js';
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
export function mongoDeliveryQueue(connection: Connection, { lease, newLease }: DeliveryQueueOptions): DeliveryQueue {
  const models = modelsOf(connection);
  const { outbox, deliveries } = models;
  return {
    async claimEvents(now, limit) {
      const free = { due: { $lte: now }, leasedUntil: { $lte: now } };
      const due = await outbox.find(free, { _id: 1 }).sort({ due: 1 }).limit(limit).lean();
      if (due.length === 0) return [];
      const mine = newLease();
      const ids = due.map(({ _id }) => _id);
      const claim = { $set: { lease: mine, leasedUntil: now + lease }, $inc: { attempts: 1 } };
      await outbox.updateMany({ _id: { $in: ids }, leasedUntil: { $lte: now } }, claim);
      const claimed = await outbox
        .find({ _id: { $in: ids }, lease: mine })
        .sort({ due: 1 })
        .lean();
      return claimed.map(({ event, attempts }) => ({ event: event as DomainEvent, attempts: attempts as number }));
    },
    async expand(expansions, now) {
      if (expansions.length === 0) return;
      // Deliveries first: a crash in between expands the events again, and that changes nothing more.
      const writes = expansions.flatMap((expansion) => writesOf(expansion, now));
      if (writes.length > 0) await deliveries.bulkWrite(writes, { ordered: true });
      await outbox.deleteMany({ _id: { $in: expansions.map(({ event }) => event.id) } });
    },
    async returnEvent({ id }, at, fault) {
      await outbox.updateOne({ _id: id }, { $set: { due: at, leasedUntil: 0, fault } });
    },
    async enqueue(delivery, now) {
      await deliveries.bulkWrite([addOnce(delivery, now)]);
    },
    async touch(key, now) {
      await deliveries.updateOne({ _id: key }, { $inc: { wanted: 1 }, $min: { due: now }, $unset: { shown: 1 } });
    },
    async claim(lane, now) {
      const found = await deliveries
        .findOneAndUpdate(
          { lane, due: { $lte: now }, leasedUntil: { $lte: now } },
          { $set: { leasedUntil: now + lease }, $inc: { fence: 1 } },
          { sort: { priority: 1, due: 1 }, returnDocument: 'after' },
        )
        .lean();
      return found ? fromDocument(found) : undefined;
    },
    async done({ key, fence, wanted, effect }, now, { ref, shown }) {
      const isLiving = effect.kind === 'card' || effect.kind === 'access';
      const later = { $cond: [{ $gt: ['$wanted', wanted] }, now, '$$REMOVE'] };
      const settled = { due: later, leasedUntil: 0, attempts: 0, fault: '$$REMOVE' };
      const message = {
        ...(ref && { ref: { $literal: ref } }),
        ...(shown !== undefined && { shown: { $literal: shown } }),
      };
      const kept = isLiving ? {} : { expiresAt: { $toDate: { $literal: now + remembered } } };
      await deliveries.updateOne({ _id: key, fence }, [{ $set: { ...settled, ...message, ...kept } }], {
        updatePipeline: true,
      });
    },
    async failed({ key, fence, attempts }, next, fault) {
      const tried = { leasedUntil: 0, attempts: attempts + 1, fault };
      const change =
        'park' in next
          ? { $set: { ...tried, parkedAt: Date.now() }, $unset: { due: 1 as const } }
          : { $set: { ...tried, due: next.at } };
      await deliveries.updateOne({ _id: key, fence }, change);
    },
    async nextDue() {
      const [event, ...lanes] = await Promise.all([
        outbox.findOne({}, { due: 1, leasedUntil: 1 }).sort({ due: 1 }).lean(),
        ...(['directory', 'slack', 'teams', 'web'] as const).map((lane) => nextIn(models, lane)),
      ]);
      return [
        ...(event ? [{ lane: 'events' as const, at: dueAt(event) }] : []),
        ...lanes.flatMap((next) => next ?? []),
      ];
    },
    async parked(limit) {
      const found = await deliveries
        .find({ parkedAt: { $exists: true } })
        .sort({ parkedAt: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, lane, fault }) => ({ key: _id, lane: lane as Lane, fault: String(fault ?? '') }));
    },
  };
}

/** A claimed row is due again when its lease has run out. */
const dueAt = ({ due, leasedUntil }: Row): Instant => Math.max(Number(due), Number(leasedUntil)) as Instant;

async function nextIn({ deliveries }: Models, lane: Lane): Promise<{ lane: Lane; at: Instant }[]> {
  const next = await deliveries
    .findOne({ lane, due: { $exists: true } }, { due: 1, leasedUntil: 1 })
    .sort({ due: 1 })
    .lean();
  return next ? [{ lane, at: dueAt(next) }] : [];
}

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
      update: {
        $setOnInsert: onInsert,
        $set: { priority, correlationId },
        $inc: { wanted: 1 },
        $min: { due: now },
        $unset: { parkedAt: 1 },
      },
      upsert: true,
    },
  };
}

const livingCards = (requestId: string) => ({ requestId, 'effect.kind': 'card' });

function writesOf({ event, deliveries }: Expansion, now: Instant): Write[] {
  const again: Write = {
    updateMany: { filter: livingCards(event.requestId), update: { $inc: { wanted: 1 }, $min: { due: now } } },
  };
  const isOnce = ({ effect }: Delivery) => effect.kind === 'note' || effect.kind === 'reply';
  return [again, ...deliveries.map((delivery) => (isOnce(delivery) ? addOnce(delivery, now) : want(delivery, now)))];
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
