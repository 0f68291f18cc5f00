import type { Connection } from 'mongoose';
import type { Walks } from '../../domain/ports/walks.js';
import { modelsOf } from './models.js';

/** The walks on MongoDB: one document each, changed by one operation when a step is taken and one when it is done. */
export function mongoWalks(connection: Connection): Walks {
  const { walks } = modelsOf(connection);
  return {
    async take(name, now, pause) {
      const isDue = { $lte: [{ $ifNull: ['$due', 0] }, now] };
      const taken = { due: { $cond: [isDue, now + pause, '$due'] }, step: { $ifNull: ['$step', 0] } };
      const before = await walks
        .findOneAndUpdate({ _id: name }, [{ $set: taken }], {
          upsert: true,
          returnDocument: 'before',
          updatePipeline: true,
        })
        .lean();
      if (before && Number(before.due) > now) return undefined;
      return { number: Number(before?.step ?? 0), place: before?.place as string | undefined };
    },
    async finish(name, { number: step }, place) {
      await walks.updateOne(
        { _id: name, step },
        place === undefined ? { $inc: { step: 1 }, $unset: { place: 1 } } : { $inc: { step: 1 }, $set: { place } },
      );
    },
  };
}
