import { parse as parseEnglish } from 'chrono-node/en';
import { Temporal } from 'temporal-polyfill';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const ISO_DATE = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const NUMERIC_DATE = /^\d{1,2}([./-])\d{1,2}(?:\1(?:\d{2}|\d{4})?)?$/;
const MAXIMUM_WORDS = 6;
/** A date without a year lies this many days ahead where it was within the last month. */
const JUST_GONE = 334;
/** Only these reach chrono-node: it also finds dates inside words that are none, and is slow on long texts. */
const PHRASE_WORD =
  /^(?:next|this|the|of|in|after|days?|weeks?|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\d{1,2}(?:st|nd|rd|th)?|20\d\d|one|two|three|four|five|six)$/;

/** The days a phrase may mean, the likelier first; or a numeric date whose day and month nobody can tell apart. */
export type DayReading = { kind: 'days'; days: Temporal.PlainDate[] } | { kind: 'order unclear' } | undefined;

/** From where a day is looked for: today, the day of what it has to follow, and whether something ends on it. */
export type DayContext = { today: Temporal.PlainDate; from?: Temporal.PlainDate; isEnd?: boolean };

/**
 * Reads the words for a day, lower case: nothing (the day `from`, else the one after), `tomorrow`, `friday` (the first
 * since `from`; else, but never for an end, the next), `2026-11-22`, `22 nov`, `next friday`, `in 3 days`. Returns
 * undefined when any word of it is not understood or the day does not exist.
 */
export function readDay(text: string, { today, from = today, isEnd = false }: DayContext): DayReading {
  const words = text.replace(/^(?:on|this) /, '');
  if (words === '') return { kind: 'days', days: [from, from.add({ days: 1 })] };
  const offset = NAMED.get(words);
  if (offset !== undefined) return { kind: 'days', days: [today.add({ days: offset })] };
  if (NUMERIC_DATE.test(words)) return { kind: 'order unclear' };
  const weekday = weekdayOf(words);
  if (weekday !== undefined) {
    const next = from.add({ days: (weekday - from.dayOfWeek + 7) % 7 });
    return { kind: 'days', days: isEnd ? [next] : [next, next.add({ days: 7 })] };
  }
  const day = isoDay(words) ?? phraseDay(words, today);
  return day && { kind: 'days', days: [day] };
}

/** Whether every word could be of a day: cheap, for what is read again and again with other words beside it. */
export const mayBeDay = (text: string): boolean =>
  text
    .split(' ')
    .every(
      (word) =>
        word === '' ||
        PHRASE_WORD.test(word) ||
        /^(?:to(?:day|night)|yesterday|on|at|[\d./-]+)$/.test(word) ||
        weekdayOf(word) !== undefined,
    );

const NAMED = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tonight', 0],
  ['tomorrow', 1],
]);

/** Monday is 1. Three letters or more, so that neither "mo" nor "t" is a day. */
function weekdayOf(word: string): number | undefined {
  const index = word.length < 3 ? -1 : WEEKDAYS.findIndex((weekday) => weekday.startsWith(word));
  return index === -1 ? undefined : index + 1;
}

function isoDay(text: string): Temporal.PlainDate | undefined {
  const match = ISO_DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  return existing(year, month, day);
}

function phraseDay(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const words = text.split(' ');
  if (words.length > MAXIMUM_WORDS || !words.every((word) => PHRASE_WORD.test(word))) return undefined;
  if (/^(?:the )?(?:next|this) weeks?$/.test(text)) return undefined;
  // From midnight in UTC, because from a later hour chrono-node takes today's date for next year's.
  const instant = new Date(today.toZonedDateTime('UTC').epochMilliseconds);
  const [found, ...others] = parseEnglish(text, { instant, timezone: 0 }, { forwardDate: true });
  if (found === undefined || others.length > 0 || found.text !== text || found.end) return undefined;
  const { start } = found;
  if (!start.isCertain('day') && !start.isCertain('weekday')) return undefined;
  const day = existing(start.get('year'), start.get('month'), start.get('day'));
  return day && asSaid(day, words, today, start.isCertain('month') && !start.isCertain('year'));
}

/**
 * A date with a weekday that it does not fall on is none. One without a year that has just gone by is that one, for
 * nobody says "22 nov" the day after and means the next year's.
 */
function asSaid(
  day: Temporal.PlainDate,
  words: readonly string[],
  today: Temporal.PlainDate,
  isYearless: boolean,
): Temporal.PlainDate | undefined {
  const gone = day.subtract({ years: 1 });
  const isGone = isYearless && today.until(day).days > JUST_GONE && Temporal.PlainDate.compare(gone, today) < 0;
  const falls = ({ dayOfWeek }: Temporal.PlainDate) =>
    words.every((word) => (weekdayOf(word) ?? dayOfWeek) === dayOfWeek);
  return (isGone ? [gone, day] : [day]).find(falls);
}

function existing(year?: number | null, month?: number | null, day?: number | null): Temporal.PlainDate | undefined {
  if (!year || !month || !day) return undefined;
  const date = Temporal.PlainDate.from({ year, month, day });
  return date.day === day ? date : undefined;
}
