import { describe, expect, it } from 'vitest';
import { entraRoles } from '../../adapters/directory/builtin/catalogue/read-catalogue.js';
import { type GovernedRole, type Permission, rolesThatMay } from '../../domain/permissions.js';
import { type Role, roleKey } from '../../domain/role/role.js';
import { aRole, principal } from '../support/builders.js';

const groupId = principal('group');
const otherGroup = principal('othergroup');
const resource = '/subscriptions/1/resourceGroups/pay/providers/Microsoft.KeyVault/vaults/v';
const around = [resource, '/subscriptions/1/resourceGroups/pay', '/subscriptions/1', '/'];
const azureReader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const azureOwner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const userAccessAdministrator = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9';

const azure = (roleDefinitionId: string, directoryScopeId: string): Role => ({
  kind: 'azure',
  roleDefinitionId,
  directoryScopeId,
});
const owner = (of = groupId): Role => ({ kind: 'group', groupId: of, accessId: 'owner' });
const member = (of = groupId): Role => ({ kind: 'group', groupId: of, accessId: 'member' });
const governed = (role: Role, over: Partial<GovernedRole> = {}): GovernedRole => ({
  role,
  scopeIdsAround: [],
  isAssignableToRole: false,
  ...over,
});

/** What there is to manage: every kind, and every shape of each kind. */
const resources = {
  'a directory role': governed(aRole('any-role')),
  'a directory role in an administrative unit': governed(aRole('any-role', '/administrativeUnits/berlin')),
  'a directory role on one object': governed(aRole('any-role', `/${principal('app')}`)),
  'an Azure role': governed(azure(azureReader, resource), { scopeIdsAround: around }),
  'membership of a role-assignable group': governed(member(), { isAssignableToRole: true }),
  'ownership of a role-assignable group': governed(owner(), { isAssignableToRole: true }),
  'membership of another group': governed(member()),
  'ownership of another group': governed(owner()),
};
type Resource = keyof typeof resources;
const directoryRoles: Resource[] = [
  'a directory role',
  'a directory role in an administrative unit',
  'a directory role on one object',
];
const roleAssignable: Resource[] = ['membership of a role-assignable group', 'ownership of a role-assignable group'];
const otherGroups: Resource[] = ['membership of another group', 'ownership of another group'];

const named = (displayName: string): Role => {
  const found = entraRoles.find((role) => role.displayName === displayName);
  if (!found) throw new Error(`the catalogue has no ${displayName}`);
  return aRole(found.templateId);
};

/** What each kind of holder may do, as the documentation says it; whatever is not listed, they may not. */
const expected: Record<string, { holds: Role; manages: Resource[]; views: Resource[] }> = {
  ...inTenant('Privileged Role Administrator', [...directoryRoles, ...roleAssignable]),
  ...inTenant('Global Administrator', [...directoryRoles, ...roleAssignable]),
  ...inTenant('Security Administrator', [], directoryRoles),
  ...inTenant('Global Reader', [], directoryRoles),
  ...inTenant('Security Reader', [], directoryRoles),
  ...inTenant('Directory Writers', otherGroups),
  ...inTenant('Groups Administrator', otherGroups),
  ...inTenant('Identity Governance Administrator', otherGroups),
  ...inTenant('User Administrator', otherGroups),
  ...inTenant('Directory Readers', []),
  ...inTenant('Privileged Authentication Administrator', []),
  'Owner of the resource': { holds: azure(azureOwner, resource), manages: ['an Azure role'], views: [] },
  'Owner, in other letters': {
    holds: azure(azureOwner.toUpperCase(), resource.toUpperCase()),
    manages: ['an Azure role'],
    views: [],
  },
  'Owner of the resource group': { holds: azure(azureOwner, around[1] ?? ''), manages: ['an Azure role'], views: [] },
  'Owner of the subscription': { holds: azure(azureOwner, '/subscriptions/1'), manages: ['an Azure role'], views: [] },
  'User Access Administrator of the resource': {
    holds: azure(userAccessAdministrator, resource),
    manages: ['an Azure role'],
    views: [],
  },
  'User Access Administrator at the root, as an elevated Global Administrator is': {
    holds: azure(userAccessAdministrator, '/'),
    manages: ['an Azure role'],
    views: [],
  },
  'Owner of something inside the resource': { holds: azure(azureOwner, `${resource}/keys/k`), manages: [], views: [] },
  'Owner of another resource beside it': { holds: azure(azureOwner, `${resource}2`), manages: [], views: [] },
  'Owner of another subscription': { holds: azure(azureOwner, '/subscriptions/2'), manages: [], views: [] },
  'Reader of the resource': { holds: azure(azureReader, resource), manages: [], views: [] },
  'owner of the group': { holds: owner(), manages: [...roleAssignable, ...otherGroups], views: [] },
  'member of the group': { holds: member(), manages: [], views: [] },
  'owner of another group': { holds: owner(otherGroup), manages: [], views: [] },
};

/** A directory role held for the whole directory; held for less it gives nothing. */
function inTenant(name: string, manages: Resource[], alsoViews: Resource[] = []) {
  const holds = named(name) as Extract<Role, { kind: 'directory' }>;
  return {
    [name]: { holds, manages, views: alsoViews },
    [`${name} of an administrative unit`]: {
      holds: { ...holds, directoryScopeId: '/administrativeUnits/berlin' },
      manages: [],
      views: [],
    },
  };
}

const gives = (permission: Permission, held: Role, over: GovernedRole) =>
  rolesThatMay(permission, over).some((role) => roleKey(role) === roleKey(held));

const cases = Object.entries(expected).flatMap(([holder, { holds, manages, views }]) =>
  (Object.keys(resources) as Resource[]).map((what) => ({
    holder,
    holds,
    what,
    manage: manages.includes(what),
    view: manages.includes(what) || views.includes(what),
  })),
);

describe('When somebody holds a role', () => {
  it.each(cases)('then $holder may manage ($manage) and view ($view) $what', ({ holds, what, manage, view }) => {
    expect({
      manage: gives('manage', holds, resources[what]),
      view: gives('view', holds, resources[what]),
    }).toEqual({ manage, view });
  });
});

it('When everything that gives a permission is counted, then it is exactly what these stories name', () => {
  const held = Object.values(expected).map(({ holds }) => roleKey(holds));
  for (const what of Object.values(resources)) {
    const unnamed = rolesThatMay('view', what).filter((role) => !held.includes(roleKey(role)));
    // Owner and User Access Administrator at the scopes in between.
    const scopes = unnamed.filter((role) => role.kind === 'azure' && around.includes(role.directoryScopeId));
    expect(unnamed).toEqual(scopes);
  }
});
