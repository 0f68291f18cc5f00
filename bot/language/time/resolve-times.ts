import { Temporal } from 'temporal-polyfill';
import { ok, refuse } from '../../../domain/result.js';
import { after, type Instant, instant } from '../../../domain/time.js';
import type { ClauseContext, Clauses, Doubt, Reader } from '../clauses.js';
import { lengthFrom } from './calendar-length.js';
import { parseDuration, parseLength } from './duration.js';
import { parseInstant } from './instant.js';
import { zoneOrUtc } from './zone.js';

type TimesReader = Pick<Reader, 'clauses' | 'context' | 'doubts'>;

/**
 * Puts the times that were read together, for they may stand in any order: an end is a moment after the start and
 * leaves nothing for a duration; months count from the start; and of what the justification holds, only what would give
 * less than what is said remains a doubt.
 */
export function resolveTimes(reader: TimesReader): void {
  resolveEnd(reader);
  resolveMonths(reader);
  const doubts = reader.doubts.filter((doubt) => givesLess(doubt, reader));
  if (doubts.length > 0) reader.clauses.doubts = doubts;
}

function resolveEnd({ clauses, context }: TimesReader): void {
  const { duration, start, end } = clauses;
  if (end === undefined) return;
  if (duration) {
    clauses.end = { text: end.text, result: refuse({ code: 'END_AND_DURATION', text: end.text }) };
  } else if (start?.result.ok) {
    const since = start.result.value;
    const result = parseInstant(end.text, { ...context, after: since, role: 'end' });
    clauses.end = { ...end, result };
    if (start.isBare && end.isBare && isUnderWay(since, end.text, context)) {
      clauses.start = { text: start.text, result: refuse({ code: 'START_UNCLEAR', text: start.text, next: since }) };
    }
  }
}

/** "from 9:00 until 17:00", said at noon: what began today has not ended, so that now or tomorrow may be meant. */
function isUnderWay(next: Instant, end: string, { now, timeZone }: ClauseContext): boolean {
  if (next <= now) return false;
  const there = Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(zoneOrUtc(timeZone));
  const before = instant(there.subtract({ days: 1 }).epochMilliseconds);
  return parseInstant(end, { now, timeZone, after: before, role: 'end' }).ok;
}

function resolveMonths({ clauses, context }: TimesReader): void {
  const { duration } = clauses;
  if (duration === undefined || duration.result.ok || duration.result.refusal.code !== 'DURATION_UNIT_VARIES') return;
  const length = parseLength(duration.text);
  if (!length.ok) return;
  const result = ok(lengthFrom(length.value, startOf(clauses, context), context.timeZone));
  clauses.duration = { text: duration.text, result, isCalendar: true };
}

/** When it really begins: a start that has gone by is now. */
const startOf = ({ start }: Clauses, { now }: ClauseContext): Instant =>
  instant(Math.max(now, start?.result.ok ? start.result.value : now));

function endOf(clauses: Clauses, context: ClauseContext): Instant | undefined {
  const { duration, end } = clauses;
  if (end) return end.result.ok ? end.result.value : undefined;
  return duration?.result.ok ? after(startOf(clauses, context), duration.result.value) : undefined;
}

/** True where the part that a doubt may be would make it later, shorter or narrower, or where nothing is said of it. */
function givesLess(doubt: Doubt, { clauses, context }: TimesReader): boolean {
  const start = startOf(clauses, context);
  const end = endOf(clauses, context);
  switch (doubt.part) {
    case 'duration': {
      const length = parseDuration(doubt.value);
      return end === undefined || !length.ok || after(start, length.value) < end;
    }
    case 'end': {
      const found = parseInstant(doubt.value, { ...context, after: start, role: 'end' });
      return end === undefined || !found.ok || found.value < end;
    }
    case 'start': {
      const found = parseInstant(doubt.value, { ...context, role: 'start' });
      return found.ok ? found.value > start : clauses.start === undefined;
    }
    case 'from':
    case 'to':
      return clauses[doubt.part] === undefined;
    case 'scope':
      return true;
  }
}
