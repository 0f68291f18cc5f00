import type { Duration } from '../time.js';

/** At most `times` within any window of `per` that began with the first of them. `name` keeps limits apart. */
export type RateLimit = { name: string; times: number; per: Duration };

/** Counts what may be done only so often, over all processes. */
export type RateLimits = {
  /**
   * Counts one more for `key` (a person's id, an address). Returns undefined while it is within the limit, otherwise
   * how long to wait. Throws AdapterError `unavailable` where it cannot be counted.
   */
  exceeded(limit: RateLimit, key: string): Promise<Duration | undefined>;
};
