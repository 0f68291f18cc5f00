import { ok, type Result, refuse } from '../../domain/result.js';
import type { ClauseContext, ClauseName } from './clauses.js';
import { nearestCommand } from './nearest-command.js';
import { readClauses } from './read-clauses.js';
import { type Token, tokenise } from './tokens.js';

/** A command's word, every way to say it (lower case, single spaces, its word among them), and its parts. */
export type VerbSpec = { verb: string; spellings: readonly string[]; clauses: readonly ClauseName[] };

/** Why a text is no command. `nearest` is the spelling of a command that may have been meant. */
export type VerbRefusal =
  | { code: 'TEXT_TOO_LONG'; maximum: number }
  | { code: 'TEXT_EMPTY' }
  | { code: 'COMMAND_UNKNOWN'; text: string; nearest?: string };

type Spelling<V> = { spec: V; words: readonly string[] };

const MAXIMUM_LETTERS = 2000;
/** How many words of parts may stand before the verb ("for 2h activate Security Reader"). */
const MAXIMUM_WORDS_BEFORE = 12;

const GREETINGS = [
  ...['i would like to', "i'd like to", 'can you', 'could you', 'i want to', 'i need to', 'i have to', 'let me'],
  ...['can i have', 'could i have', 'may i have', 'can i get', 'could i get', 'may i get', 'i would like', "i'd like"],
  ...['can i', 'could i', 'may i', 'please', 'pls', 'kindly', 'hello', 'hi', 'hey', 'latchkey', '@latchkey'],
].map((words) => words.split(' '));

/**
 * Finds the command that an undecorated text (see `undecorate`) begins with, perhaps after a greeting or after times
 * ("for 2h activate …"). Takes the commands that there are, and the caller's time and zone to recognise the times.
 * Returns the command and the rest for `readClauses`, times from before the verb first. Refuses a text of more than
 * 2,000 letters, an empty one, and one without a command at its beginning. Deterministic, linear, never throws.
 */
export function findVerb<V extends VerbSpec>(
  text: string,
  context: ClauseContext,
  verbs: readonly V[],
): Result<{ spec: V; rest: string }, VerbRefusal> {
  if (text.length > MAXIMUM_LETTERS) return refuse({ code: 'TEXT_TOO_LONG', maximum: MAXIMUM_LETTERS });
  const tokens = tokenise(text);
  if (tokens.length === 0) return refuse({ code: 'TEXT_EMPTY' });
  const spellings = spellingsOf(verbs);
  const first = afterGreeting(tokens, 0);
  for (let at = first; at < Math.min(tokens.length, first + MAXIMUM_WORDS_BEFORE); at++) {
    const verb = afterGreeting(tokens, at);
    const found = spellings.find(({ words }) => isAt(tokens, verb, words));
    const before = text.slice(tokens[first]?.start, tokens[at]?.start).trim();
    if (!found || (before !== '' && !isWholeParts(before, context, found.spec))) continue;
    const rest = text.slice(tokens[verb + found.words.length - 1]?.end).trim();
    return ok({ spec: found.spec, rest: `${before} ${rest}`.trim() });
  }
  return refuse(unknown(tokens.slice(first), spellings));
}

/** Before the verb may stand only whole parts, and no reason: that would swallow the verb. */
function isWholeParts(text: string, context: ClauseContext, { clauses }: VerbSpec): boolean {
  const names = clauses.filter((name) => name !== 'justification' && name !== 'looseDuration');
  const { subject, rest, ...parts } = readClauses(text, names, context);
  return subject === undefined && rest === undefined && Object.keys(parts).length > 0;
}

/** The longest spelling counts: "i need help" is not "i need". */
function spellingsOf<V extends VerbSpec>(verbs: readonly V[]): Spelling<V>[] {
  const all = verbs.flatMap((spec) => spec.spellings.map((spelling) => ({ spec, words: spelling.split(' ') })));
  return all.sort((a, b) => b.words.length - a.words.length);
}

/** A text without the greeting it begins with: "can I have Reader for 1h please?" asks for "Reader for 1h please?". */
export function withoutGreeting(text: string): string {
  const tokens = tokenise(text);
  const first = tokens[afterGreeting(tokens, 0)];
  return first === undefined ? '' : text.slice(first.start).replace(/\?+$/, '').trim();
}

function afterGreeting(tokens: readonly Token[], first: number): number {
  let at = first;
  for (let words = greetingAt(tokens, at); words !== undefined; words = greetingAt(tokens, at)) at += words.length;
  return at;
}

const greetingAt = (tokens: readonly Token[], at: number) => GREETINGS.find((words) => isAt(tokens, at, words));

const isAt = (tokens: readonly Token[], at: number, words: readonly string[]) =>
  words.every((word, index) => tokens[at + index]?.word === word);

function unknown(tokens: readonly Token[], spellings: readonly Spelling<VerbSpec>[]): VerbRefusal {
  const names = spellings.map(({ words }) => words.join(' ')).reverse();
  const [one = '', two = ''] = tokens.map(({ word }) => word);
  const nearest = nearestCommand(`${one} ${two}`, names) ?? nearestCommand(one, names);
  const text = `${one} ${two}`.trim().slice(0, 60);
  return nearest === undefined ? { code: 'COMMAND_UNKNOWN', text } : { code: 'COMMAND_UNKNOWN', text, nearest };
}
