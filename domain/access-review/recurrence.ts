import { after, type Duration, days, type Instant, instant } from '../time.js';
import type { Recurrence, RecurrencePattern } from './access-review.js';

/*
 * The calendar that reviews recur by, all of it in UTC, where every day is as long as any other. Days count from
 * 1 January 1970; months from January 1970.
 */

const day: Duration = days(1);

/**
 * The year, month (0 is January) and day of a day's number, and back: the proleptic Gregorian calendar, in eras of 400
 * years that begin in March, so that leap days come last.
 * Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
 */
function civilOf(dayNumber: number): { month: number; date: number } {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { month: (year + era * 400 - 1970) * 12 + fromMarch + 2, date };
}

/** The number of the first day of a month. */
function firstOf(month: number): number {
  const fromMarch = month - 2 + 1970 * 12;
  const year = Math.floor(fromMarch / 12);
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const ofYear = Math.floor((153 * (fromMarch - year * 12) + 2) / 5);
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** The same time of day so many months later, on the month's last day where it has no such day. */
function addMonths(from: Instant, months: number): Instant {
  const dayNumber = Math.floor(from / day);
  const { month, date } = civilOf(dayNumber);
  const first = firstOf(month + months);
  const length = firstOf(month + months + 1) - first;
  return instant((first + Math.min(date, length) - 1) * day + (from - dayNumber * day));
}

/** When the occurrence of this number (from 0 on) starts; undefined where there is none. Counted from the first alone. */
export function occurrenceAt(start: Instant, recurrence: Recurrence | undefined, number: number): Instant | undefined {
  if (number === 0) return start;
  if (!recurrence) return undefined;
  const { pattern, range } = recurrence;
  const at =
    pattern.type === 'weekly'
      ? after(start, days(7 * pattern.interval * number))
      : addMonths(start, pattern.interval * number);
  switch (range.type) {
    case 'noEnd':
      return at;
    case 'endDate':
      return at <= range.endDate ? at : undefined;
    case 'numbered':
      return number < range.numberOfOccurrences ? at : undefined;
  }
}

/**
 * The next occurrence after this one that is not over by `now`: those that went by while nothing ran are left out.
 * Undefined where none comes.
 */
export function nextOccurrence(
  start: Instant,
  recurrence: Recurrence | undefined,
  from: number,
  lasts: Duration,
  now: Instant,
): { number: number; startDateTime: Instant } | undefined {
  for (let number = from; ; number += 1) {
    const startDateTime = occurrenceAt(start, recurrence, number);
    if (startDateTime === undefined) return undefined;
    if (now < after(startDateTime, lasts)) return { number, startDateTime };
  }
}

/**
 * How many days one occurrence may last, so that none begins before the one before has ended. Source: Entra, monthly
 * reviews last 27 days at the most; the other bounds follow from the shortest of their intervals.
 */
export function longestInstance(pattern: RecurrencePattern | undefined): number {
  if (!pattern) return 365;
  if (pattern.type === 'weekly') return 7 * pattern.interval;
  return pattern.interval === 1 ? 27 : Math.floor(pattern.interval * 30.4) - 3;
}

/** How many days one lasts where nothing is said: a month where it happens once, else as long as is usual and fits. */
export function usualInstance(start: Instant, pattern: RecurrencePattern | undefined): number {
  if (!pattern) return Math.round((addMonths(start, 1) - start) / day);
  return Math.min(25, pattern.type === 'weekly' ? 5 * pattern.interval : longestInstance(pattern));
}
