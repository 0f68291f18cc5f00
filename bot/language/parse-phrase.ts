import { ok, type Result } from '../../domain/result.js';
import type { ClauseContext, Clauses } from './clauses.js';
import { findVerb, type VerbRefusal, type VerbSpec } from './find-verb.js';
import { readClauses } from './read-clauses.js';

/** One command as written: its verb and the parts that were there. */
export type Phrase = { verb: string } & Clauses;

/** The commands of everybody. Those of administrators are handed to `parsePhrase` beside these. */
export const VERBS: readonly VerbSpec[] = [
  {
    verb: 'activate',
    spellings: [
      ...['activate', 'request', 'i need', 'i want', 'give me', 'make me', 'elevate to', 'elevate me to'],
      ...['can i have', 'could i have', 'may i have'],
    ],
    clauses: ['duration', 'looseDuration', 'start', 'end', 'scope', 'justification', 'ticket'],
  },
  {
    verb: 'deactivate',
    spellings: ['deactivate', 'give back', 'hand back', 'return'],
    clauses: ['scope', 'justification'],
  },
  { verb: 'approve', spellings: ['approve'], clauses: ['duration', 'from', 'justification'] },
  { verb: 'deny', spellings: ['deny', 'reject', 'decline'], clauses: ['from', 'justification'] },
  { verb: 'cancel', spellings: ['cancel', 'withdraw'], clauses: ['justification'] },
  { verb: 'my roles', spellings: ['my roles', 'roles'], clauses: [] },
  { verb: 'my requests', spellings: ['my requests', 'requests'], clauses: [] },
  { verb: 'pending', spellings: ['pending', 'my approvals'], clauses: [] },
  { verb: 'help', spellings: ['help', 'i need help', '?'], clauses: [] },
];

/**
 * Reads an undecorated text as a command: its verb (see `findVerb`, whose refusals these are) and its parts (see
 * `readClauses`). Takes the speaker's time and zone, and the commands that there are.
 */
export function parsePhrase(
  text: string,
  context: ClauseContext,
  verbs: readonly VerbSpec[] = VERBS,
): Result<Phrase, VerbRefusal> {
  const found = findVerb(text, context, verbs);
  if (!found.ok) return found;
  const { spec, rest } = found.value;
  return ok({ verb: spec.verb, ...readClauses(rest, spec.clauses, context) });
}
