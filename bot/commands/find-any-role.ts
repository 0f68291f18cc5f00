import type { Directory, Group, RoleDefinition, Scope } from '../../domain/ports/directory.js';
import type { AccessId, Role } from '../../domain/role/role.js';
import { matchRole, type Named, type RoleMatch } from '../language/match-role.js';
import { type RoleWords, readRoleWords } from '../read-request-facts.js';
import { findPrincipal } from './find-principal.js';

/** A role with its names. */
export type NamedRole = { role: Role; words: RoleWords };

/** Which of all roles somebody's words mean. */
export type FoundAnyRole =
  | ({ kind: 'found' } & NamedRole)
  /** Several fit, or none does but these are near: to be offered, never taken. */
  | { kind: 'offer'; roles: readonly NamedRole[]; why: 'ambiguous' | 'near' | 'look-alike' }
  | { kind: 'none' };

type Deps = { directory: Directory };
type Why = Extract<FoundAnyRole, { kind: 'offer' }>['why'];
/** What words mean before they are put into a role's names; `certain` only if it is the one meant. */
type Meant = { roles: readonly Role[]; why: Why | 'certain' };

const MOST_OFFERED = 10;
const WHOLE_DIRECTORY = ['Directory', 'Tenant', 'Whole directory', 'Entire directory', '/'];
const IN_A_GROUP = /^(?:the )?(member|owner)(?:ship)? (?:of|in) (?:the )?(?:group )?(.+)$/i;
const nothing: Meant = { roles: [], why: 'near' };

/**
 * Finds the role that undecorated words mean among all there are: a directory role (in the whole directory unless an
 * administrative unit is named as `scope`), an Azure role at the scope named, or membership or ownership of a group
 * ("member of X"; its bare name offers both). Scopes go by name or id. An Azure role without a scope is offered at
 * each; a name that both kinds have means the directory role there. Anything short of certain is an offer of at most ten.
 */
export async function findAnyRole(deps: Deps, subject: string, scope: string | undefined): Promise<FoundAnyRole> {
  const meant = await meaning(deps, subject, scope);
  const roles = await Promise.all(
    meant.roles
      .slice(0, MOST_OFFERED)
      .map(async (role) => ({ role, words: await readRoleWords(deps.directory, role) })),
  );
  const [first] = roles;
  if (!first) return { kind: 'none' };
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
  const [place, all] = await Promise.all([placesCalled(deps, scope), allDefinitions(deps)]);
  const kinds = place.scopes.map(({ kind }) => kind);
  const match = matchRole(
    subject,
    all.filter(({ definition }) => kinds.includes(definition.kind)),
  );
  const meant = matchesOf(match).map(({ definition }) => definition);
  const roles = place.scopes.flatMap(({ kind, id }) =>
    meant.filter((definition) => definition.kind === kind).map((definition) => roleAt(definition, id)),
  );
  const isCertain = place.why === 'certain' && match.kind === 'exact';
  return { roles, why: isCertain ? 'certain' : whyOf(match, place.why) };
}

function whyOf(match: RoleMatch<unknown>, place: Meant['why']): Why {
  if (match.kind === 'confusable' || place === 'look-alike') return 'look-alike';
  return match.kind === 'suggestion' || place === 'near' ? 'near' : 'ambiguous';
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
  return { roles, why: whyOf(match, 'certain'), isWholeName };
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

/** The places of this name or id; certain where it is the only one. */
async function placesCalled({ directory }: Deps, scope: string): Promise<{ scopes: Scope[]; why: Meant['why'] }> {
  const byId = await Promise.all([directory.scope('directory', scope), directory.scope('azure', scope)]);
  const [known] = byId.filter((each) => each !== undefined);
  if (known) return { scopes: [known], why: 'certain' };
  const both = await Promise.all([directory.scopes('directory'), directory.scopes('azure')]);
  const named = both.flat().map((each) => ({
    id: each.id,
    name: each.displayName,
    aliases: each.kind === 'directory' && each.id === '/' ? WHOLE_DIRECTORY : [],
    scope: each,
  }));
  const match = matchRole(scope.replace(/^the /i, ''), named);
  const why = match.kind === 'exact' ? 'certain' : whyOf(match, 'certain');
  return { scopes: matchesOf(match).map((each) => each.scope), why };
}

function matchesOf<T>(match: RoleMatch<T>): readonly T[] {
  if (match.kind === 'none') return [];
  return match.kind === 'exact' ? [match.match] : match.matches;
}
