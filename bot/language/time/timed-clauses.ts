import { ok, type Result, refuse } from '../../../domain/result.js';
import { closeBucket, isKeyword, type Reader, type Reading } from '../clauses.js';
import { written } from '../tokens.js';
import { type DurationRefusal, parseDuration, parseLength } from './duration.js';
import { type FoundInstant, type InstantRefusal, parseInstant, readInstant } from './instant.js';

type FoundReading<T, R> = { reading: Reading<T, R>; end: number };

/** How many keywords a time may contain ("until tomorrow at 9:00"), and how many words. */
const MAXIMUM_KEYWORDS = 6;
const MAXIMUM_WORDS = 8;
/** What a moment may begin with that no keyword introduces; whether it is one depends on the rest. */
const MOMENT =
  /^(?:now|right|immediately|asap|today|tonight|tomorrow|yesterday|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d\d-\d\d\S*|\d{1,2}[:.]\d\d\S*|\d{1,2}(?:am|pm))$/;
const DAY_ALONE = /^(?:tonight|tomorrow|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i;
const REST_OF_DAY = /^(?:the )?(?:rest|remainder|end) of (?:the |to-?)?day$|^eod$|^today$/i;

/** "for 2h", "for the rest of the day". Counts when a length follows, or what looks like one; "Reader for Billing" is a name. */
export function readFor(reader: Reader, at: number): number | undefined {
  if (reader.clauses.duration)
    return saidAgain(
      reader,
      at,
      longest(reader, at + 1, parseLength, () => false),
    );
  const found = longest(reader, at + 1, parseDuration, isNearDuration);
  if (found === undefined) return readRestOfDay(reader, at);
  reader.clauses.duration = found.reading;
  closeBucket(reader);
  return found.end;
}

function readRestOfDay(reader: Reader, at: number): number | undefined {
  if (reader.clauses.end || !reader.names.includes('end')) return undefined;
  const parse = (text: string) => (isRestOfDay(text) ? ok('today 24:00') : refuse(undefined));
  const found = longest(reader, at + 1, parse, () => false);
  if (!found?.reading.result.ok) return undefined;
  const text = found.reading.result.value;
  reader.clauses.end = { text, result: parseInstant(text, { ...reader.context, role: 'end' }) };
  closeBucket(reader);
  return found.end;
}

/** Whether words say how long by the end of the day: "the rest of the day". */
export const isRestOfDay = (text: string): boolean => REST_OF_DAY.test(text);

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
  return readStart(reader, at, at + 1, isNearInstant);
}

/** "starting tomorrow 9am", "starting at 9:00", "starting in 2 hours". Counts when a moment follows, or what looks like one. */
export function readStarting(reader: Reader, at: number): number | undefined {
  const isSecond = /^(?:at|from|on)$/.test(reader.tokens[at + 1]?.word ?? '');
  return readStart(reader, at, isSecond ? at + 2 : at + 1, isNearInstant);
}

/** "in 2 hours", "in 3 days at 9:00": counts only as such; "Reader in Production" is a name. */
export function readIn(reader: Reader, at: number): number | undefined {
  return readStart(reader, at, at, () => false);
}

/** "from Anna" where the command has such a part, unless a day or a whole moment follows; else "from 9:00". */
export function readFrom(reader: Reader, at: number): number | undefined {
  if (!reader.names.includes('from')) return readStart(reader, at, at + 1, isNearInstant);
  return readStart(reader, at, at + 1, isDay) ?? openBucket(reader, at, 'from');
}

/** "on monday at 9:00", else "on <scope>", which may be any text; quoted, it ends with its quotation mark. */
export function readOn(reader: Reader, at: number): number | undefined {
  return readStart(reader, at, at + 1, isDay) ?? openBucket(reader, at, 'scope');
}

/** Words that name a day, and so no place. */
const isDay = ({ code }: InstantRefusal, text: string): boolean =>
  /^(?:TIME_OF_DAY_MISSING|MIDNIGHT_UNCLEAR|TIME_SKIPPED|DATE_ORDER_UNCLEAR|ZONE_UNCLEAR|TIME_TOO_FAR)$/.test(code) ||
  (code === 'TIME_HALF_UNCLEAR' && text.includes(' '));

/** "tomorrow 9am", "now": a moment without a keyword; a day alone only where nothing but a part can follow. */
export function readBareStart(reader: Reader, at: number): number | undefined {
  if (!beginsMoment(reader, at)) return undefined;
  const hasSubject = reader.buckets.subject.length > 0;
  const isNear = ({ code }: InstantRefusal, text: string) =>
    hasSubject && (DAY_ALONE.test(text) || code === 'MIDNIGHT_UNCLEAR' || code === 'ZONE_UNCLEAR');
  return readStart(reader, at, at, isNear, hasSubject);
}

