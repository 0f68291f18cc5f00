import type { Level } from '../../../domain/assignment/schedule-request.js';
import type { Clauses } from '../../language/clauses.js';
import { isForGood } from './admin-length.js';

/** What the words outside the closed parts say: which role, where, of whom, how. What is not said is missing. */
export type Subject = {
  called?: string | undefined;
  scope?: string | undefined;
  who?: string | undefined;
  level?: Level | undefined;
  isForGood: boolean;
  /** The role as it is called if nobody is called `who`: "Reader for Billing" may be a name. */
  whole?: { called: string; scope: string | undefined } | undefined;
  /** Words that belong to nothing. */
  unplaced?: string | undefined;
};

type Order = 'who-first' | 'role-first';

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/^eligibl[ey]$|^eligibility$/i, 'eligibility'],
  [/^active(?:ly)?$|^assigned$|^assignment$/i, 'assignment'],
];

/** The level that a word names: `eligible` or `active`. */
const levelOf = (word: string): Level | undefined => LEVELS.find(([pattern]) => pattern.test(word))?.[1];

/** How people put it who name the person first. */
const PERSON_FIRST: readonly { pattern: RegExp; level?: number; role: number }[] = [
  // "Ada eligible for Security Reader"
  { pattern: /^(.+?) (eligible|active)(?: (?:for|in|as|on))? (?:the |an? )?(.+)$/i, level: 2, role: 3 },
  // "Ada the Security Reader role", but not "owner of the crew"
  { pattern: /^(.+?)(?<! of| in) (?:the|an?) (.+)$/i, role: 2 },
];
const POSSESSIVE = /^(.+?)'s? (.+)$/;
const ABOUT = /^(.+) for (.+?)$/i;

/**
 * Says what the open parts of an administrator's command mean together. `order` says which of two names comes first
 * around a bare "for": `assign Ada for Reader` gives to Ada, `extend Reader for Ada` is about Ada's Reader.
 */
export function readSubject(clauses: Clauses, order: Order): Subject {
  const words = { level: undefined as Level | undefined, isForGood: false };
  const take = (text: string | undefined) => (text === undefined ? undefined : withoutFlags(text, words));
  const [subject, scope, to, from, rest] = [
    take(clauses.subject),
    take(clauses.scope),
    take(clauses.to),
    take(clauses.from),
    take(clauses.rest),
  ];
  const said = { scope, unplaced: rest, level: words.level, isForGood: words.isForGood };
  const who = to ?? from;
  if (who !== undefined || subject === undefined) return { ...said, called: subject, who };
  return { ...said, ...split(subject, scope, order) };
}

/** Takes the words for level and permanence from both ends of a text; undefined where nothing is left. */
function withoutFlags(text: string, words: { level: Level | undefined; isForGood: boolean }): string | undefined {
  const left = text.split(' ');
  const isFlag = (word: string | undefined): boolean => {
    if (word === undefined) return false;
    const level = levelOf(word);
    words.level ??= level;
    words.isForGood ||= isForGood(word);
    return level !== undefined || isForGood(word);
  };
  while (isFlag(left.at(-1))) left.pop();
  while (isFlag(left[0])) left.shift();
  return left.join(' ').replace(/,$/, '') || undefined;
}

function split(subject: string, scope: string | undefined, order: Order): Partial<Subject> {
  const [, owner, owned] = POSSESSIVE.exec(subject) ?? [];
  if (owned !== undefined) return { called: owned, who: owner };
  return (order === 'who-first' ? personFirst(subject) : undefined) ?? splitAbout(subject, scope, order);
}

function personFirst(subject: string): Partial<Subject> | undefined {
  for (const { pattern, level, role } of PERSON_FIRST) {
    const match = pattern.exec(subject);
    if (!match) continue;
    const said = level === undefined ? undefined : levelOf(match[level] ?? '');
    return { called: match[role], who: match[1], ...(said && { level: said }) };
  }
  return undefined;
}

function splitAbout(subject: string, scope: string | undefined, order: Order): Partial<Subject> {
  const whole = { called: subject, scope };
  // "Reader on Production for Ada": the person stands at the end of the scope.
  const [, place, holder] = ABOUT.exec(scope ?? '') ?? [];
  if (holder !== undefined) return { called: subject, scope: place, who: holder, whole };
  const [, first, second] = ABOUT.exec(subject) ?? [];
  if (first === undefined) return whole;
  return order === 'who-first' ? { who: first, called: second, whole } : { called: first, who: second, whole };
}
