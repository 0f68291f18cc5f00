import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refuse } from '../../domain/result.js';
import { after, days, type Instant, instant } from '../../domain/time.js';
import { type ClockTime, readClock } from './clock.js';
import { readDay } from './day.js';
import { parseDuration } from './duration.js';

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
  /** "3/4": March or April? */
  | { code: 'DATE_ORDER_UNCLEAR'; text: string }
  | { code: 'TIME_IN_THE_PAST'; text: string; instant: Instant }
  /** Not after the moment it has to follow. */
  | { code: 'TIME_BEFORE_START'; text: string; instant: Instant }
  /** The clocks go forward over this time; `nearest` is the first moment after the gap. */
  | { code: 'TIME_SKIPPED'; text: string; nearest: Instant }
  | { code: 'TIME_TOO_FAR'; text: string };

/** What is meant comes after `after`, the start of what is to end; not before `now` unless given. */
export type InstantContext = { now: Instant; timeZone: string; after?: Instant };

type Moment = { date: string; clock: ClockTime };

const MAXIMUM_LETTERS = 200;
const FURTHEST = days(3653);
const OFFSET = /(?<=\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/;

/**
 * Reads a moment as people write it: `17:30`, `5.30 pm`, `noon`, `tomorrow 9am`, `monday 9:00`, `22 nov at 14:00`,
 * `2026-11-22 09:00`, ISO 8601 with or without offset, `in 2 hours`, `now`. Takes the words alone, without "at" or
 * "until", and the speaker's zone by IANA name (a bad one counts as UTC). Where several moments fit, the first that is
 * still to come is meant; of a time that happens twice (clocks going back), the earlier, unless that has passed.
 * Refuses what is over, what the clocks skip, what is not clear, and what is more than ten years away.
 */
export function parseInstant(text: string, context: InstantContext): Result<Instant, InstantRefusal> {
  const shown = text.slice(0, 60);
  if (text.length > MAXIMUM_LETTERS) return refuse({ code: 'TIME_NOT_UNDERSTOOD', text: shown });
  const characters = [...new Set(text.match(/[^\x20-\x7e]/gu))];
  if (characters.length > 0) return refuse({ code: 'TIME_STRANGE_CHARACTERS', text: shown, characters });
  const plain = text.toLowerCase().replace(/,/g, ' ').replace(/ +/g, ' ').trim();
  if (/^(?:now|right now|immediately)$/.test(plain)) return within(context.now, shown, context);
  const relative = parseDuration(/^in (.*)$/.exec(plain)?.[1] ?? /^(.*) from now$/.exec(plain)?.[1] ?? '');
  if (relative.ok) return within(after(context.now, relative.value), shown, context);
  return parseMoment(plain, shown, context);
}

function parseMoment(plain: string, shown: string, context: InstantContext): Result<Instant, InstantRefusal> {
  const offset = OFFSET.exec(plain)?.[0] ?? '';
  const zone = { '': zoneOrUtc(context.timeZone), z: 'UTC' }[offset] ?? offset;
  const local = plain.slice(0, plain.length - offset.length).replace(/(?<=^\d{4}-\d\d-\d\d)t/, ' ');
  const today = zoned(context.now, zone).toPlainDate();
  const moment = readMoment(local);
  const from = zoned(context.after ?? context.now, zone).toPlainDate();
  const day = readDay(moment?.date ?? local, today, from);
  if (day?.kind === 'order unclear') return refuse({ code: 'DATE_ORDER_UNCLEAR', text: shown });
  if (day === undefined || (moment === undefined && local === '')) {
    const code = parseDuration(plain).ok ? 'TIME_IS_A_DURATION' : 'TIME_NOT_UNDERSTOOD';
    return refuse({ code, text: shown });
  }
  if (moment === undefined) return refuse({ code: 'TIME_OF_DAY_MISSING', text: shown });
  const { hour, isHalfUnclear } = moment.clock;
  if (isHalfUnclear) return refuse({ code: 'TIME_HALF_UNCLEAR', text: shown, hour });
  const time = Temporal.PlainTime.from(moment.clock);
  return firstToCome(
    day.days.map((date) => date.toPlainDateTime(time)),
    { ...context, timeZone: zone },
    shown,
  );
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
  walls: readonly Temporal.PlainDateTime[],
  context: InstantContext,
  shown: string,
): Result<Instant, InstantRefusal> {
  const earliest = context.after ?? context.now;
  let over = earliest;
  for (const wall of walls) {
    const early = wall.toZonedDateTime(context.timeZone, { disambiguation: 'earlier' });
    const late = wall.toZonedDateTime(context.timeZone, { disambiguation: 'later' });
    const isSkipped = !early.toPlainDateTime().equals(wall);
    // From before the gap, for the first moment after it may itself be the time that was asked.
    const nearest = instant((early.getTimeZoneTransition('next') ?? late).epochMilliseconds);
    if (isSkipped && nearest > earliest) return refuse({ code: 'TIME_SKIPPED', text: shown, nearest });
    const found = [early, late].find(({ epochMilliseconds }) => epochMilliseconds > earliest);
    if (found && !isSkipped) return within(instant(found.epochMilliseconds), shown, context);
    over = instant(early.epochMilliseconds);
  }
  return within(over, shown, { ...context, after: earliest });
}

function within(found: Instant, shown: string, context: InstantContext): Result<Instant, InstantRefusal> {
  if (found < context.now) return refuse({ code: 'TIME_IN_THE_PAST', text: shown, instant: found });
  if (context.after !== undefined && found <= context.after)
    return refuse({ code: 'TIME_BEFORE_START', text: shown, instant: found });
  return found - context.now > FURTHEST ? refuse({ code: 'TIME_TOO_FAR', text: shown }) : ok(found);
}

function zoned(moment: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zoneOrUtc(timeZone));
}

/** The zone of this IANA name; UTC where there is none. */
export function zoneOrUtc(timeZone: string): string {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return timeZone;
  } catch {
    return 'UTC';
  }
}
