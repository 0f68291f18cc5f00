import type { PrincipalId } from './ids.js';
import type { Role } from './role/role.js';
import { wellKnownAzureRole, wellKnownRole } from './role/well-known.js';

/** To manage a role is to assign it, change its settings, decide on extensions and cancel requests for it. */
export type Permission = 'manage' | 'view';

/** A role with what permissions need to know about it. */
export type GovernedRole = {
  role: Role;
  /** Of an Azure role: its own scope and every one around it, innermost first. Empty for the other kinds. */
  scopeIdsAround: readonly string[];
  /** Of a group's membership or ownership: whether the group can hold directory roles itself. */
  isAssignableToRole: boolean;
};

type KindOfResource = 'directory role' | 'Azure resource' | 'role-assignable group' | 'other group';
type Holder = keyof typeof wellKnownRole | 'resourceOwner' | 'resourceUserAccessAdministrator' | 'groupOwner';

/**
 * Who may do what: whoever actively holds one of these. Whoever may manage also views.
 * Directory roles count where they are held for the whole directory, never for an administrative unit alone; those of
 * an Azure resource where they are held at it or around it. A Global Administrator sees Azure once they have elevated
 * themself there, which makes them User Access Administrator at the root around everything.
 * Source: Microsoft Entra PIM, “who can do what”; for groups, PIM for Groups, “who can manage assignments”.
 */
const table: Record<KindOfResource, { manage: readonly Holder[]; alsoView: readonly Holder[] }> = {
  'directory role': {
    manage: ['privilegedRoleAdministrator', 'globalAdministrator'],
    alsoView: ['securityAdministrator', 'globalReader', 'securityReader'],
  },
  'Azure resource': {
    manage: ['resourceOwner', 'resourceUserAccessAdministrator'],
    alsoView: [],
  },
  'role-assignable group': {
    manage: ['privilegedRoleAdministrator', 'globalAdministrator', 'groupOwner'],
    alsoView: [],
  },
  'other group': {
    manage: [
      'directoryWriters',
      'groupsAdministrator',
      'identityGovernanceAdministrator',
      'userAdministrator',
      'groupOwner',
    ],
    alsoView: [],
  },
};

/** The roles that give this permission over a role, each at its exact scope: whoever actively holds one of them may. */
export function rolesThatMay(permission: Permission, governed: GovernedRole): readonly Role[] {
  const { manage, alsoView } = table[kindOf(governed)];
  const holders = permission === 'manage' ? manage : [...manage, ...alsoView];
  return holders.flatMap((holder) => rolesOf(holder, governed));
}

function kindOf({ role, isAssignableToRole }: GovernedRole): KindOfResource {
  switch (role.kind) {
    case 'directory':
      return 'directory role';
    case 'azure':
      return 'Azure resource';
    case 'group':
      return isAssignableToRole ? 'role-assignable group' : 'other group';
  }
}

function rolesOf(holder: Holder, { role, scopeIdsAround }: GovernedRole): Role[] {
  switch (holder) {
    case 'groupOwner':
      return role.kind === 'group' ? [ownershipOf(role.groupId)] : [];
    case 'resourceOwner':
      return scopeIdsAround.map((scopeId) => azureRole(wellKnownAzureRole.owner, scopeId));
    case 'resourceUserAccessAdministrator':
      return scopeIdsAround.map((scopeId) => azureRole(wellKnownAzureRole.userAccessAdministrator, scopeId));
    default:
      return [{ kind: 'directory', roleDefinitionId: wellKnownRole[holder], directoryScopeId: '/' }];
  }
}

const ownershipOf = (groupId: PrincipalId): Role => ({ kind: 'group', groupId, accessId: 'owner' });

const azureRole = (roleDefinitionId: string, directoryScopeId: string): Role => ({
  kind: 'azure',
  roleDefinitionId,
  directoryScopeId,
});
