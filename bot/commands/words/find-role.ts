import type { Directory, Scope } from '../../../domain/ports/directory.js';
import { matchRole, type RoleMatch } from '../../language/match-role.js';
import type { RoleInWords } from '../../views/my-roles-in-words.js';
import { findPlaces, isSameScopeId, placeName } from './find-place.js';

/** What somebody's words for one of their roles come to. */
export type FoundRole =
  | { kind: 'found'; role: RoleInWords }
  /** Several fit, or none does but these are near: to be offered, never taken. */
  | { kind: 'offer'; roles: readonly RoleInWords[]; why: RoleDoubt }
  /** One of theirs is called so, but not at the place that was said (`asked`: both): these are where it is. */
  | { kind: 'elsewhere'; roles: readonly RoleInWords[]; asked: string }
  /** One of theirs is called so, and the place that was said is none. */
  | { kind: 'unknown-place'; roles: readonly RoleInWords[] }
  | { kind: 'none' };

/** Why what was said is not certain: which role is meant, or which place. */
export type RoleDoubt = 'ambiguous' | 'near' | 'look-alike' | 'ambiguous-place' | 'near-place' | 'look-alike-place';

/**
 * Finds the role that is meant among those given: by name, and where a place was said, at that place and at no other. A
 * place is said by id, path or name; where it alone is said, every role there is meant. A role held at several places is ambiguous until one is said. Nothing that was said
 * is left out of account: where role and place do not fit together, that is the answer.
 */
export async function findRole(
  directory: Pick<Directory, 'scope' | 'scopes'>,
  roles: readonly RoleInWords[],
  subject: string | undefined,
  scope: string | undefined,
): Promise<FoundRole> {
  if (scope === undefined) return findByName(roles, subject ?? '');
  if (subject === undefined) return atPlace(directory, roles, 'a role', scope);
  // "Reader on call" may be all of its name.
  const whole = roles.filter(({ roleName }) => fold(roleName) === fold(`${subject} on ${scope}`));
  if (whole.length > 0) return oneOf(whole, 'ambiguous');
  const found = matchNames(roles, subject);
  const meant = called(roles, found);
  const [first] = meant;
  if (!first || !isCertain(found)) return offerOf(found, meant);
  return atPlace(directory, meant, first.roleName, scope);
}

async function atPlace(
  directory: Pick<Directory, 'scope' | 'scopes'>,
  meant: readonly RoleInWords[],
  roleName: string,
  said: string,
): Promise<FoundRole> {
  const byId = meant.filter((role) => isAt(role, said));
  if (byId.length > 0) return oneOf(byId, 'ambiguous-place');
  const places = await findPlaces(directory, said, kindsOf(meant));
  const there = meant.filter((role) => places.scopes.some((scope) => isHeldAt(role, scope)));
  // Part of the name of a place is enough where it means one of theirs alone, and is not all of the name of another.
  const isAllOfAName = places.kind === 'named' || said.startsWith('/');
  const called = isAllOfAName ? there : meant.filter(({ scopeName }) => isPartOf(said, scopeName));
  if (called.length > 0 && (places.kind === 'named' || !isAllOfAName)) return oneOf(called, 'ambiguous-place');
  const [known] = places.scopes;
  const isKnown = places.kind === 'named' || places.kind === 'part';
  if (known && isKnown) return { kind: 'elsewhere', roles: meant, asked: `${roleName} on ${placeName(known)}` };
  if (there.length === 0) return { kind: 'unknown-place', roles: meant };
  return { kind: 'offer', roles: there, why: places.kind === 'look-alike' ? 'look-alike-place' : 'near-place' };
}

function oneOf(roles: readonly RoleInWords[], why: 'ambiguous' | 'ambiguous-place'): FoundRole {
  const [only, ...others] = roles;
  if (!only) return { kind: 'none' };
  return others.length === 0 ? { kind: 'found', role: only } : { kind: 'offer', roles, why };
}

function findByName(roles: readonly RoleInWords[], subject: string): FoundRole {
  const whole = roles.filter(({ name, scopeName }) => scopeName !== undefined && fold(name) === fold(subject));
  if (whole.length > 0) return oneOf(whole, 'ambiguous-place');
  const found = matchNames(roles, subject);
  const meant = called(roles, found);
  return isCertain(found) ? oneOf(meant, 'ambiguous') : offerOf(found, meant);
}

type Name = { id: string; name: string };

/** Which of the names of these roles is meant: a role at many places has one. */
const matchNames = (roles: readonly RoleInWords[], subject: string): RoleMatch<Name> =>
  matchRole(
    subject,
    [...new Set(roles.map(({ roleName }) => roleName))].map((name) => ({ id: name, name })),
  );

function called(roles: readonly RoleInWords[], found: RoleMatch<Name>): readonly RoleInWords[] {
  if (found.kind === 'none') return [];
  const names = (found.kind === 'exact' ? [found.match] : found.matches).map(({ name }) => name);
  return names.flatMap((name) => roles.filter(({ roleName }) => roleName === name));
}

const isCertain = ({ kind }: RoleMatch<Name>) => kind === 'exact' || kind === 'ambiguous';

function offerOf({ kind }: RoleMatch<Name>, roles: readonly RoleInWords[]): FoundRole {
  if (roles.length === 0) return { kind: 'none' };
  const why = kind === 'confusable' ? 'look-alike' : kind === 'ambiguous' ? 'ambiguous' : 'near';
  return { kind: 'offer', roles, why };
}

/** Names may recur; an id says which scope without doubt, also of one that has left the directory. */
const isAt = ({ schedule: { role } }: RoleInWords, id: string): boolean =>
  role.kind !== 'group' && isSameScopeId(role.directoryScopeId, id);

/** A group is nowhere but in the directory. */
const isHeldAt = ({ schedule: { role } }: RoleInWords, { kind, id }: Scope): boolean =>
  role.kind === 'group'
    ? kind === 'directory' && id === '/'
    : role.kind === kind && isSameScopeId(role.directoryScopeId, id);

const isPartOf = (said: string, scopeName: string | undefined): boolean =>
  matchRole(said, [{ id: 'place', name: scopeName ?? 'Directory' }]).kind === 'exact';

const kindsOf = (roles: readonly RoleInWords[]): Scope['kind'][] => [
  ...new Set(roles.map(({ schedule: { role } }) => (role.kind === 'azure' ? 'azure' : 'directory'))),
];

const fold = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
