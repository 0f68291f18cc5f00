import type { Role } from '../role/role.js';
import { wellKnownAzureRole } from '../role/well-known.js';
import type { Thresholds } from './alert.js';
import type { Finding } from './incident.js';

/** A role as far as it tells what it allows. `assignableScope`: where one that an organisation made can be assigned. */
type RoleDefinition = {
  id: string;
  displayName: string;
  permissions?: Record<(typeof parts)[number], readonly string[]> | undefined;
  assignableScope?: string | undefined;
};

const parts = ['actions', 'notActions', 'dataActions', 'notDataActions'] as const;

/** How many have anything at one place of Azure, how many own it, and how many of these permanently. */
export type Ownership = { scopeId: string; members: number; owners: number; permanentOwners: number };

const ownerAt = (directoryScopeId: string): Role => ({
  kind: 'azure',
  roleDefinitionId: wellKnownAzureRole.owner,
  directoryScopeId,
});

const reaches = (part: number, whole: number, { count = 0, share = 0 }: Thresholds): boolean =>
  part >= count && whole > 0 && (part * 100) / whole >= share;

const at = ({ scopeId }: Ownership, count: number, outOf: number): Finding => ({
  key: scopeId.toLowerCase(),
  role: ownerAt(scopeId),
  facts: { count, outOf },
});

/**
 * Places with `count` owners or more, who are `share` percent or more of all who have a role there. Source: Azure PIM,
 * TooManyOwnersAssignedToResource.
 */
export const detectOwners = (places: readonly Ownership[], thresholds: Thresholds): Finding[] =>
  places
    .filter(({ owners, members }) => reaches(owners, members, thresholds))
    .map((place) => at(place, place.owners, place.members));

/**
 * Places with `count` owners or more permanently, who are `share` percent or more of all owners there. Source: Azure
 * PIM, TooManyPermanentOwnersAssignedToResource.
 */
export const detectPermanentOwners = (places: readonly Ownership[], thresholds: Thresholds): Finding[] =>
  places
    .filter(({ permanentOwners, owners }) => reaches(permanentOwners, owners, thresholds))
    .map((place) => at(place, place.permanentOwners, place.owners));

/**
 * Roles that an organisation has made itself and that allow just what another one does, whatever the order and casing:
 * of those that do the same, the built-in one or else the first by its id is the one to keep. Source: Azure PIM,
 * DuplicateRoleCreated.
 */
export function detectDuplicates(definitions: readonly RoleDefinition[]): Finding[] {
  const alike = new Map<string, RoleDefinition[]>();
  const inOrder = [...definitions].sort((one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1));
  for (const definition of inOrder) {
    if (!definition.permissions) continue;
    const print = fingerprint(definition.permissions);
    alike.set(print, [...(alike.get(print) ?? []), definition]);
  }
  return [...alike.values()].flatMap((group) =>
    group.slice(1).flatMap(({ id, assignableScope }): Finding[] => {
      if (assignableScope === undefined) return [];
      const role = { kind: 'azure', roleDefinitionId: id, directoryScopeId: assignableScope } as const;
      const sameAs = group.filter((each) => each.id !== id).map(({ displayName }) => displayName);
      return [{ key: id.toLowerCase(), role, facts: { sameAs } }];
    }),
  );
}

const rank = ({ assignableScope }: RoleDefinition): number => (assignableScope === undefined ? 0 : 1);

const fingerprint = (permissions: NonNullable<RoleDefinition['permissions']>): string =>
  parts.map((part) => [...new Set(permissions[part].map((action) => action.toLowerCase()))].sort().join(',')).join('|');
