import type { ScopeRecord } from '../../domain/ports/directory-records.js';
import type { Role } from '../../domain/role/role.js';

const subscription = (last: string) => `/subscriptions/0d3e0000-0000-4000-8000-00000000a00${last}`;
const works = '/providers/Microsoft.Management/managementGroups/works';
const production = subscription('1');
const sandbox = subscription('2');

/** Two subscriptions in one management group; each has a resource group of the same name. */
export const places = {
  works,
  production,
  sandbox,
  webShop: `${production}/resourceGroups/web-shop`,
  keys: `${production}/resourceGroups/web-shop/providers/Microsoft.KeyVault/vaults/keys`,
  billing: `${production}/resourceGroups/billing`,
  otherWebShop: `${sandbox}/resourceGroups/web-shop`,
} as const;

const place = (type: ScopeRecord['type'], id: string, displayName: string, parentId?: string): ScopeRecord => ({
  kind: 'azure',
  type,
  id,
  displayName,
  parentId,
});

export const azurePlaces: readonly ScopeRecord[] = [
  place('managementGroup', works, 'Works'),
  place('subscription', production, 'Production', works),
  place('subscription', sandbox, 'Sandbox', works),
  place('resourceGroup', places.webShop, 'web-shop', production),
  place('resource', places.keys, 'Shop keys', places.webShop),
  place('resourceGroup', places.billing, 'billing', production),
  place('resourceGroup', places.otherWebShop, 'web-shop', sandbox),
];

/** Azure's Contributor at one of the places. */
export const contributorAt = (at: keyof typeof places): Role => ({
  kind: 'azure',
  roleDefinitionId: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  directoryScopeId: places[at],
});
