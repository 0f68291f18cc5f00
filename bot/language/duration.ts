import { ok, type Result, refuse } from '../../domain/result.js';
import { type Duration, days, duration } from '../../domain/time.js';
import { readSpokenDuration } from './spoken-duration.js';

/** Why a text is no duration. `text` is what was read, at most 60 characters of it. */
export type DurationRefusal =
  | { code: 'DURATION_NOT_UNDERSTOOD'; text: string }
  /** A number without a unit: "2" could be hours or minutes. */
  | { code: 'DURATION_UNIT_MISSING'; text: string }
  /** Months and years have no fixed length. */
  | { code: 'DURATION_UNIT_VARIES'; text: string; unit: 'month' | 'year' }
  | { code: 'DURATION_NOT_POSITIVE'; text: string }
  | { code: 'DURATION_TOO_LONG'; text: string; maximum: Duration }
  /** Letters or digits of another script, which may only look like what was meant. */
  | { code: 'DURATION_STRANGE_CHARACTERS'; text: string; characters: string[] };

type Unit = 'day' | 'hour' | 'minute' | 'second';

const MAXIMUM = days(3653);
const MAXIMUM_LETTERS = 200;
const LENGTH = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 };
const ISO = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Reads a length of time as people write it: `2h`, `90 min`, `1,5 hours`, `1h 30`, `half an hour`,
 * `two hours and 30 minutes`, `PT2H`. Takes the words alone, without "for". The whole text must be one duration:
 * units go from large to small, and only the last number may have a fraction (at most two decimals, because `1,500`
 * is fifteen hundred to some and one and a half to others).
 * Returns the duration; refuses what has no fixed length, is zero, negative, longer than ten years, or not understood.
 */
export function parseDuration(text: string): Result<Duration, DurationRefusal> {
  const shown = text.slice(0, 60);
  if (text.length > MAXIMUM_LETTERS) return refuse({ code: 'DURATION_NOT_UNDERSTOOD', text: shown });
  const characters = [...new Set(text.match(/[^\x20-\x7e\u2212]/gu))];
  if (characters.length > 0) return refuse({ code: 'DURATION_STRANGE_CHARACTERS', text: shown, characters });
  const plain = text.trim().toLowerCase();
  if (plain.startsWith('p') || plain.startsWith('-p')) return positive(fromIsoDuration(plain.toUpperCase()), shown);
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

function fromWords(plain: string, shown: string): Result<Duration, DurationRefusal> {
  const spoken = readSpokenDuration(plain);
  if (spoken === undefined) return refuse({ code: 'DURATION_NOT_UNDERSTOOD', text: shown });
  if (spoken.kind === 'bare') return refuse({ code: 'DURATION_UNIT_MISSING', text: shown });
  if (spoken.kind === 'varies') return refuse({ code: 'DURATION_UNIT_VARIES', text: shown, unit: spoken.unit });
  return bounded(spoken.milliseconds, shown);
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

function positive(result: Result<Duration, DurationRefusal>, shown: string): Result<Duration, DurationRefusal> {
  return result.ok && result.value <= 0 ? refuse({ code: 'DURATION_NOT_POSITIVE', text: shown }) : result;
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
