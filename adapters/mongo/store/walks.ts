import type { Connection, mongo } from 'mongoose';
import type { WalkStep, Walks } from '../../../domain/ports/walks.js';
import { type Models, modelsOf } from '../schemas/models.js';

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
    async finish(name, step, place) {
      await finishStep(walks, name, step, place);
    },
  };
}

/** Says that a step is done, in `session`'s transaction where one is given; false where somebody has said so before. */
export async function finishStep(
  walks: Models['walks'],
  name: string,
  { number: step }: WalkStep,
  place: string | undefined,
  session?: mongo.ClientSession,
): Promise<boolean> {
  const onwards = place === undefined ? { $unset: { place: 1 as const } } : { $set: { place } };
  const { matchedCount } = await walks.updateOne(
    { _id: name, step },
    { $inc: { step: 1 }, ...onwards },
    session ? { session } : {},
  );
  return matchedCount === 1;
}
