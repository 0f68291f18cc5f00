import type { Directory, Group, RoleDefinition } from '../../../domain/ports/directory.js';
import type { AccessId, Role } from '../../../domain/role/role.js';
import { matchRole, type Named, type RoleMatch } from '../../language/match-role.js';
import { type RoleWords, readRoleWords } from '../../views/read-request-facts.js';
import { type FoundPlaces, findPlaces } from './find-place.js';
import { findPrincipal } from './find-principal.js';
import type { RoleDoubt } from './find-role.js';

/** A role with its names. */
export type NamedRole = { role: Role; words: RoleWords };

/** Which of all roles somebody's words mean. */
export type FoundAnyRole =
  | ({ kind: 'found' } & NamedRole)
  /** Several fit, or none does but these are near: to be offered, never taken. */
  | { kind: 'offer'; roles: readonly NamedRole[]; why: RoleDoubt }
  /** Nothing is meant; `what` of it is not there: the role, the place, the role at this place, or a place of a group. */
  | { kind: 'none'; what: 'role' | 'place' | 'role-there' | 'group' };

/** What it was, of what was said, that is not certain: the role, or the place. */
export const askedOf = (
  { why }: Extract<FoundAnyRole, { kind: 'offer' }>,
  called: string,
  scope: string | undefined,
): string => (why.endsWith('-place') && scope !== undefined ? scope : called);

type Deps = { directory: Directory };
type Missing = Extract<FoundAnyRole, { kind: 'none' }>['what'];
/** What words mean before they are put into a role's names; `certain` only if it is the one meant. */
type Meant = { roles: readonly Role[]; why: RoleDoubt | 'certain'; what?: Missing };

const MOST_OFFERED = 10;
const IN_A_GROUP = /^(?:the )?(member|owner)(?:ship)? (?:of|in) (?:the )?(?:group )?(.+)$/i;
const nothing: Meant = { roles: [], why: 'near' };

/**
 * Finds the role that undecorated words mean among all there are: a directory role (in the whole directory unless an
 * administrative unit is named as `scope`), an Azure role at the scope named, or membership or ownership of a group
 * ("member of X"; its bare name offers both). Scopes go by name, id or path (`findPlaces`). An Azure role without a
 * scope is offered at each; a name that both kinds have means the directory role there. Anything short of certain is an
 * offer of at most ten; a place that was said is never left out.
 */
export async function findAnyRole(deps: Deps, subject: string, scope: string | undefined): Promise<FoundAnyRole> {
  const meant = await meaning(deps, subject, scope);
  const roles = await Promise.all(
    meant.roles
      .slice(0, MOST_OFFERED)
      .map(async (role) => ({ role, words: await readRoleWords(deps.directory, role) })),
  );
  const [first] = roles;
  if (!first) return { kind: 'none', what: meant.what ?? 'role' };
  return meant.why === 'certain' ? { kind: 'found', ...first } : { kind: 'offer', roles, why: meant.why };
}

async function meaning(deps: Deps, subject: string, scope: string | undefined): Promise<Meant> {
  const [, access, name] = IN_A_GROUP.exec(subject.trim()) ?? [];
  if (access !== undefined && name !== undefined && scope === undefined) {
    const inGroup = await groupRoles(deps, name, [access.toLowerCase() as AccessId]);
    // "Owner of Production": Azure's role is called so too.
    return inGroup.roles.length > 0 ? inGroup : atScope(deps, access, name);
  }
  if (scope !== undefined) return atScope(deps, subject, scope);
  const anywhere = await anywhereIn(deps, subject);
  if (anywhere.why === 'look-alike' || (anywhere.why === 'certain' && anywhere.isWholeName)) return anywhere;
  const group = await groupRoles(deps, subject, ['member', 'owner']);
  if (group.why === 'certain') return { roles: [...group.roles, ...anywhere.roles], why: 'ambiguous' };
  return anywhere.roles.length > 0 ? anywhere : group;
}

/** These accesses to the group of this name; certain where the group is and only one access is asked for. */
async function groupRoles({ directory }: Deps, name: string, accessIds: readonly AccessId[]): Promise<Meant> {
  const found = await findPrincipal(directory, name);
  if (found.kind === 'none') return nothing;
  const isFound = found.kind === 'found';
  const groups = (isFound ? [found.principal] : found.principals).filter(
    (each): each is Group => each.type === 'group',
  );
  const roles = groups.flatMap(({ id }) =>
    accessIds.map((accessId): Role => ({ kind: 'group', groupId: id, accessId })),
  );
  return { roles, why: isFound ? 'certain' : 'near' };
}