/** Whether the word at `at` may begin a moment that no keyword introduces. */
export function beginsMoment({ tokens, names }: Reader, at: number): boolean {
  const token = tokens[at];
  return names.includes('start') && token !== undefined && !token.isQuoted && MOMENT.test(token.word);
}

/** A part that was said before belongs to nothing: it is neither the first one's nor a name's. */
function saidAgain(reader: Reader, at: number, found: FoundReading<unknown, unknown> | undefined): number | undefined {
  if (!found?.reading.result.ok) return undefined;
  reader.buckets.rest.push(...reader.tokens.slice(at, found.end));
  closeBucket(reader);
  return found.end;
}

function readStart(
  reader: Reader,
  at: number,
  first: number,
  isNear: (refusal: InstantRefusal, text: string) => boolean,
  endsAnywhere = false,
): number | undefined {
  if (!reader.names.includes('start')) return undefined;
  const parse = (text: string) => momentIn(reader, text, 'start');
  if (reader.clauses.start)
    return saidAgain(
      reader,
      at,
      longest(reader, first, parse, () => false, true),
    );
  const found = longest(reader, first, parse, isNear, endsAnywhere);
  if (found === undefined) return undefined;
  reader.clauses.start = readingOf(found.reading);
  closeBucket(reader);
  return found.end;
}

function readEnd(reader: Reader, at: number, isNear: () => boolean): number | undefined {
  if (!reader.names.includes('end')) return undefined;
  const parse = (text: string) => momentIn(reader, text, 'end');
  if (reader.clauses.end)
    return saidAgain(
      reader,
      at,
      longest(reader, at + 1, parse, () => false, true),
    );
  const found = longest(reader, at + 1, parse, isNear);
  if (found === undefined) return undefined;
  reader.clauses.end = readingOf(found.reading);
  closeBucket(reader);
  return found.end;
}

/** Reads a moment of this sentence, each only once. */
export function momentIn(
  { context, moments }: Reader,
  text: string,
  role: 'start' | 'end',
): Result<FoundInstant, InstantRefusal> {
  const key = `${role} ${text}`;
  const known = moments.get(key);
  if (known) return known;
  const found = readInstant(text, { ...context, role });
  moments.set(key, found);
  return found;
}

/** A moment as a part keeps it. */
export function readingOf<R>({
  text,
  result,
}: Reading<FoundInstant, R>): Reading<FoundInstant['at'], R> & { isBare?: true } {
  if (!result.ok) return { text, result };
  return { text, result: ok(result.value.at), ...(result.value.isBare && { isBare: true as const }) };
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
 * still to come ("for 2h Security Reader") unless it `endsAnywhere`, the longest first words that do. Failing that, the text up to the next
 * keyword with its refusal, if `isNear` says that it was meant as such.
 */
function longest<T, R>(
  reader: Reader,
  first: number,
  parse: (text: string) => Result<T, R>,
  isNear: (refusal: R, text: string) => boolean,
  endsAnywhere = reader.buckets.subject.length === 0,
): FoundReading<T, R> | undefined {
  const isOther = isKeyword(reader, first) && reader.tokens[first]?.word !== 'in';
  const ends = isOther ? [] : keywordsAfter(reader, first);
  const [nearest] = ends;
  if (nearest === undefined) return undefined;
  const read = (end: number): FoundReading<T, R> => {
    const text = written(reader.text, reader.tokens.slice(first, end));
    return { reading: { text, result: parse(text) }, end };
  };
  const beginnings = endsAnywhere ? firstWords(first, ends.at(-1) ?? nearest) : [];
  for (const end of [...ends.toReversed(), ...beginnings]) {
    const found = read(end);
    if (found.reading.result.ok) return found;
  }
  const { reading, end } = read(nearest);
  return !reading.result.ok && isNear(reading.result.refusal, reading.text) ? { reading, end } : undefined;
}

/** Where the text from `first` may end: before one of the next keywords or an "and", the nearest first, or at the end. */
function keywordsAfter(reader: Reader, first: number): number[] {
  const ends: number[] = [];
  for (let at = first + 1; at < reader.tokens.length && ends.length < MAXIMUM_KEYWORDS; at++) {
    const isOther = reader.tokens[at]?.word === 'and';
    if (isKeyword(reader, at) || beginsMoment(reader, at) || isOther) ends.push(at);
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
