import type { Connection } from 'mongoose';
import { modelsOf } from './models.js';

/** Which of the deliveries of these keys are due, claimed, or put off until later: they will be carried out unasked. */
export function deliveriesUnderWay(connection: Connection) {
  const { deliveries } = modelsOf(connection);
  return async (keys: readonly string[]): Promise<ReadonlySet<string>> => {
    const found = await deliveries.find({ _id: { $in: keys }, due: { $exists: true } }, { _id: 1 }).lean();
    return new Set(found.map(({ _id }) => _id));
  };
}
