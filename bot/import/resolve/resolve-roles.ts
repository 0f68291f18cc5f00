import type { RoleDefinition } from '../../../domain/ports/directory.js';
import type { PrincipalRecord } from '../../../domain/ports/directory-records.js';
import type { Role } from '../../../domain/role/role.js';
import type { FaultLog, Path } from '../import-fault.js';
import type { Known } from '../organisation.js';
import type { RoleFields } from '../read/organisation-file.js';
import { type NameIndex, nameIndex } from './name-index.js';
import type { PrincipalIndex } from './resolve-principals.js';
import type { ScopeIndex } from './resolve-scopes.js';

/** Everything that the name of a role may refer to. */
export type RoleNames = {
  definitions: Record<RoleDefinition['kind'], NameIndex<RoleDefinition>>;
  principals: PrincipalIndex;
  scopes: ScopeIndex;
  faults: FaultLog;
};

/** A role and what to call it in the difference that is shown. */
export type NamedRole = { role: Role; label: string };

/** Indexes the role definitions that there are, by name and id. */
export function roleIndex(
  { roleDefinitions }: Known,
  broken: ReadonlySet<string>,
  faults: FaultLog,
): RoleNames['definitions'] {
  const ofKind = (kind: RoleDefinition['kind'], what: string) => {
    const index = nameIndex<RoleDefinition>(what, ({ id }) => id, broken, faults, 'correct its spelling');
    for (const definition of roleDefinitions) {
      if (definition.kind === kind) index.add(definition, definition.id, definition.displayName);
    }
    return index;
  };
  return { directory: ofKind('directory', 'directory roles'), azure: ofKind('azure', 'Azure roles') };
}

/** Finds the role that an entry names by exactly one of `role`, `azureRole` and `group`; reports what cannot be found. */
export function resolveRole(entry: RoleFields, path: Path, names: RoleNames): NamedRole | undefined {
  const named = [entry.role, entry.azureRole, entry.group].filter((name) => name !== undefined);
  if (named.length !== 1) {
    names.faults.add(path, 'must name exactly one of role, azureRole and group');
    return undefined;
  }
  if (entry.group !== undefined) return groupRole(entry.group, entry, path, names);
  if (entry.access !== undefined) names.faults.add([...path, 'access'], 'goes with group only; take it out');
  if (entry.role !== undefined) return definedRole('directory', 'role', entry.role, entry.scope, path, names);
  return definedRole('azure', 'azureRole', entry.azureRole ?? '', entry.scope, path, names);
}

function groupRole(name: string, { access, scope }: RoleFields, path: Path, names: RoleNames): NamedRole | undefined {
  const { principals, faults } = names;
  if (scope !== undefined) faults.add([...path, 'scope'], 'goes with role and azureRole only; take it out');
  const group = principals.find(name, [...path, 'group']);
  if (!group) return undefined;
  const why = whyUnmanaged(group);
  if (why !== undefined) {
    faults.add([...path, 'group'], why);
    return undefined;
  }
  const accessId = access ?? 'member';
  const label = `${accessId === 'owner' ? 'owner' : 'member'} of ${group.displayName}`;
  return { role: { kind: 'group', groupId: group.id, accessId }, label };
}

/** Source: Entra PIM manages neither dynamic groups nor groups that are synchronised from elsewhere. */
function whyUnmanaged(principal: PrincipalRecord): string | undefined {
  if (principal.type !== 'group') return `“${principal.displayName}” is not a group`;
  if (principal.membershipType === 'dynamic') {
    return `“${principal.displayName}” is filled by a rule, so nobody can be put in; name another group`;
  }
  return principal.onPremisesSyncEnabled
    ? `“${principal.displayName}” is synchronised from elsewhere, so it is managed there; name another group`
    : undefined;
}

function definedRole(
  kind: RoleDefinition['kind'],
  field: 'role' | 'azureRole',
  name: string,
  scope: string | undefined,
  path: Path,
  { definitions, scopes, faults }: RoleNames,
): NamedRole | undefined {
  const definition = definitions[kind].find(name, [...path, field]);
  const isWhole = kind === 'directory' && (scope === undefined || scope === '/');
  if (kind === 'azure' && scope === undefined) {
    faults.add([...path, 'scope'], 'is missing; an Azure role is held at a scope, such as a subscription');
    return undefined;
  }
  const place = isWhole ? { id: '/', displayName: '' } : scopes[kind].find(scope ?? '', [...path, 'scope']);
  if (!definition || !place) return undefined;
  const label = place.displayName ? `${definition.displayName} on ${place.displayName}` : definition.displayName;
  return { role: { kind, roleDefinitionId: definition.id, directoryScopeId: place.id }, label };
}
