import { ok, type Result, refuse } from '../../../domain/result.js';
import { type Duration, days, duration } from '../../../domain/time.js';
import { readSpokenDuration } from './spoken-duration.js';

/** Why a text is no duration. `text` is what was read, at most 60 characters of it. */
export type DurationRefusal =
  | { code: 'DURATION_NOT_UNDERSTOOD'; text: string }
  /** A number without a unit: "2" could be hours or minutes. */
  | { code: 'DURATION_UNIT_MISSING'; text: string }
  /** Months and years have no fixed length, and nothing says from when they count. */
  | { code: 'DURATION_UNIT_VARIES'; text: string; unit: 'month' | 'year' }
  | { code: 'DURATION_NOT_POSITIVE'; text: string }
  | { code: 'DURATION_TOO_LONG'; text: string; maximum: Duration }
  /** Letters or digits of another script, which may only look like what was meant. */
  | { code: 'DURATION_STRANGE_CHARACTERS'; text: string; characters: string[] };

type Unit = 'day' | 'hour' | 'minute' | 'second';

const MAXIMUM = days(3653);
const MAXIMUM_MONTHS = 120;
const MAXIMUM_LETTERS = 200;
const LENGTH = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 };
/** What people say before a length without meaning more by it. */
const LEAD =
  /^(?:(?:for|the|next|coming|another|about|around|approximately|approx\.?|roughly|circa|ca\.?|up to|at most|maximum|max\.?|no more than|not more than|just|only) )+(?=.)/;
/** The calendar's units come first, as ISO 8601 has them; weeks may stand before days. */
const ISO_CALENDAR = /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(\d.*|T.*)?$/;
const ISO = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A length as it is said: months of the calendar, and what has a fixed length besides. */
export type Length = { months: number; unit: 'month' | 'year'; fixed: Duration };

/**
 * Reads a length of time as people write it: `2h`, `90 min`, `1,5 hours`, `1 1/2 hours`, `1h 30`, `half an hour`,
 * `two hours and 30 minutes`, `up to 2 Std`, `PT2H`. The whole text must be one duration: units go from large to small,
 * and only the last number may have a fraction (at most two decimals, because `1,500` is fifteen hundred to some and
 * one and a half to others).
 * Returns the duration; refuses what has no fixed length, is zero, negative, longer than ten years, or not understood.
 */
export function parseDuration(text: string): Result<Duration, DurationRefusal> {
  const length = parseLength(text);
  if (!length.ok) return length;
  const { months, unit, fixed } = length.value;
  return months === 0 ? ok(fixed) : refuse({ code: 'DURATION_UNIT_VARIES', text: text.slice(0, 60), unit });
}

/** The same, with months and years: `6 months`, `a year`, `1 year 6 months`, `P6M`. How long they are, the calendar says. */
export function parseLength(text: string): Result<Length, DurationRefusal> {
  const shown = text.slice(0, 60);
  if (text.length > MAXIMUM_LETTERS) return refuse({ code: 'DURATION_NOT_UNDERSTOOD', text: shown });
  const said = text.replace(/\s*\u00bd/g, ' 1/2');
  const characters = [...new Set(said.match(/[^\x20-\x7e\u2212]/gu))];
  if (characters.length > 0) return refuse({ code: 'DURATION_STRANGE_CHARACTERS', text: shown, characters });
  const plain = said
    .trim()
    .toLowerCase()
    .replace(LEAD, '')
    .replace(/^a couple(?: of)? /, 'two ');
  if (/^-?p(?:\d|t|$)/.test(plain)) return positive(fromIso(plain.toUpperCase(), shown), shown);
  if (/^[-\u2212] ?\d/.test(plain)) return refuse({ code: 'DURATION_NOT_POSITIVE', text: shown });
  return positive(fromWords(plain, shown), shown);
}

/** Writes a duration (not negative) as Microsoft Graph does: `PT8H`, `P1DT30M`, `PT0S`. */
export function toIsoDuration(length: Duration): string {
  const { day, hour, minute, second } = parts(length);
  const time = [hour > 0 && `${hour}H`, minute > 0 && `${minute}M`, second > 0 && `${second}S`]
    .filter(Boolean)
    .join('');
  if (day === 0 && time === '') return 'PT0S';
  return `P${day > 0 ? `${day}D` : ''}${time === '' ? '' : `T${time}`}`;
}

