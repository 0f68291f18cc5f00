import { confusableCharacters, skeleton } from '../../../domain/identity/confusable.js';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import type { Directory, Principal } from '../../../domain/ports/directory.js';
import { matchRole } from '../../language/match-role.js';

/** Whom somebody's words mean. */
export type FoundPrincipal =
  | { kind: 'found'; principal: Principal }
  /** Several fit, or none does for certain but these are near: to be offered, never taken. */
  | { kind: 'offer'; principals: readonly Principal[] }
  | { kind: 'none' };

type Known = Pick<Directory, 'principal' | 'userByMail' | 'searchPrincipals'>;

const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_SEARCHED = 100;
const MOST_OFFERED = 5;

/**
 * Finds the user, group, service principal or managed identity that undecorated words name: by object id, mail address
 * or user principal name, the whole display name, or the first name of a user where nobody else bears it; in any
 * casing, with or without quotation marks or the @ of a mention. Never guesses: a shared name, a part of a name, a
 * slip of the finger and look-alike letters come to an offer of at most five.
 */
export async function findPrincipal(directory: Known, words: string): Promise<FoundPrincipal> {
  const called = fold(words);
  if (called === '') return { kind: 'none' };
  if (confusableCharacters(called).length > 0) return offer(await near(directory, fold(skeleton(called))));
  const known = await byKey(directory, called);
  if (known) return { kind: 'found', principal: known };
  const found = await directory.searchPrincipals(called, MOST_SEARCHED);
  const [bearer, ...others] = bearersOf(found, called);
  // A name cannot be known for the only one of its kind where not everything that holds it was seen.
  const isOnly = others.length === 0 && found.length < MOST_SEARCHED;
  if (bearer) return isOnly ? { kind: 'found', principal: bearer } : offer([bearer, ...others]);
  return offer(found.length > 0 ? closestFirst(found, called) : await near(directory, called));
}

const fold = (words: string) =>
  words
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .replace(/^[\s"'@]+|[\s"',;]+$/gu, '');

async function byKey(directory: Known, called: string): Promise<Principal | undefined> {
  if (OBJECT_ID.test(called)) return directory.principal(principalId(called));
  return called.includes('@') ? directory.userByMail(called) : undefined;
}

/** The principals of this whole name; where there are none, the users of this first name. */
function bearersOf(found: readonly Principal[], called: string): readonly Principal[] {
  const whole = found.filter(({ displayName }) => fold(displayName) === called);
  return whole.length > 0 ? whole : found.filter(({ type, displayName }) => isFirstName(type, displayName, called));
}

const isFirstName = (type: Principal['type'], displayName: string, called: string) =>
  type === 'user' && fold(displayName).split(' ')[0] === called;

/** Those whose name begins with the words before those that merely hold them. */
const closestFirst = (found: readonly Principal[], called: string): Principal[] =>
  [...found].sort((one, other) => distance(one, called) - distance(other, called));

const distance = ({ displayName }: Principal, called: string) => (fold(displayName).startsWith(called) ? 0 : 1);

/** Those that share a word with the asked name, and are near it by spelling. */
async function near(directory: Known, called: string): Promise<Principal[]> {
  const parts = [called, ...called.split(' ')].filter((part) => part.length > 2).slice(0, 4);
  const found = await Promise.all(parts.map((part) => directory.searchPrincipals(part, MOST_SEARCHED)));
  const distinct = new Map<PrincipalId, Principal>(found.flat().map((each) => [each.id, each]));
  const named = [...distinct.values()].map((each) => ({ id: each.id, name: each.displayName, principal: each }));
  const match = matchRole(called, named);
  if (match.kind === 'none') return [];
  return (match.kind === 'exact' ? [match.match] : match.matches).map(({ principal }) => principal);
}

const offer = (principals: readonly Principal[]): FoundPrincipal =>
  principals.length === 0 ? { kind: 'none' } : { kind: 'offer', principals: principals.slice(0, MOST_OFFERED) };
