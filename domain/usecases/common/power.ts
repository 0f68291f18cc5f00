import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Reads } from '../../ports/store.js';
import { isPowerfulDefinition } from '../../role/power.js';
import type { Role } from '../../role/role.js';

export type PowerReach = { directory: Directory; reads: Pick<Reads, 'schedules'> };

/** Beyond so many groups, or so many schedules of theirs, somebody is taken to be powerful: nobody looks any further. */
const mostGroups = 500;
const mostSchedules = 5_000;

/**
 * Whether a role makes an administrator: by its definition, or, of a group's membership and ownership, because the group
 * or one that it is in holds or may activate such a role, as far as Latchkey knows.
 */
export async function isPowerful(reach: PowerReach, role: Role): Promise<boolean> {
  return role.kind === 'group' ? holdsPower(reach, role.groupId) : isPowerfulRole(reach, role);
}

/** Whether somebody holds or may activate what makes an administrator, themself or through groups. */
export const isAdministrator = (reach: PowerReach, principalId: PrincipalId): Promise<boolean> =>
  holdsPower(reach, principalId);

async function isPowerfulRole({ directory }: PowerReach, role: Exclude<Role, { kind: 'group' }>): Promise<boolean> {
  const { kind, roleDefinitionId: id } = role;
  const definition = await directory.roleDefinition(kind, id);
  const isOwn = definition?.assignableScope !== undefined;
  return isPowerfulDefinition({ kind, id, isPrivileged: definition?.isPrivileged ?? false, isOwn });
}

/** Upwards from one principal, through the groups it is in and those that it may become a member or owner of. */
async function holdsPower(reach: PowerReach, principalId: PrincipalId): Promise<boolean> {
  const seen = new Set([principalId]);
  let level = [principalId];
  while (level.length > 0) {
    const around = await Promise.all(level.map((id) => reach.directory.groupsOf(id)));
    const among = [...level, ...unseen(around.flat(), seen)];
    const held = await heldBy(reach, among);
    if (held.length === mostSchedules || seen.size > mostGroups) return true;
    const roles = new Map(held.map(({ role }) => [keyOf(role), role]));
    for (const role of roles.values()) {
      if (role.kind !== 'group' && (await isPowerfulRole(reach, role))) return true;
    }
    level = unseen(
      held.flatMap(({ role }) => (role.kind === 'group' ? [role.groupId] : [])),
      seen,
    );
  }
  return false;
}

const keyOf = (role: Role): string =>
  role.kind === 'group' ? role.groupId : `${role.kind}|${role.roleDefinitionId}`.toLowerCase();

const heldBy = ({ reads }: PowerReach, principalIds: readonly PrincipalId[]) =>
  reads.schedules.list({
    principalIds,
    statuses: ['Granted', 'PendingProvisioning', 'Provisioned'],
    limit: mostSchedules,
  });

function unseen(ids: readonly PrincipalId[], seen: Set<PrincipalId>): PrincipalId[] {
  const fresh = [...new Set(ids)].filter((id) => !seen.has(id));
  for (const id of fresh) seen.add(id);
  return fresh;
}
