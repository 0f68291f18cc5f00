import { Temporal } from 'temporal-polyfill';
import type { QuietHours } from '../../domain/notification/preferences.js';
import { type Instant, instant } from '../../domain/time.js';

/**
 * When somebody's quiet hours end, where `now` is in them; undefined where it is not. They are times of the day in the
 * person's zone (IANA; UTC where it is none), from `from` and until just before `until`; over midnight where that is
 * earlier. A time that the clocks leave out that day counts as the next there is.
 */
export function quietUntil({ from, until }: QuietHours, timeZone: string, now: Instant): Instant | undefined {
  const there = zonedAt(now, timeZone);
  const minute = there.hour * 60 + there.minute;
  const isOvernight = until < from;
  const isQuiet = isOvernight ? minute >= from || minute < until : minute >= from && minute < until;
  if (!isQuiet) return undefined;
  const day = isOvernight && minute >= from ? there.toPlainDate().add({ days: 1 }) : there.toPlainDate();
  const end = day.toZonedDateTime({
    timeZone: there.timeZoneId,
    plainTime: { hour: Math.floor(until / 60), minute: until % 60 },
  });
  return instant(end.epochMilliseconds);
}

function zonedAt(now: Instant, timeZone: string): Temporal.ZonedDateTime {
  const moment = Temporal.Instant.fromEpochMilliseconds(now);
  try {
    return moment.toZonedDateTimeISO(timeZone);
  } catch {
    return moment.toZonedDateTimeISO('UTC');
  }
}
