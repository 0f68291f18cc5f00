import type { Connection, mongo } from 'mongoose';
import type { CheckpointStep, Checkpoints } from '../../../domain/ports/checkpoints.js';
import { type Models, modelsOf } from '../schemas/models.js';

/**
 * The checkpoints on MongoDB: one document each, changed by one operation when a step is taken and one when it is done.
 */
export function mongoCheckpoints(connection: Connection): Checkpoints {
  const { checkpoints } = modelsOf(connection);
  return {
    async take(name, now, pause) {
      const isDue = { $lte: [{ $ifNull: ['$due', 0] }, now] };
      const taken = { due: { $cond: [isDue, now + pause, '$due'] }, step: { $ifNull: ['$step', 0] } };
      const before = await checkpoints
        .findOneAndUpdate({ _id: name }, [{ $set: taken }], {
          upsert: true,
          returnDocument: 'before',
          updatePipeline: true,
        })
        .lean();
      if (before && Number(before.due) > now) return undefined;
      return { number: Number(before?.step ?? 0), cursor: before?.cursor as string | undefined };
    },
    async finish(name, step, cursor) {
      await finishStep(checkpoints, name, step, cursor);
    },
  };
}

/** Says that a step is done, in `session`'s transaction where one is given; false where somebody has said so before. */
export async function finishStep(
  checkpoints: Models['checkpoints'],
  name: string,
  { number: step }: CheckpointStep,
  cursor: string | undefined,
  session?: mongo.ClientSession,
): Promise<boolean> {
  const onwards = cursor === undefined ? { $unset: { cursor: 1 as const } } : { $set: { cursor } };
  const { matchedCount } = await checkpoints.updateOne(
    { _id: name, step },
    { $inc: { step: 1 }, ...onwards },
    session ? { session } : {},
  );
  return matchedCount === 1;
}
