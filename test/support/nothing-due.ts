import type { Connection } from 'mongoose';
import { eventually } from './eventually.js';

/** Waits until every event and delivery in this database is done. */
export const nothingDue = (connection: Connection) =>
  eventually(async () => {
    const [outbox, deliveries] = [connection.collection('outbox'), connection.collection('deliveries')];
    const left = [await outbox.find().toArray(), await deliveries.find({ due: { $exists: true } }).toArray()].flat();
    if (left.length > 0) throw new Error(`still due: ${left.map(({ _id }) => String(_id)).join(', ')}`);
  });
