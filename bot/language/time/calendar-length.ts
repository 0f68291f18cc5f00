import { Temporal } from 'temporal-polyfill';
import { type Duration, duration, type Instant } from '../../../domain/time.js';
import type { Length } from './duration.js';
import { zoneOrUtc } from './zone.js';

/**
 * How long a length with months is that begins at `start`: to the same day and time of day in the caller's zone, that
 * many months later (the month's last day where it is shorter), and then what has a fixed length.
 */
export function lengthFrom({ months, fixed }: Length, start: Instant, timeZone: string): Duration {
  const there = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zoneOrUtc(timeZone));
  return duration(there.add({ months }).epochMilliseconds - start + fixed);
}