async function atScope(deps: Deps, subject: string, scope: string): Promise<Meant> {
  const [place, all] = await Promise.all([findPlaces(deps.directory, scope), allDefinitions(deps)]);
  if (place.scopes.length === 0) return (await nameOnCall(deps, subject, scope)) ?? { ...nothing, what: 'place' };
  const kinds = place.scopes.map(({ kind }) => kind);
  const match = matchRole(
    subject,
    all.filter(({ definition }) => kinds.includes(definition.kind)),
  );
  if (isElsewhere(match, subject, all)) return { ...nothing, what: 'role-there' };
  const meant = matchesOf(match).map(({ definition }) => definition);
  const roles = place.scopes.flatMap(({ kind, id }) =>
    meant.filter((definition) => definition.kind === kind).map((definition) => roleAt(definition, id)),
  );
  const isPlaceCertain = (place.kind === 'named' || place.kind === 'part') && place.scopes.length === 1;
  const isCertain = match.kind === 'exact' && (isPlaceCertain || (place.kind === 'named' && roles.length === 1));
  return { roles, why: isCertain ? 'certain' : doubtAt(match, place.kind), what: missingAt(all, subject) };
}

/** A role that is called just so, but is of the other kind: those near it in name are not meant. */
const isElsewhere = (match: RoleMatch<unknown>, subject: string, all: readonly NamedDefinition[]): boolean =>
  match.kind !== 'exact' && match.kind !== 'ambiguous' && matchRole(subject, all).kind === 'exact';

/** What is not there where a place holds no role of this name. */
function missingAt(all: readonly NamedDefinition[], subject: string): Missing {
  if (IN_A_GROUP.test(subject.trim())) return 'group';
  return matchRole(subject, all).kind === 'none' ? 'role' : 'role-there';
}

/** "Reader on Call" may be all of a role's name, where there is no such place. */
async function nameOnCall(deps: Deps, subject: string, scope: string): Promise<Meant | undefined> {
  const anywhere = await anywhereIn(deps, `${subject} on ${scope}`);
  return anywhere.isWholeName ? anywhere : undefined;
}

function doubtAt(match: RoleMatch<unknown>, place: FoundPlaces['kind']): RoleDoubt {
  if (match.kind !== 'exact') return doubtOf(match);
  if (place === 'look-alike') return 'look-alike-place';
  return place === 'near' ? 'near-place' : 'ambiguous-place';
}

function doubtOf(match: RoleMatch<unknown>): RoleDoubt {
  if (match.kind === 'confusable') return 'look-alike';
  return match.kind === 'suggestion' ? 'near' : 'ambiguous';
}

async function anywhereIn(deps: Deps, subject: string): Promise<Meant & { isWholeName: boolean }> {
  const match = matchRole(subject, await allDefinitions(deps));
  const meant = matchesOf(match).map(({ definition }) => definition);
  const [only] = meant;
  const isWholeName = only?.displayName.toLowerCase() === subject.trim().toLowerCase();
  const inDirectory = directoryRoleMeant(match, meant);
  if (inDirectory) return { roles: [roleAt(inDirectory, '/')], why: 'certain', isWholeName };
  const azure = meant.some(({ kind }) => kind === 'azure') ? await deps.directory.scopes('azure') : [];
  const roles = meant.flatMap((definition) =>
    definition.kind === 'directory' ? [roleAt(definition, '/')] : azure.map(({ id }) => roleAt(definition, id)),
  );
  return { roles, why: doubtOf(match), isWholeName };
}

/** Of a name that both kinds have, and no place, the directory role is meant: it is the one that needs no place. */
function directoryRoleMeant(
  { kind }: RoleMatch<unknown>,
  meant: readonly RoleDefinition[],
): RoleDefinition | undefined {
  const [only, ...others] = meant.filter((definition) => definition.kind === 'directory');
  const isOneName = meant.every(({ displayName }) => displayName === only?.displayName);
  const isCertain = kind === 'exact' || (kind === 'ambiguous' && isOneName);
  return isCertain && others.length === 0 ? only : undefined;
}

const roleAt = ({ kind, id }: RoleDefinition, directoryScopeId: string): Role => ({
  kind,
  roleDefinitionId: id,
  directoryScopeId,
});

type NamedDefinition = Named & { definition: RoleDefinition };

async function allDefinitions({ directory }: Deps): Promise<NamedDefinition[]> {
  const both = await Promise.all([directory.roleDefinitions('directory'), directory.roleDefinitions('azure')]);
  return both.flat().map((definition) => ({ id: definition.id, name: definition.displayName, definition }));
}

function matchesOf<T>(match: RoleMatch<T>): readonly T[] {
  if (match.kind === 'none') return [];
  return match.kind === 'exact' ? [match.match] : match.matches;
}
