import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refuse } from '../../../domain/result.js';
import { after, days, type Instant, instant, minutes } from '../../../domain/time.js';
import { type ClockTime, readClock } from './clock.js';
import { type DayReading, mayBeDay, readDay } from './day.js';
import { parseDuration } from './duration.js';
import { type NamedZone, takeZone, zoneOrUtc } from './zone.js';

/** Why a text is no time. `text` is what was read, at most 60 characters of it. */
export type InstantRefusal =
  | { code: 'TIME_NOT_UNDERSTOOD'; text: string }
  | { code: 'TIME_STRANGE_CHARACTERS'; text: string; characters: string[] }
  /** A length of time where a moment was asked for: "until 2h". */
  | { code: 'TIME_IS_A_DURATION'; text: string }
  /** A day without a time of day. */
  | { code: 'TIME_OF_DAY_MISSING'; text: string }
  /** "at 5": morning or evening? */
  | { code: 'TIME_HALF_UNCLEAR'; text: string; hour: number }
  /** "from friday midnight": the midnight in which Friday begins, or the one in which it ends? */
  | { code: 'MIDNIGHT_UNCLEAR'; text: string }
  /** "3/4": March or April? */
  | { code: 'DATE_ORDER_UNCLEAR'; text: string }
  /** An abbreviation that several zones share, or that is not in use at that time of the year. */
  | { code: 'ZONE_UNCLEAR'; text: string; word: string }
  | { code: 'TIME_IN_THE_PAST'; text: string; instant: Instant }
  /** Not after the moment it has to follow. */
  | { code: 'TIME_BEFORE_START'; text: string; instant: Instant }
  /** The clocks go forward over this time; `nearest` is the first moment after the gap. */
  | { code: 'TIME_SKIPPED'; text: string; nearest: Instant }
  | { code: 'TIME_TOO_FAR'; text: string };

/**
 * `role`: of a start, a date may have gone by, and a time of day of the last five minutes is that one; an end comes
 * after `after`, the start of what is to end (not before `now` unless given), and "friday" is the first one after that.
 */
export type InstantContext = { now: Instant; timeZone: string; after?: Instant; role?: 'start' | 'end' };

/** A moment; `isBare` where no day was said with its time of day. */
export type FoundInstant = { at: Instant; isBare: boolean };

type Moment = { date: string; clock: ClockTime };
type Walls = { walls: readonly Temporal.PlainDateTime[]; zone: string; named: NamedZone | undefined };

const MAXIMUM_LETTERS = 200;
const FURTHEST = days(3653);
/** So long ago a time of day may be that somebody says who means now. */
const JUST_NOW = minutes(5);
/** "Tonight 2am" is the next day's. */
const NIGHT_ENDS = 6;
const NOW = /^(?:now|right now|right away|at once|straight away|immediately|asap)$/;
const LEAD = /^(?:(?:at|from|on|starting|beginning|as of|by|around|about) )+(?=.)/;

/**
 * Reads a moment as people write it: `17:30`, `5.30 pm`, `noon`, `eod`, `tomorrow 9am`, `monday 9:00`,
 * `22 nov at 14:00`, `2026-11-22 09:00`, ISO 8601 with or without offset, `17:00 UTC`, `23:30 (UTC+01:00)`, `11pm CET`,
 * `in 2 hours`, `now`. Takes the words, and the caller's zone by IANA name (a bad one counts as UTC). Where several
 * moments fit, the first that is still to come is meant; of a time that happens twice (clocks going back), the earlier,
 * unless that has passed. Refuses what is over (but for a start), what the clocks skip, what is not clear, and what is
 * more than ten years away.
 */
export function parseInstant(text: string, context: InstantContext): Result<Instant, InstantRefusal> {
  const found = readInstant(text, context);
  return found.ok ? ok(found.value.at) : found;
}

