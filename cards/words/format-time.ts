import { Temporal } from 'temporal-polyfill';
import { type Duration, days, hours, type Instant, minutes, seconds } from '../../domain/time.js';

/**
 * From where and when a time is looked at: the viewer's IANA zone (UTC where it is none), and the present. `alsoIn`: the
 * zones in which others read the same times, `anywhere` where nobody knows who reads them: a time that is another one
 * there is said with its offset.
 */
export type When = { timeZone: string; now: Instant; alsoIn?: readonly string[] | 'anywhere' | undefined };

const weekdays = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * Says a moment in the viewer's zone: `16:02` on the same day, `tomorrow 09:00`, `yesterday 09:00`,
 * `Mon 23 Nov 09:00`, and the year where it is another one. With the zone's offset where it could be mistaken.
 */
export function formatInstant(moment: Instant, when: When): string {
  return canBeMistaken(moment, when) ? formatInstantWithOffset(moment, when) : formatBare(moment, when);
}

function canBeMistaken(moment: Instant, { timeZone, alsoIn = [] }: When): boolean {
  if (alsoIn === 'anywhere') return true;
  const { offset } = zoned(moment, timeZone);
  return alsoIn.some((other) => zoned(moment, other).offset !== offset);
}

function formatBare(moment: Instant, { timeZone, now }: When): string {
  const there = zoned(moment, timeZone);
  const date = there.toPlainDate();
  const today = zoned(now, timeZone).toPlainDate();
  const time = there.toPlainTime().toString({ smallestUnit: 'minute' });
  switch (today.until(date).days) {
    case 0:
      return time;
    case 1:
      return `tomorrow ${time}`;
    case -1:
      return `yesterday ${time}`;
  }
  const year = date.year === today.year ? '' : ` ${date.year}`;
  return `${weekdays[date.dayOfWeek - 1]} ${date.day} ${months[date.month - 1]}${year} ${time}`;
}

/** Says the day of a moment in the viewer's zone: `Mon 16 Nov`, and the year where it is another one. */
export function formatDay(moment: Instant, { timeZone, now }: When): string {
  const date = zoned(moment, timeZone).toPlainDate();
  const year = date.year === zoned(now, timeZone).year ? '' : ` ${date.year}`;
  return `${weekdays[date.dayOfWeek - 1]} ${date.day} ${months[date.month - 1]}${year}`;
}

/** Says a moment as `formatInstant` does, always with the zone's offset at that moment: `16:02 (UTC+01:00)`. */
export function formatInstantWithOffset(moment: Instant, when: When): string {
  const { offset } = zoned(moment, when.timeZone);
  return `${formatBare(moment, when)} (UTC${offset === '+00:00' ? '' : offset})`;
}

/** Says a moment for whoever reads it on another day: `16:02 on Mon 23 Nov 2026 (UTC+01:00)`. */
export function formatInstantInFull(moment: Instant, timeZone: string): string {
  const there = zoned(moment, timeZone);
  const { dayOfWeek, day, month, year, offset } = there;
  const time = there.toPlainTime().toString({ smallestUnit: 'minute' });
  const zone = offset === '+00:00' ? '' : offset;
  return `${time} on ${weekdays[dayOfWeek - 1]} ${day} ${months[month - 1]} ${year} (UTC${zone})`;
}

/** Says a length of time: `2 h`, `1 h 30 min`, `20 s`, `3 days`. Parts of a second are dropped; nothing is `0 s`. */
export function formatDuration(length: Duration): string {
  const whole = Math.max(0, length);
  const day = Math.floor(whole / days(1));
  const parts: readonly (readonly [number, string])[] = [
    [day, day === 1 ? 'day' : 'days'],
    [Math.floor((whole % days(1)) / hours(1)), 'h'],
    [Math.floor((whole % hours(1)) / minutes(1)), 'min'],
    [Math.floor((whole % minutes(1)) / seconds(1)), 's'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.join(' ') || '0 s';
}

function zoned(moment: Instant, timeZone: string): Temporal.ZonedDateTime {
  const there = Temporal.Instant.fromEpochMilliseconds(moment);
  try {
    return there.toZonedDateTimeISO(timeZone);
  } catch {
    return there.toZonedDateTimeISO('UTC');
  }
}
