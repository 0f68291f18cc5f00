import type { Result } from '../../domain/result.js';
import { isUntil, type Reader } from './clauses.js';
import { parseDuration, parseLength } from './time/duration.js';
import { type InstantRefusal, parseInstant } from './time/instant.js';
import { beginsMoment, isRestOfDay, momentIn, readingOf } from './time/timed-clauses.js';
import { written } from './tokens.js';

/** A time among the words of a reason. `take` makes it the command's; `isFaint`: a day alone, without a keyword. */
export type PartFound = {
  part: 'duration' | 'start' | 'end';
  at: number;
  end: number;
  value: string;
  isFaint?: true;
  take(): void;
};

const START = /^(?:at|on|from|starting|beginning)$/;
/** Words that are a time and do not say it whole; whether they are meant is asked all the same. */
const NEARLY = new Set<InstantRefusal['code']>([
  'TIME_OF_DAY_MISSING',
  'TIME_HALF_UNCLEAR',
  'MIDNIGHT_UNCLEAR',
  'DATE_ORDER_UNCLEAR',
  'ZONE_UNCLEAR',
  'TIME_SKIPPED',
]);

/** "for 2h", "for 6 months", "for the rest of the day": these words wholly; undefined where they are not. */
export function lengthAt(reader: Reader, at: number, end: number): PartFound | undefined {
  const { names, clauses, context, tokens } = reader;
  if (tokens[at]?.word !== 'for' || at + 1 >= end) return undefined;
  const value = textOf(reader, at + 1, end);
  if (names.includes('end') && isRestOfDay(value)) {
    const text = 'today 24:00';
    const take = () => {
      clauses.end = { text, result: parseInstant(text, { ...context, role: 'end' }) };
    };
    return { part: 'end', at, end, value: text, take };
  }
  const counts = names.includes('duration') && !names.includes('earlyDuration') && parseLength(value).ok;
  if (!counts) return undefined;
  const take = () => {
    clauses.duration = { text: value, result: parseDuration(value) };
  };
  return { part: 'duration', at, end, value, take };
}

/** "until 17:30", "at tomorrow 9am", "tomorrow 9am", "on monday": these words wholly; undefined where they are not. */
export function momentAt(reader: Reader, at: number, end: number): PartFound | undefined {
  const { word = '' } = reader.tokens[at] ?? {};
  if (isUntil(word) || (word === 'to' && reader.clauses.start)) return endAt(reader, at, end);
  if (START.test(word)) return startAt(reader, { at, first: at + 1, end });
  const isBare = beginsMoment(reader, at);
  return word === 'in' || isBare ? startAt(reader, { at, first: at, end, isBare }) : undefined;
}

function endAt(reader: Reader, at: number, end: number): PartFound | undefined {
  if (!reader.names.includes('end') || at + 1 >= end) return undefined;
  const { clauses } = reader;
  const text = textOf(reader, at + 1, end);
  const result = momentIn(reader, text, 'end');
  if (!result.ok && result.refusal.code !== 'TIME_IN_THE_PAST' && !isNearly(result, text)) return undefined;
  const take = () => {
    clauses.end = readingOf({ text, result });
  };
  return { part: 'end', at, end, value: text, take };
}

type Words = { at: number; first: number; end: number; isBare?: boolean };

function startAt(reader: Reader, { at, first, end, isBare = false }: Words): PartFound | undefined {
  if (!reader.names.includes('start') || first >= end) return undefined;
  const { clauses } = reader;
  const text = textOf(reader, first, end);
  const result = momentIn(reader, text, 'start');
  if (!result.ok && !isNearly(result, text)) return undefined;
  const take = () => {
    clauses.start = readingOf({ text, result });
  };
  const isFaint = isBare && !result.ok;
  return { part: 'start', at, end, value: text, take, ...(isFaint && { isFaint }) };
}

const isNearly = (result: Result<unknown, InstantRefusal>, text: string): boolean =>
  !result.ok && NEARLY.has(result.refusal.code) && !/^\d+$/.test(text);

const textOf = ({ text, tokens }: Reader, from: number, to: number) => written(text, tokens.slice(from, to));
