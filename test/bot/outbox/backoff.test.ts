import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextAttemptAt } from '../../../bot/outbox/backoff.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { minutes } from '../../../domain/time.js';
import { monday as now } from '../../support/builders.js';

const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const attempts = fc.nat({ max: 10_000 });
const fault = new AdapterError('unavailable', 'down');

it('Whatever has failed however often: the next attempt is within a minute, and never sooner than an eighth of a second', () => {
  fc.assert(
    fc.property(attempts, random, (tried, jitter) => {
      const wait = nextAttemptAt(fault, tried, now, jitter) - now;
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(125);
      expect(wait).toBeLessThanOrEqual(minutes(1));
    }),
  );
});

it('Whatever the jitter: another failure never makes the wait shorter than half of the one before it', () => {
  fc.assert(
    fc.property(attempts, random, random, (tried, one, other) => {
      const wait = (count: number, jitter: number) => nextAttemptAt(fault, count, now, jitter) - now;
      expect(wait(tried + 1, other)).toBeGreaterThanOrEqual(wait(tried, one) / 2);
      expect(wait(tried + 1, one)).toBeGreaterThanOrEqual(wait(tried, one));
    }),
  );
});

it('Whatever the backoff: the far end is left alone for as long as it has asked', () => {
  fc.assert(
    fc.property(attempts, random, fc.nat({ max: 3_600_000 }), (tried, jitter, retryAfter) => {
      const asked = new AdapterError('rate-limited', 'too many', { retryAfter });
      expect(nextAttemptAt(asked, tried, now, jitter) - now).toBeGreaterThanOrEqual(retryAfter);
    }),
  );
});

it('When those who failed together come back, then they do not come back together', () => {
  const waits = [0, 0.25, 0.5, 0.75].map((jitter) => nextAttemptAt(fault, 4, now, jitter) - now);
  expect(waits).toEqual([2_000, 2_500, 3_000, 3_500]);
});
