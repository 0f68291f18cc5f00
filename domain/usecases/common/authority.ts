import { isLive, type Schedule } from '../../assignment/schedule.js';
import type { PrincipalId } from '../../ids.js';
import { type GovernedRole, type Permission, rolesThatMay } from '../../permissions.js';
import type { Directory } from '../../ports/directory.js';
import type { Reads } from '../../ports/store.js';
import { type Role, roleKey } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { type ApproverReach, peopleIn, personOf, whoeverIs } from './reach.js';

/** More holders than this of what governs one role is a fault in the data. */
const manyHolders = 5_000;

type Acting = {
  /** The actor and their groups, nested ones too; nobody at all where the actor may not act. */
  principalIds: readonly PrincipalId[];
};

/** What only the directory knows of somebody's authority over a role: gathered before a transaction. */
export type AuthorityFacts = Acting & {
  governed: GovernedRole;
  /** The actor is a direct owner, in the directory, of the group the role is about. */
  ownsGroup: boolean;
};

/** Asks the directory what somebody's authority over a role rests on. Guests, the disabled and the unknown have none. */
export async function gatherAuthority(directory: Directory, role: Role, actor: PrincipalId): Promise<AuthorityFacts> {
  const [acting, governed, owners] = await Promise.all([
    actingAs(directory, actor),
    governedRole(directory, role),
    ownersOf(directory, role),
  ]);
  return authorityFacts(acting, governed, owners, actor);
}

/**
 * Decides on the reads given (in a transaction: its snapshot) whether the actor of these facts may. What counts is a
 * live assignment, given or activated, which the directory has confirmed; to be eligible is not to hold.
 */
export async function isPermitted(
  reads: Pick<Reads, 'schedules'>,
  permission: Permission,
  { governed, principalIds, ownsGroup }: AuthorityFacts,
  now: Instant,
): Promise<boolean> {
  if (ownsGroup) return true;
  const held = await listHeld(reads, rolesThatMay(permission, governed), principalIds, now);
  return held.length > 0;
}

/** Whether somebody may, by what the directory and the latest reads say now: for lists and cards. */
export async function may(
  { directory, reads, now }: ApproverReach,
  permission: Permission,
  role: Role,
  actor: PrincipalId,
): Promise<boolean> {
  return isPermitted(reads, permission, await gatherAuthority(directory, role, actor), now);
}

/**
 * Keeps, in their order, the items whose role the actor may manage or view. Asks the directory once for each role
 * there is, and the store once in all.
 */
export async function onlyPermitted<T extends { role: Role }>(
  { directory, reads, now }: ApproverReach,
  permission: Permission,
  actor: PrincipalId,
  items: readonly T[],
): Promise<T[]> {
  const acting = await actingAs(directory, actor);
  if (acting.principalIds.length === 0) return [];
  const roles = new Map(items.map(({ role }) => [roleKey(role), role]));
  const authority = await Promise.all(
    [...roles].map(async ([key, role]) => {
      const [governed, owners] = await Promise.all([governedRole(directory, role), ownersOf(directory, role)]);
      return { key, ...authorityFacts(acting, governed, owners, actor) };
    }),
  );
  const deciding = authority.map((facts) => ({ ...facts, deciding: rolesThatMay(permission, facts.governed) }));
  const desired = new Map(deciding.flatMap((each) => each.deciding).map((role) => [roleKey(role), role]));
  const held = await listHeld(reads, [...desired.values()], acting.principalIds, now);
  const heldKeys = new Set(held.map(({ role }) => roleKey(role)));
  const permitted = new Set(
    deciding
      .filter((each) => each.ownsGroup || each.deciding.some((role) => heldKeys.has(roleKey(role))))
      .map(({ key }) => key),
  );
  return items.filter(({ role }) => permitted.has(roleKey(role)));
}

/** The enabled people who may manage a role now, nested groups included: for telling them. */
export async function managersOf({ directory, reads, now }: ApproverReach, role: Role): Promise<Set<PrincipalId>> {
  const [governed, owners] = await Promise.all([governedRole(directory, role), ownersOf(directory, role)]);
  const holders = await listHeld(reads, rolesThatMay('manage', governed), undefined, now);
  const ids = new Set([...holders.map(({ principalId }) => principalId), ...owners]);
  return peopleIn(directory, whoeverIs([...ids]));
}

async function actingAs(directory: Directory, actor: PrincipalId): Promise<Acting> {
  const [{ isEnabledMember }, groupIds] = await Promise.all([personOf(directory, actor), directory.groupsOf(actor)]);
  return { principalIds: isEnabledMember ? [actor, ...groupIds] : [] };
}

const authorityFacts = (
  acting: Acting,
  governed: GovernedRole,
  owners: readonly PrincipalId[],
  actor: PrincipalId,
): AuthorityFacts => ({
  ...acting,
  governed,
  ownsGroup: acting.principalIds.includes(actor) && owners.includes(actor),
});

async function governedRole(directory: Directory, role: Role): Promise<GovernedRole> {
  switch (role.kind) {
    case 'directory':
      return { role, scopeIdsAround: [], isAssignableToRole: false };
    case 'azure': {
      const scopeIdsAround = await directory.scopesAround('azure', role.directoryScopeId);
      return { role, scopeIdsAround, isAssignableToRole: false };
    }
    case 'group': {
      const group = await directory.principal(role.groupId);
      // Of a group that is gone nobody can tell: the few who manage the stricter kind look after what is left of it.
      return { role, scopeIdsAround: [], isAssignableToRole: group?.type !== 'group' || group.isAssignableToRole };
    }
  }
}

const ownersOf = async (directory: Directory, role: Role): Promise<PrincipalId[]> =>
  role.kind === 'group' ? directory.ownersOf(role.groupId) : [];

/** Who holds one of these roles now: only these principals, where some are given. */
async function listHeld(
  reads: Pick<Reads, 'schedules'>,
  roles: readonly Role[],
  principalIds: readonly PrincipalId[] | undefined,
  now: Instant,
): Promise<Schedule[]> {
  if (roles.length === 0 || principalIds?.length === 0) return [];
  const held = await reads.schedules.list({
    level: 'assignment',
    statuses: ['Provisioned'],
    roles,
    ...(principalIds && { principalIds }),
    limit: manyHolders,
  });
  return held.filter((schedule) => isLive(schedule, now));
}
