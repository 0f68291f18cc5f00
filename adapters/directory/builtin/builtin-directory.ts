import type { PrincipalId } from '../../../domain/ids.js';
import type {
  Directory,
  Principal,
  RoleDefinition,
  RolePermissions,
  Scope,
  User,
} from '../../../domain/ports/directory.js';
import type { DirectoryRecords } from '../../../domain/ports/directory-records.js';
import type { Clock } from '../../../domain/ports/system.js';
import { wellKnownAzureRole } from '../../../domain/role/well-known.js';
import { azureRoles, entraRoles } from './catalogue/read-catalogue.js';

/** Groups nested deeper than this are not followed: no organisation does, and each level costs a question. */
const DEEPEST = 50;
const WHOLE_DIRECTORY: Scope = { kind: 'directory', id: '/', displayName: 'Directory' };
const ROOT = '/';
const azureReader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
/** Names come in pairs with their type; the first type of a provider stands behind the provider's name. */
const IN_PATH = /^(.*?)(?:\/providers\/[^/]+)?\/[^/]+\/[^/]+$/i;
const OBJECT_SCOPE = /^\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const nothing = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
/** Of the built-in roles that somebody may well make once more by hand. Source: Azure built-in roles. */
const knownPermissions = new Map<string, RolePermissions>([
  [wellKnownAzureRole.owner, { ...nothing, actions: ['*'] }],
  [azureReader, { ...nothing, actions: ['*/read'] }],
]);

/** The roles that come with the directory, custom ones apart. */
export const builtinRoleDefinitions: readonly RoleDefinition[] = [
  ...entraRoles.map(({ templateId, displayName, description, isPrivileged }) => ({
    kind: 'directory' as const,
    id: templateId,
    displayName,
    description,
    isPrivileged,
  })),
  ...azureRoles.map(({ roleDefinitionId, displayName, description, isPrivileged }) => ({
    kind: 'azure' as const,
    id: roleDefinitionId,
    displayName,
    description,
    isPrivileged,
    permissions: knownPermissions.get(roleDefinitionId),
  })),
];
const definitionKey = ({ kind, id }: Pick<RoleDefinition, 'kind' | 'id'>) => `${kind}:${id.toLowerCase()}`;
const definitionsByKey = new Map(builtinRoleDefinitions.map((definition) => [definitionKey(definition), definition]));

/**
 * The directory that comes with Latchkey. Takes its records and the clock, for a membership granted for a time counts
 * until its end and not a moment longer, whether or not anybody has taken it out by then.
 */
export function builtinDirectory(records: DirectoryRecords, clock: Clock): Directory {
  const principal = async (id: PrincipalId) => (await records.principals.find([id]))[0];
  return {
    principal,
    principals: (ids) => records.principals.find(ids),
    async userByMail(mail) {
      const [user, another] = await records.principals.usersByAddress(mail);
      // Whoever shares an address cannot be told apart by it, and a guess would hand over somebody's rights.
      return another === undefined ? user : undefined;
    },
    searchPrincipals: (text, limit) => records.principals.search(text, limit),
    sharedLooks: (looks) => records.principals.sharedLooks(looks),
    groupsOf: (id) => groupsAround(records, clock, id),
    usersIn: (groupId) => usersWithin(records, clock, groupId),
    async roleDefinitions(kind) {
      const builtIn = builtinRoleDefinitions.filter((definition) => definition.kind === kind);
      return kind === 'azure' ? [...builtIn, ...(await records.customRoles.all())] : builtIn;
    },
    async roleDefinition(kind, id) {
      const builtIn = definitionsByKey.get(definitionKey({ kind, id }));
      return builtIn ?? (kind === 'azure' ? records.customRoles.find(id) : undefined);
    },
    async scope(kind, id) {
      if (kind === 'directory' && id === WHOLE_DIRECTORY.id) return WHOLE_DIRECTORY;
      const found = await records.scopes.find(kind, id);
      if (found) return toScope(found);
      const objectId = kind === 'directory' ? OBJECT_SCOPE.exec(id)?.[1] : undefined;
      const object = objectId && (await principal(objectId.toLowerCase() as PrincipalId));
      return object ? { kind, id, displayName: object.displayName } : undefined;
    },
    async scopes(kind) {
      const known = (await records.scopes.all()).filter((scope) => scope.kind === kind).map(toScope);
      return kind === 'directory' ? [WHOLE_DIRECTORY, ...known] : known;
    },
    scopesAround: (kind, id) => scopesAround(records, kind, id),
    ownersOf: (groupId) => records.links.holdersIn([groupId], 'owner', clock.now()),
  };
}

const toScope = ({ kind, id, displayName }: Scope): Scope => ({ kind, id, displayName });

/** Outwards from one scope. What an Azure path says comes first; management groups say what they stand in. */
async function scopesAround({ scopes }: DirectoryRecords, kind: Scope['kind'], id: string): Promise<string[]> {
  const around = [id];
  let outermost: string | undefined = id;
  while (kind === 'azure' && outermost !== undefined && around.length < DEEPEST) {
    outermost = aroundInPath(outermost) ?? (await scopes.find(kind, outermost))?.parentId;
    if (outermost === undefined || holdsScope(around, outermost)) break;
    around.push(outermost);
  }
  return holdsScope(around, ROOT) ? around : [...around, ROOT];
}

const holdsScope = (ids: readonly string[], id: string) => ids.some((one) => one.toLowerCase() === id.toLowerCase());

/**
 * What an Azure scope stands in by its own path: a resource in another or in its resource group, that in its
 * subscription. Undefined for what stands in nothing, or only in a management group.
 */
function aroundInPath(id: string): string | undefined {
  const [, around] = IN_PATH.exec(id) ?? [];
  return around === '' ? undefined : around;
}

/** Upwards from one principal, level by level; who was seen before is not asked about again, so a circle ends. */
async function groupsAround({ links }: DirectoryRecords, clock: Clock, id: PrincipalId): Promise<PrincipalId[]> {
  const now = clock.now();
  const seen = new Set([id]);
  let level = [id];
  for (let depth = 0; level.length > 0 && depth < DEEPEST; depth += 1) {
    level = unseen(await links.groupsWith(level, 'member', now), seen);
  }
  seen.delete(id);
  return [...seen];
}

/** Downwards from one group, level by level, taking the users and going on with the groups. */
async function usersWithin(
  { links, principals }: DirectoryRecords,
  clock: Clock,
  groupId: PrincipalId,
): Promise<User[]> {
  const now = clock.now();
  const seen = new Set([groupId]);
  const users: User[] = [];
  let level = [groupId];
  for (let depth = 0; level.length > 0 && depth < DEEPEST; depth += 1) {
    const members = await principals.find(unseen(await links.holdersIn(level, 'member', now), seen));
    users.push(...members.filter(isUser));
    level = members.filter(({ type }) => type === 'group').map(({ id }) => id);
  }
  return users;
}

const isUser = (principal: Principal): principal is User => principal.type === 'user';

function unseen(ids: readonly PrincipalId[], seen: Set<PrincipalId>): PrincipalId[] {
  const fresh = ids.filter((id) => !seen.has(id));
  for (const id of fresh) seen.add(id);
  return fresh;
}
