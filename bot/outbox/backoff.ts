import { AdapterError } from '../../domain/ports/system.js';
import { after, type Instant, milliseconds, minutes, seconds } from '../../domain/time.js';

const first = 250;
const longest = minutes(1);

/**
 * When to try again after `attempts` failures: exponential from a quarter of a second to a minute, with jitter so that
 * those who failed together do not come back together, and never before the far end has asked to be left alone.
 * `random` is a number in [0, 1).
 */
export function nextAttemptAt(fault: unknown, attempts: number, now: Instant, random: number): Instant {
  const backoff = Math.min(longest, first * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);
  const asked = fault instanceof AdapterError ? (fault.retryAfter ?? 0) : 0;
  return after(now, milliseconds(Math.ceil(Math.max(backoff, asked))));
}

/** A message that has failed this often becomes a dead letter; what takes access away is tried without end. */
export const attemptsBeforeDeadLetter = 20;

/** How long a fault of our own making waits before it is tried again. */
export const afterBug = seconds(5);