/**
 * Reads a duration as Microsoft Graph writes it: days, hours, minutes and seconds only, in capitals.
 * Returns it, zero included; refuses a sign, months and years, more than ten years, and anything else.
 */
export function fromIsoDuration(text: string): Result<Duration, DurationRefusal> {
  const shown = text.slice(0, 60);
  const match = text.length > MAXIMUM_LETTERS ? null : ISO.exec(text);
  if (match === null) return refuse(varying(text, shown));
  const [, sign, ...counts] = match;
  if (counts.every((count) => count === undefined)) return refuse({ code: 'DURATION_NOT_UNDERSTOOD', text: shown });
  if (sign === '-') return refuse({ code: 'DURATION_NOT_POSITIVE', text: shown });
  const lengths = [LENGTH.day, LENGTH.hour, LENGTH.minute, LENGTH.second];
  return bounded(
    lengths.reduce((sum, length, index) => sum + length * Number(counts[index] ?? 0), 0),
    shown,
  );
}

function fromWords(plain: string, shown: string): Result<Length, DurationRefusal> {
  const spoken = readSpokenDuration(plain);
  if (spoken === undefined) return refuse({ code: 'DURATION_NOT_UNDERSTOOD', text: shown });
  if (spoken.kind === 'bare') return refuse({ code: 'DURATION_UNIT_MISSING', text: shown });
  return withMonths(spoken, bounded(spoken.milliseconds, shown), shown);
}

function fromIso(text: string, shown: string): Result<Length, DurationRefusal> {
  const [whole, years = '0', months = '0', weeks = '0', rest = ''] = ISO_CALENDAR.exec(text) ?? [];
  const unit = years === '0' ? ('month' as const) : ('year' as const);
  const isRestEmpty = whole !== undefined && whole.length > 1 && rest === '';
  const fixed = isRestEmpty ? ok(duration(0)) : fromIsoDuration(whole === undefined ? text : `P${rest}`);
  if (!fixed.ok) return refuse({ ...fixed.refusal, text: shown });
  const milliseconds = fixed.value + Number(weeks) * 7 * LENGTH.day;
  return withMonths({ months: Number(years) * 12 + Number(months), unit }, bounded(milliseconds, shown), shown);
}

function withMonths(
  { months, unit }: Pick<Length, 'months' | 'unit'>,
  fixed: Result<Duration, DurationRefusal>,
  shown: string,
): Result<Length, DurationRefusal> {
  if (!fixed.ok) return fixed;
  if (months > MAXIMUM_MONTHS) return refuse({ code: 'DURATION_TOO_LONG', text: shown, maximum: MAXIMUM });
  return ok({ months, unit, fixed: fixed.value });
}

function varying(text: string, shown: string): DurationRefusal {
  const unit = /^-?P\d+(?:\.\d+)?([YM])/.exec(text)?.[1];
  if (unit === undefined) return { code: 'DURATION_NOT_UNDERSTOOD', text: shown };
  return { code: 'DURATION_UNIT_VARIES', text: shown, unit: unit === 'Y' ? 'year' : 'month' };
}

function bounded(milliseconds: number, shown: string): Result<Duration, DurationRefusal> {
  // Infinity, from hundreds of digits, is caught here as well.
  if (!(milliseconds <= MAXIMUM)) return refuse({ code: 'DURATION_TOO_LONG', text: shown, maximum: MAXIMUM });
  return ok(duration(Math.round(milliseconds)));
}

function positive(result: Result<Length, DurationRefusal>, shown: string): Result<Length, DurationRefusal> {
  const isNothing = result.ok && result.value.months === 0 && result.value.fixed <= 0;
  return isNothing ? refuse({ code: 'DURATION_NOT_POSITIVE', text: shown }) : result;
}

function parts(length: Duration): Record<Unit, number> {
  const whole = Math.max(0, length);
  return {
    day: Math.floor(whole / LENGTH.day),
    hour: Math.floor((whole % LENGTH.day) / LENGTH.hour),
    minute: Math.floor((whole % LENGTH.hour) / LENGTH.minute),
    second: (whole % LENGTH.minute) / LENGTH.second,
  };
}
