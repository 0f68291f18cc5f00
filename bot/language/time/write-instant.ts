import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../../domain/time.js';

/** A moment as `parseInstant` reads it back in the same zone (IANA name; a bad one counts as UTC), to the minute. */
export function writeInstant(moment: Instant, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(moment);
  const local = zoned(there, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  return local.replace('T', ' ');
}

function zoned(moment: Temporal.Instant, timeZone: string): Temporal.ZonedDateTime {
  try {
    return moment.toZonedDateTimeISO(timeZone);
  } catch {
    return moment.toZonedDateTimeISO('UTC');
  }
}
