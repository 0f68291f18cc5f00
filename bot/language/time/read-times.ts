import { type ClauseContext, type Clauses, isUntil } from '../clauses.js';
import { parseDuration } from './duration.js';
import { parseInstant, readInstant } from './instant.js';
import { resolveTimes } from './resolve-times.js';
import { isRestOfDay, readingOf } from './timed-clauses.js';

export type Times = Pick<Clauses, 'start' | 'duration' | 'end'>;

/**
 * Reads the times in a form's fields as they would be read in a sentence: when it starts ("now", "at 17:00",
 * "tomorrow 9:00"), and how long it lasts or until when ("2h", "for 2h", "until 17:30", "the rest of the day").
 */
export function readTimes(
  { start, length }: { start?: string | undefined; length?: string | undefined },
  context: ClauseContext,
): Times {
  const clauses: Times = length === undefined ? {} : readLength(length, context);
  if (start !== undefined) {
    clauses.start = readingOf({ text: start, result: readInstant(start, { ...context, role: 'start' }) });
  }
  resolveTimes({ clauses, context, doubts: [] });
  return clauses;
}

function readLength(text: string, context: ClauseContext): Times {
  const bare = text.replace(/^for\s+/i, '');
  if (isRestOfDay(bare)) {
    const end = 'today 24:00';
    return { end: { text: end, result: parseInstant(end, { ...context, role: 'end' }) } };
  }
  const [first = '', ...rest] = text.split(/\s+/);
  if (!isUntil(first.toLowerCase())) return { duration: { text: bare, result: parseDuration(bare) } };
  const until = rest.join(' ');
  return { end: readingOf({ text: until, result: readInstant(until, { ...context, role: 'end' }) }) };
}
