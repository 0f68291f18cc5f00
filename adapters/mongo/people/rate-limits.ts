import type { Connection } from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit, RateLimits } from '../../../domain/ports/rate-limits.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { milliseconds } from '../../../domain/time.js';
import { rateLimitCounts } from '../schemas/web-schemas.js';

/** Counts in the database, for all processes that share it. A count that a crash loses does no harm. */
export function mongoRateLimits(connection: Connection): RateLimits {
  const counts = connection.getClient().db(connection.name, { writeConcern: { w: 1, journal: false } });
  const limiters = new Map<string, RateLimiterMongo>();
  const limiterOf = ({ name, times, per }: RateLimit) => {
    const key = `${name}|${times}|${per}`;
    const limiter =
      limiters.get(key) ??
      new RateLimiterMongo({
        storeClient: counts,
        tableName: rateLimitCounts,
        disableIndexesCreation: true,
        keyPrefix: name,
        points: times,
        duration: per / 1000,
        // Whoever is over the limit is not counted in the database any more, or a flood would be one there too.
        inMemoryBlockOnConsumed: times + 1,
      });
    limiters.set(key, limiter);
    return limiter;
  };
  return {
    async exceeded(limit, key) {
      try {
        await limiterOf(limit).consume(key);
        return undefined;
      } catch (cause) {
        if (cause instanceof RateLimiterRes) return milliseconds(Math.max(1000, cause.msBeforeNext));
        throw uncounted(cause);
      }
    },
  };
}

const uncounted = (cause: unknown) => new AdapterError('unavailable', 'the limits could not be counted', { cause });
