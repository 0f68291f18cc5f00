import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import { ok, type Result } from '../../../domain/result.js';
import { after, type Instant, instant } from '../../../domain/time.js';
import type { EndRefusal } from '../../language/clauses.js';
import type { DurationRefusal } from '../../language/time/duration.js';
import type { Times } from '../../language/time/read-times.js';
import { writeInstant } from '../../language/time/write-instant.js';

const FOR_GOOD = /^(?:(?:for )?good|permanent(?:ly)?|forever|(?:no|without an?) (?:end|expiry))$/i;

/** True for words that ask for something without an end. */
export const isForGood = (words: string): boolean => FOR_GOOD.test(words.trim());

export type LengthReading = { text: string; result: Result<Expiration, DurationRefusal | EndRefusal> };

/** What was said about the length: `for 90 days`, `until 2026-12-31 17:00`; undefined where nothing was. */
export function lengthOfClauses({ start, duration, end }: Times, now: Instant): LengthReading | undefined {
  if (end) {
    const { text, result } = end;
    const until = `until ${text}`;
    return { text: until, result: result.ok ? ok({ type: 'afterDateTime', endDateTime: result.value }) : result };
  }
  if (!duration) return undefined;
  const { text, result, isCalendar } = duration;
  if (!result.ok) return { text, result };
  // Months are said by their date, so that it shows which day they come to.
  const from = instant(Math.max(now, start?.result.ok ? start.result.value : now));
  return isCalendar
    ? { text, result: ok({ type: 'afterDateTime', endDateTime: after(from, result.value) }) }
    : { text, result: ok({ type: 'afterDuration', duration: result.value }) };
}

/** The end of what somebody has, as it would be typed in that zone. */
export const endWords = ({ endDateTime }: Pick<Schedule, 'endDateTime'>, timeZone: string): string =>
  endDateTime === undefined ? 'permanently' : `until ${writeInstant(endDateTime, timeZone)}`;