/** The same, with whether a day was said. */
export function readInstant(text: string, context: InstantContext): Result<FoundInstant, InstantRefusal> {
  const shown = text.slice(0, 60);
  if (text.length > MAXIMUM_LETTERS) return refuse({ code: 'TIME_NOT_UNDERSTOOD', text: shown });
  const characters = [...new Set(text.match(/[^\x20-\x7e]/gu))];
  if (characters.length > 0) return refuse({ code: 'TIME_STRANGE_CHARACTERS', text: shown, characters });
  const plain = simplified(text);
  if (NOW.test(plain) || (context.role === 'start' && plain === 'today')) {
    return dated(within(context.now, shown, context));
  }
  const relative = parseDuration(/^in (.*)$/.exec(plain)?.[1] ?? /^(.*) from now$/.exec(plain)?.[1] ?? '');
  if (relative.ok) return dated(within(after(context.now, relative.value), shown, context));
  return parseMoment(plain, shown, context);
}

const dated = (found: Result<Instant, InstantRefusal>): Result<FoundInstant, InstantRefusal> =>
  found.ok ? ok({ at: found.value, isBare: false }) : found;

/** Lower case and single spaces, without what only leads to the words, and the end of a day by one word. */
function simplified(text: string): string {
  const plain = text.toLowerCase().replace(/,/g, ' ').replace(/ +/g, ' ').trim();
  return plain
    .replace(LEAD, '')
    .replace(/^(?:the )?(?:rest|remainder|end) of to-?day$/, 'today eod')
    .replace(/(?<=^|\s)(?:the )?(?:rest|remainder|end) of (?:the )?day(?=$|\s)/, 'eod');
}

function parseMoment(plain: string, shown: string, context: InstantContext): Result<FoundInstant, InstantRefusal> {
  const { words, named } = takeZone(plain);
  if (named?.kind === 'unclear') return refuse({ code: 'ZONE_UNCLEAR', text: shown, word: named.word });
  const zone = named?.zone ?? zoneOrUtc(context.timeZone);
  const local = words.replace(/(?<=^\d{4}-\d\d-\d\d)t/, ' ');
  const moment = readMoment(local);
  if (!mayBeDay(moment?.date ?? local)) return refuse(unreadDay(undefined, plain, shown));
  const dates = {
    today: zoned(context.now, zone).toPlainDate(),
    from: zoned(context.after ?? context.now, zone).toPlainDate(),
    isEnd: context.role === 'end',
  };
  const day = readDay(moment?.date ?? local, dates);
  if (day?.kind !== 'days' || (moment === undefined && local === '')) return refuse(unreadDay(day, plain, shown));
  if (moment === undefined) return refuse({ code: 'TIME_OF_DAY_MISSING', text: shown });
  const unclear = unclearTime(moment, day.days, dates, shown);
  if (unclear) return refuse(unclear);
  const walls = wallsOf(moment, day.days, dates.isEnd);
  const found = firstToCome({ walls, zone, named }, context, shown);
  return found.ok ? ok({ at: found.value, isBare: moment.date === '' }) : found;
}

function unreadDay(day: DayReading, plain: string, text: string): InstantRefusal {
  if (day?.kind === 'order unclear') return { code: 'DATE_ORDER_UNCLEAR', text };
  return { code: parseDuration(plain).ok ? 'TIME_IS_A_DURATION' : 'TIME_NOT_UNDERSTOOD', text };
}

function unclearTime(
  { clock, date }: Moment,
  [day]: readonly Temporal.PlainDate[],
  { today, isEnd }: { today: Temporal.PlainDate; isEnd: boolean },
  text: string,
): InstantRefusal | undefined {
  if (clock.isHalfUnclear) return { code: 'TIME_HALF_UNCLEAR', text, hour: clock.hour };
  const isEither = clock.isMidnight && !isEnd && date !== '' && day !== undefined;
  return isEither && Temporal.PlainDate.compare(day, today) > 0 ? { code: 'MIDNIGHT_UNCLEAR', text } : undefined;
}

