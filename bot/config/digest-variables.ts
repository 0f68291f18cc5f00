import { z } from 'zod';
import { parseTimeZone } from '../../domain/identity/time-zone.js';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const AT = /^(?<day>[a-z]+)\s+(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)$/i;

/** The settings that concern what is told to administrators by the calendar. */
export const digestEnvironment = {
  WEEKLY_DIGEST: z
    .string()
    .trim()
    .refine((value) => value.toLowerCase() === 'off' || isMoment(value), {
      message: 'must be a day and a time, such as Monday 08:00, or off',
    })
    .default('Monday 08:00'),
  TIME_ZONE: z
    .string()
    .trim()
    .refine((name) => parseTimeZone(name) !== undefined, {
      message: 'must be an IANA time zone, such as Europe/Berlin',
    })
    .default('UTC'),
};

/**
 * When administrators are told by the calendar: at a time of the day, and of the week (`weekday` from 1, Monday;
 * undefined where they want no digest), in the organisation's zone.
 */
export type DigestSettings = {
  timeZone: string;
  hour: number;
  minute: number;
  weekday?: number | undefined;
};

/** What these settings come to. The daily list keeps to the time of the digest, and to eight where that is off. */
export function toDigestSettings(env: { WEEKLY_DIGEST: string; TIME_ZONE: string }): DigestSettings {
  const { day = '', hour = '8', minute = '0' } = AT.exec(env.WEEKLY_DIGEST)?.groups ?? {};
  const weekday = weekdays.indexOf(day.toLowerCase()) + 1;
  return { timeZone: env.TIME_ZONE, hour: Number(hour), minute: Number(minute), weekday: weekday || undefined };
}

function isMoment(value: string): boolean {
  const day = AT.exec(value)?.groups?.day;
  return day !== undefined && weekdays.includes(day.toLowerCase());
}
