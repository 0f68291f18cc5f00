import type { Result } from '../../domain/result.js';
import type { Duration, Instant } from '../../domain/time.js';
import type { DurationRefusal } from './duration.js';
import type { InstantRefusal } from './instant.js';
import type { Token } from './tokens.js';

/**
 * The parts a command may have: `duration` "for 2h" · `start` "at|from|on 9:00" · `end` "until 17:30" · `scope`
 * "on <text>" · `justification` "because <text>" · `ticket` "ticket 42 [in ServiceNow]" · `from` and `to`
 * "from|to <person>" ("from" then introduces no start) · `looseDuration`: a duration may also stand bare at the end
 * ("activate Reader 2h"), and a duration or an end may close the justification.
 */
export type ClauseName = 'duration' | 'looseDuration' | 'start' | 'end' | 'ticket' | 'justification' | OpenClause;
type OpenClause = 'scope' | 'from' | 'to';

/** What was written for a part, and what it says or why it says nothing. */
export type Reading<T, R> = { text: string; result: Result<T, R> };
export type EndRefusal = InstantRefusal | { code: 'END_AND_DURATION'; text: string };

/** The parts found; a part that is not there is missing. `subject` is what stands before them, `rest` is left over. */
export type Clauses = {
  subject?: string;
  scope?: string;
  from?: string;
  to?: string;
  duration?: Reading<Duration, DurationRefusal>;
  start?: Reading<Instant, InstantRefusal>;
  end?: Reading<Instant, EndRefusal>;
  justification?: string;
  ticketNumber?: string;
  ticketSystem?: string;
  rest?: string;
};

/** The speaker's present and zone (IANA name). */
export type ClauseContext = { now: Instant; timeZone: string };

/** Where words go that belong to no closed part. */
export type Bucket = 'subject' | 'rest' | OpenClause;

/** A reading under way. Clause readers fill `clauses`, `bucket` and `buckets`; the others stay. */
export type Reader = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly names: readonly ClauseName[];
  readonly context: ClauseContext;
  readonly clauses: Clauses;
  readonly buckets: Record<Bucket, Token[]>;
  bucket: Bucket;
};

/** Which parts a keyword may begin. */
const KEYWORDS = new Map<string, readonly ClauseName[]>([
  ['for', ['duration']],
  ['until', ['end']],
  ['till', ['end']],
  ['to', ['to', 'end']],
  ['at', ['start']],
  ['from', ['from', 'start']],
  ['on', ['scope', 'start']],
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

/** After a closed part come the subject's words if there were none yet, else words that belong to nothing. */
export function closeBucket(reader: Reader): void {
  reader.bucket = reader.buckets.subject.length === 0 ? 'subject' : 'rest';
}
