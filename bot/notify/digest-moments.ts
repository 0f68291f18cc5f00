import { Temporal } from 'temporal-polyfill';
import { type Instant, instant } from '../../domain/time.js';
import type { DigestSettings } from '../config/digest-variables.js';

/** The last moment, by `now`, at which the calendar has the daily list told, and the next one. */
export function dailyMoments(settings: DigestSettings, now: Instant): { last: Instant; next: Instant } {
  const today = atTheHour(settings, now);
  const isPast = today.epochMilliseconds <= now;
  return { last: at(isPast ? today : today.subtract({ days: 1 })), next: at(isPast ? today.add({ days: 1 }) : today) };
}

/** The last moment, by `now`, of the weekly digest, and where the week begins that it tells of; undefined where it is off. */
export function weeklyMoment(settings: DigestSettings, now: Instant): { last: Instant; from: Instant } | undefined {
  const { weekday } = settings;
  if (weekday === undefined) return undefined;
  const today = atTheHour(settings, now);
  const day = today.subtract({ days: (today.dayOfWeek - weekday + 7) % 7 });
  const last = day.epochMilliseconds <= now ? day : day.subtract({ days: 7 });
  return { last: at(last), from: at(last.subtract({ days: 7 })) };
}

/** The first moment of the day that is so many days after that of `moment`, in this zone. */
export const startOfDay = (moment: Instant, days: number, timeZone: string): Instant =>
  at(zoned(moment, timeZone).add({ days }).startOfDay());

const atTheHour = ({ timeZone, hour, minute }: DigestSettings, now: Instant) =>
  zoned(now, timeZone).withPlainTime(Temporal.PlainTime.from({ hour, minute }));

const zoned = (moment: Instant, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);

const at = ({ epochMilliseconds }: Temporal.ZonedDateTime): Instant => instant(epochMilliseconds);
