import { type Bucket, type ClauseContext, type ClauseName, type Clauses, isKeyword, type Reader } from './clauses.js';
import { readBecause, readTicket } from './reason-clauses.js';
import { parseDuration } from './time/duration.js';
import { resolveTimes } from './time/resolve-times.js';
import {
  readAt,
  readBareStart,
  readFor,
  readFrom,
  readIn,
  readOn,
  readStarting,
  readTo,
  readUntil,
} from './time/timed-clauses.js';
import { type Token, tokenise, written } from './tokens.js';

/** Reads the part whose keyword stands at `at`; returns where it ends, or undefined when none begins there. */
type ClauseReader = (reader: Reader, at: number) => number | undefined;

const READERS = new Map<string, ClauseReader>([
  ['for', readFor],
  ['until', readUntil],
  ['untill', readUntil],
  ['till', readUntil],
  ['til', readUntil],
  ["'til", readUntil],
  ['to', readTo],
  ['at', readAt],
  ['from', readFrom],
  ['on', readOn],
  ['in', readIn],
  ['starting', readStarting],
  ['beginning', readStarting],
  ['because', readBecause],
  ['because:', readBecause],
  ['reason:', readBecause],
  ['ticket', readTicket],
  ['ticket:', readTicket],
]);
const POLITE = new Set(['please', 'pls', 'plz', 'thanks', 'thx']);

/**
 * Reads the parts of a command, in any order and casing, from an undecorated text without its verb, of at most some
 * thousand letters. Takes the names of the parts that the command has, and the caller's time and zone. A keyword counts
 * only if what follows can be its part, so that a role may be called "Reader for Billing"; words in quotation marks are
 * never keywords. "because" takes what follows, but for parts that end it (see `readBecause`). A broken part comes as
 * its refusal beside the others, so that a form can be filled with the rest. Never throws.
 */
export function readClauses(text: string, names: readonly ClauseName[], context: ClauseContext): Clauses {
  const tokens = tokenise(text).filter(({ word }) => !POLITE.has(word));
  const buckets = { subject: [], rest: [], scope: [], from: [], to: [] };
  const reader: Reader = {
    text,
    tokens,
    names,
    context,
    clauses: {},
    doubts: [],
    moments: new Map(),
    buckets,
    bucket: 'subject',
  };
  for (let at = 0; at < tokens.length; ) {
    const read = isKeyword(reader, at) ? READERS.get(tokens[at]?.word ?? '') : readBareStart;
    const end = read?.(reader, at);
    if (end === undefined) reader.buckets[reader.bucket].push(...tokens.slice(at, at + 1));
    at = end ?? at + 1;
  }
  takeBareDuration(reader);
  takeBuckets(reader);
  resolveTimes(reader);
  return reader.clauses;
}

/** "Security Reader 2h", "Security Reader 90 min": one word or two that begin with a digit. */
function takeBareDuration({ names, clauses, buckets, text }: Reader): void {
  if (!names.includes('looseDuration') || clauses.duration || clauses.end) return;
  const bucket = [buckets.rest, buckets.scope, buckets.subject].find(({ length }) => length > 0) ?? [];
  for (const size of [2, 1]) {
    const tail = bucket.slice(-size);
    if (tail.length < size || tail.some(({ isQuoted }) => isQuoted)) continue;
    const said = written(text, tail);
    const result = parseDuration(said);
    if (!/^(?:\d|pt\d)/i.test(said) || !result.ok) continue;
    clauses.duration = { text: said, result };
    bucket.splice(-size);
    return;
  }
}

function takeBuckets({ clauses, buckets }: Reader): void {
  for (const bucket of ['subject', 'scope', 'from', 'to', 'rest'] satisfies Bucket[]) {
    const said = joined(buckets[bucket]);
    if (said !== '') clauses[bucket] = said;
  }
}

const joined = (tokens: readonly Token[]) =>
  tokens
    .map(({ text }) => text)
    .join(' ')
    .replace(/[,;]$/, '');
