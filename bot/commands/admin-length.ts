import type { Expiration } from '../../domain/assignment/schedule-request.js';
import { ok, type Result } from '../../domain/result.js';
import type { Instant } from '../../domain/time.js';
import type { Clauses, EndRefusal } from '../language/clauses.js';
import { type DurationRefusal, parseDuration } from '../language/duration.js';
import { parseInstant } from '../language/instant.js';

const FOR_GOOD = /^(?:(?:for )?good|permanent(?:ly)?|forever|(?:no|without an?) (?:end|expiry))$/i;

/** True for words that ask for something without an end. */
export const isForGood = (words: string): boolean => FOR_GOOD.test(words.trim());

export type LengthReading = { text: string; result: Result<Expiration, DurationRefusal | EndRefusal> };

/** What was typed about the length: `for 90 days`, `until 2026-12-31 17:00`; undefined where nothing was. */
export function lengthOfClauses({ duration, end }: Pick<Clauses, 'duration' | 'end'>): LengthReading | undefined {
  if (end) {
    const { text, result } = end;
    const until = `until ${text}`;
    return { text: until, result: result.ok ? ok({ type: 'afterDateTime', endDateTime: result.value }) : result };
  }
  if (!duration) return undefined;
  const { text, result } = duration;
  return { text, result: result.ok ? ok({ type: 'afterDuration', duration: result.value }) : result };
}

/**
 * Reads a length from a form's field: `90 days`, `until 2026-12-31 17:00`, `permanently`. Takes the speaker's time and
 * zone, and the start if one is asked for, which an end comes after.
 */
export function readLength(
  text: string,
  when: { now: Instant; timeZone: string },
  start: Instant | undefined,
): LengthReading['result'] {
  if (isForGood(text)) return ok({ type: 'noExpiration' });
  const until = /^(?:until|till)\s+(.+)$/i.exec(text)?.[1];
  if (until === undefined) {
    const duration = parseDuration(text.replace(/^for\s+/i, ''));
    return duration.ok ? ok({ type: 'afterDuration', duration: duration.value }) : duration;
  }
  const end = parseInstant(until, { ...when, ...(start !== undefined && { after: start }) });
  return end.ok ? ok({ type: 'afterDateTime', endDateTime: end.value }) : end;
}