/** Midnight as an end closes its day, and so does 24:00 always; today's midnight is still to come. */
function wallsOf({ clock, date }: Moment, days: readonly Temporal.PlainDate[], isEnd: boolean) {
  const closes = clock.isDayEnd || (clock.isMidnight && (isEnd || date !== ''));
  const isAfter = closes || (date === 'tonight' && clock.hour < NIGHT_ENDS);
  const time = Temporal.PlainTime.from(clock);
  return days.map((day) => (isAfter ? day.add({ days: 1 }) : day).toPlainDateTime(time));
}

/** Splits "<day> [at] <time>" and "<time> [on] <day>"; a time takes one word or two ("5 pm"). */
function readMoment(text: string): Moment | undefined {
  const words = text.split(' ');
  const sizes = words.length > 1 ? [2, 1] : [1];
  return sizes.map((size) => timeLast(words, size) ?? timeFirst(words, size)).find((moment) => moment !== undefined);
}

/** A bare number is a time only after "at" or all alone: "november 22" has none. */
function timeLast(words: readonly string[], size: number): Moment | undefined {
  const time = words.slice(-size).join(' ');
  const date = words.slice(0, -size);
  const hasAt = date.at(-1) === 'at';
  const clock = hasAt || date.length === 0 || !/^\d+$/.test(time) ? readClock(time) : undefined;
  return clock && { date: (hasAt ? date.slice(0, -1) : date).join(' '), clock };
}

function timeFirst(words: readonly string[], size: number): Moment | undefined {
  const time = words.slice(0, size).join(' ');
  const clock = /^\d+$/.test(time) ? undefined : readClock(time);
  return clock && { date: words.slice(size).join(' '), clock };
}

function firstToCome(
  { walls, zone, named }: Walls,
  context: InstantContext,
  shown: string,
): Result<Instant, InstantRefusal> {
  const earliest = earliestOf(walls, context);
  let over = earliest;
  for (const wall of walls) {
    const early = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
    const late = wall.toZonedDateTime(zone, { disambiguation: 'later' });
    const isSkipped = !early.toPlainDateTime().equals(wall);
    // From before the gap, for the first moment after it may itself be the time that was asked.
    const nearest = instant((early.getTimeZoneTransition('next') ?? late).epochMilliseconds);
    if (isSkipped && nearest > earliest) return refuse({ code: 'TIME_SKIPPED', text: shown, nearest });
    const found = [early, late].filter((each) => fits(each, named));
    const [first] = found;
    if (!first) return refuse({ code: 'ZONE_UNCLEAR', text: shown, word: shown });
    const next = found.find(({ epochMilliseconds }) => epochMilliseconds > earliest);
    if (next && !isSkipped) return within(instant(next.epochMilliseconds), shown, context);
    over = instant(first.epochMilliseconds);
  }
  return within(over, shown, context.role === 'start' ? context : { ...context, after: context.after ?? context.now });
}

/** A start whose day was said has no earliest; one whose day may be chosen may have been a few minutes ago. */
function earliestOf({ length }: Walls['walls'], { now, after: start, role }: InstantContext): Instant {
  if (role !== 'start') return start ?? now;
  return length === 1 ? instant(Number.NEGATIVE_INFINITY) : instant(now - JUST_NOW - 1);
}

/** An abbreviation that is not in use at that time of the year does not say which time is meant. */
const fits = ({ offset }: Temporal.ZonedDateTime, named: NamedZone | undefined): boolean =>
  named?.kind !== 'zone' || named.offset === undefined || named.offset === offset;

function within(found: Instant, shown: string, context: InstantContext): Result<Instant, InstantRefusal> {
  const isStart = context.role === 'start';
  if (found < context.now && !isStart) return refuse({ code: 'TIME_IN_THE_PAST', text: shown, instant: found });
  if (context.after !== undefined && found <= context.after && !isStart)
    return refuse({ code: 'TIME_BEFORE_START', text: shown, instant: found });
  return found - context.now > FURTHEST ? refuse({ code: 'TIME_TOO_FAR', text: shown }) : ok(found);
}

const zoned = (moment: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zoneOrUtc(timeZone));
