import type { Connection } from 'mongoose';
import { eventually } from './eventually.js';

/**
 * Waits until every event and delivery in this database is done; what went well and is to be looked at once more later
 * is done.
 */
export const nothingDue = (connection: Connection) =>
  eventually(async () => {
    const [outbox, deliveries] = [connection.collection('outbox'), connection.collection('deliveries')];
    const left = [await outbox.find().toArray(), await deliveries.find(isLeft()).toArray()].flat();
    if (left.length > 0) throw new Error(`still due: ${left.map(({ _id }) => String(_id)).join(', ')}`);
  });

const isLeft = () => ({
  due: { $exists: true },
  $nor: [{ attempts: 0, leasedUntil: 0, due: { $gt: Date.now() } }],
});
