import type { Result } from '../../domain/result.js';
import type { Duration, Instant } from '../../domain/time.js';
import type { DurationRefusal } from './time/duration.js';
import type { FoundInstant, InstantRefusal } from './time/instant.js';
import type { Token } from './tokens.js';

/**
 * The parts a command may have: `duration` "for 2h" · `start` "at|from|on|starting 9:00", "in 2 hours", "tomorrow 9:00" ·
 * `end` "until 17:30" · `scope` "on <text>" · `justification` "because <text>" · `ticket` "ticket 42 [in ServiceNow]" ·
 * `from` and `to` "from|to <person>" ("from" then introduces a start only where a moment follows) · `looseDuration`: a duration may also stand bare
 * at the end ("activate Reader 2h") · `earlyDuration`: a duration counts only before the justification.
 */
export type ClauseName =
  | 'duration'
  | 'looseDuration'
  | 'earlyDuration'
  | 'start'
  | 'end'
  | 'ticket'
  | 'justification'
  | OpenClause;
type OpenClause = 'scope' | 'from' | 'to';

/** What was written for a part, and what it says or why it says nothing. */
export type Reading<T, R> = { text: string; result: Result<T, R> };
/** `next`: the next time it comes; it has begun by now, and the end that was said has not come. */
export type StartRefusal = InstantRefusal | { code: 'START_UNCLEAR'; text: string; next: Instant };
export type EndRefusal = InstantRefusal | { code: 'END_AND_DURATION'; text: string };

/**
 * Words in the justification that could be a part, so that it has to be asked. `text` is how they were written, `value`
 * the part without its keyword; `isClosing` where they end the justification.
 */
export type Doubt = {
  part: 'duration' | 'start' | 'end' | OpenClause;
  text: string;
  value: string;
  isClosing: boolean;
};

/**
 * The parts found; a part that is not there is missing. `subject` is what stands before them, `rest` is left over.
 * A `start` may have gone by: then it is now. `isCalendar`: a duration in months, counted from the start.
 */
export type Clauses = {
  subject?: string;
  scope?: string;
  from?: string;
  to?: string;
  duration?: Reading<Duration, DurationRefusal> & { isCalendar?: true };
  start?: Reading<Instant, StartRefusal> & { isBare?: true };
  end?: Reading<Instant, EndRefusal> & { isBare?: true };
  justification?: string;
  ticketNumber?: string;
  ticketSystem?: string;
  rest?: string;
  doubts?: readonly Doubt[];
};

/** The caller's present and zone (IANA name). */
export type ClauseContext = { now: Instant; timeZone: string };

/** Where words go that belong to no closed part. */
export type Bucket = 'subject' | 'rest' | OpenClause;

/** A reading under way. Clause readers fill `clauses`, `doubts`, `bucket` and `buckets`; the others stay. */
export type Reader = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly names: readonly ClauseName[];
  readonly context: ClauseContext;
  readonly clauses: Clauses;
  readonly doubts: Doubt[];
  /** Moments that were read, by their words: they are tried with and without what stands beside them. */
  readonly moments: Map<string, Result<FoundInstant, InstantRefusal>>;
  readonly buckets: Record<Bucket, Token[]>;
  bucket: Bucket;
};

/** Which parts a keyword may begin. */
const KEYWORDS = new Map<string, readonly ClauseName[]>([
  ['for', ['duration']],
  ['until', ['end']],
  ['untill', ['end']],
  ['till', ['end']],
  ['til', ['end']],
  ["'til", ['end']],
  ['to', ['to', 'end']],
  ['at', ['start']],
  ['from', ['from', 'start']],
  ['on', ['scope', 'start']],
  ['in', ['start']],
  ['starting', ['start']],
  ['beginning', ['start']],
  ['because', ['justification']],
  ['because:', ['justification']],
  ['reason:', ['justification']],
  ['ticket', ['ticket']],
  ['ticket:', ['ticket']],
]);

/** Whether the word at `at` could begin a part of the command; whether it does depends on what follows. */
export function isKeyword({ tokens, names }: Reader, at: number): boolean {
  return KEYWORDS.get(tokens[at]?.word ?? '')?.some((name) => names.includes(name)) ?? false;
}

/** Whether a word, lower case, introduces an end. */
export const isUntil = (word: string): boolean => KEYWORDS.get(word)?.[0] === 'end';

/** After a closed part come the subject's words if there were none yet, else words that belong to nothing. */
export function closeBucket(reader: Reader): void {
  reader.bucket = reader.buckets.subject.length === 0 ? 'subject' : 'rest';
}
