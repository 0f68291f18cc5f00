import type { Result } from '../../domain/result.js';
import { closeBucket, isKeyword, type Reader, type Reading } from './clauses.js';
import { type DurationRefusal, parseDuration } from './duration.js';
import { type InstantRefusal, parseInstant } from './instant.js';
import { written } from './tokens.js';

type Found<T, R> = { reading: Reading<T, R>; end: number };

/** How many keywords a time may contain ("until tomorrow at 9:00"), and how many words. */
const MAXIMUM_KEYWORDS = 4;
const MAXIMUM_WORDS = 8;

/** "for 2h". Counts when a duration follows, or what looks like one; "Reader for Billing" is a name. */
export function readFor(reader: Reader, at: number): number | undefined {
  if (reader.clauses.duration) return undefined;
  const found = longest(reader, at + 1, parseDuration, isNearDuration);
  if (found === undefined) return undefined;
  reader.clauses.duration = found.reading;
  closeBucket(reader);
  return found.end;
}

/** "until 17:30". Counts whatever follows: no role is called so. */
export function readUntil(reader: Reader, at: number): number | undefined {
  return readEnd(reader, at, () => true);
}

/** "to Anna", or "to 17:00" after a start. */
export function readTo(reader: Reader, at: number): number | undefined {
  const end = reader.clauses.start ? readEnd(reader, at, () => false) : undefined;
  return end ?? openBucket(reader, at, 'to');
}

/** "at 9:00". Counts when a moment follows, or what looks like one. */
export function readAt(reader: Reader, at: number): number | undefined {
  return readStart(reader, at, isNearInstant);
}

/** "from Anna" where the command has such a part, else "from 9:00". */
export function readFrom(reader: Reader, at: number): number | undefined {
  return reader.names.includes('from') ? openBucket(reader, at, 'from') : readStart(reader, at, isNearInstant);
}

/** "on monday at 9:00", else "on <scope>", which may be any text; quoted, it ends with its quotation mark. */
export function readOn(reader: Reader, at: number): number | undefined {
  const isDay = ({ code }: { code: string }) => code === 'TIME_OF_DAY_MISSING' || code === 'TIME_IN_THE_PAST';
  return readStart(reader, at, isDay) ?? openBucket(reader, at, 'scope');
}

function readStart(
  reader: Reader,
  at: number,
  isNear: (refusal: InstantRefusal, text: string) => boolean,
): number | undefined {
  if (reader.clauses.start || !reader.names.includes('start')) return undefined;
  const found = longest(reader, at + 1, (text) => parseInstant(text, reader.context), isNear);
  if (found === undefined) return undefined;
  reader.clauses.start = found.reading;
  closeBucket(reader);
  return found.end;
}

function readEnd(reader: Reader, at: number, isNear: () => boolean): number | undefined {
  if (reader.clauses.end || !reader.names.includes('end')) return undefined;
  const context = { ...reader.context, after: reader.context.now };
  const found = longest(reader, at + 1, (text) => parseInstant(text, context), isNear);
  if (found === undefined) return undefined;
  reader.clauses.end = found.reading;
  closeBucket(reader);
  return found.end;
}

function openBucket(reader: Reader, at: number, bucket: 'scope' | 'from' | 'to'): number | undefined {
  const next = reader.tokens[at + 1];
  const isTaken = reader.buckets[bucket].length > 0;
  if (next === undefined || isKeyword(reader, at + 1) || isTaken || !reader.names.includes(bucket)) return undefined;
  reader.bucket = bucket;
  reader.buckets[bucket].push(next);
  if (next.isQuoted) closeBucket(reader);
  return at + 2;
}

/**
 * The longest text from `first` up to a keyword (or the end) that parses. Failing that, and only while the subject is
 * still to come ("for 2h Security Reader"), the longest first words that do. Failing that, the text up to the next
 * keyword with its refusal, if `isNear` says that it was meant as such.
 */
function longest<T, R>(
  reader: Reader,
  first: number,
  parse: (text: string) => Result<T, R>,
  isNear: (refusal: R, text: string) => boolean,
): Found<T, R> | undefined {
  const ends = isKeyword(reader, first) ? [] : keywordsAfter(reader, first);
  const [nearest] = ends;
  if (nearest === undefined) return undefined;
  const read = (end: number): Found<T, R> => {
    const text = written(reader.text, reader.tokens.slice(first, end));
    return { reading: { text, result: parse(text) }, end };
  };
  const beginnings = reader.buckets.subject.length > 0 ? [] : firstWords(first, ends.at(-1) ?? nearest);
  for (const end of [...ends.toReversed(), ...beginnings]) {
    const found = read(end);
    if (found.reading.result.ok) return found;
  }
  const { reading, end } = read(nearest);
  return !reading.result.ok && isNear(reading.result.refusal, reading.text) ? { reading, end } : undefined;
}

/** Where the text from `first` may end: before one of the next keywords, the nearest first, or at the end. */
function keywordsAfter(reader: Reader, first: number): number[] {
  const ends: number[] = [];
  for (let at = first + 1; at < reader.tokens.length && ends.length < MAXIMUM_KEYWORDS; at++) {
    if (isKeyword(reader, at)) ends.push(at);
  }
  const isAll = first < reader.tokens.length && ends.length < MAXIMUM_KEYWORDS;
  return isAll ? [...ends, reader.tokens.length] : ends;
}

function firstWords(first: number, end: number): number[] {
  const size = Math.min(MAXIMUM_WORDS, end - first - 1);
  return Array.from({ length: Math.max(0, size) }, (_, index) => first + size - index);
}

function isNearDuration({ code }: DurationRefusal, text: string): boolean {
  const isForeign = code === 'DURATION_NOT_UNDERSTOOD' || code === 'DURATION_STRANGE_CHARACTERS';
  return !isForeign || /^[-+\u2212]?\p{N}/u.test(text);
}

function isNearInstant({ code }: InstantRefusal, text: string): boolean {
  const isForeign = code === 'TIME_NOT_UNDERSTOOD' || code === 'TIME_STRANGE_CHARACTERS';
  return !isForeign || /^\p{N}/u.test(text);
}
