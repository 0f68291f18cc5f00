import type { Connection } from 'mongoose';
import type { Sightings } from '../../../bot/views/sightings.js';
import { days } from '../../../domain/time.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { modelsOf } from '../schemas/models.js';

/** People wait for what is read here, in milliseconds. */
const timeout = 2_000;
/** No request waits longer than this; those that are over are forgotten with the event that tells it. */
const forgottenAfter = days(32);

/** Who was shown what of the requests that wait, kept in the database. */
export function mongoSightings(connection: Connection): Sightings {
  const { sightings } = modelsOf(connection);
  const keyOf = (requestId: string, person: string) => `${requestId}|${person}`;
  const methods: Sightings = {
    async saw(person, seen, at) {
      if (seen.length === 0) return;
      await sightings.bulkWrite(
        seen.map(({ requestId, stageId, revision }) => ({
          updateOne: {
            filter: { _id: keyOf(requestId, person) },
            update: { $set: { requestId, stageId, revision, expiresAt: new Date(at + forgottenAfter) } },
            upsert: true,
          },
        })),
      );
    },
    async hasSeen(person, { requestId, stageId, revision }) {
      const found = await sightings.findOne({ _id: keyOf(requestId, person) }).lean();
      return found?.stageId === stageId && found.revision === revision;
    },
  };
  return retryWhileUnavailable(methods, timeout);
}
