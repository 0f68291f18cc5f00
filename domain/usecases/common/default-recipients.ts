import { isLive } from '../../assignment/schedule.js';
import type { PrincipalId } from '../../ids.js';
import { mostRecipients } from '../../notification/decide-notifications.js';
import type { Role } from '../../role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../role/well-known.js';
import { type ApproverReach, peopleIn, whoeverIs } from './reach.js';

/** More holders than this of what decides about one role is a fault in the data. */
const manyHolders = 5_000;

const directoryRoles: readonly Role[] = [
  wellKnownRole.privilegedRoleAdministrator,
  wellKnownRole.securityAdministrator,
  wellKnownRole.globalAdministrator,
].map((roleDefinitionId) => ({ kind: 'directory', roleDefinitionId, directoryScopeId: '/' }));

/**
 * The enabled people who hear as administrators of what happens to a role, in the order of their ids, at most the first
 * 1,000; without a role, of what concerns the directory. Directory roles: whoever actively is Privileged Role, Security
 * or Global Administrator. Azure: whoever is Owner or User Access Administrator there or around it, eligible or for
 * good. Groups: those who own them permanently. Source: Entra PIM, default recipients of each kind.
 */
export async function administratorsOf(reach: ApproverReach, role: Role | undefined): Promise<PrincipalId[]> {
  const ids = await holdersFor(reach, role);
  const people = await peopleIn(reach.directory, whoeverIs([...new Set(ids)]));
  return [...people].sort().slice(0, mostRecipients);
}

async function holdersFor(reach: ApproverReach, role: Role | undefined): Promise<PrincipalId[]> {
  switch (role?.kind) {
    case 'azure':
      return azureAdministrators(reach, role.directoryScopeId);
    case 'group':
      return ownersForGood(reach, role.groupId);
    default:
      return (await live(reach, 'assignment', directoryRoles)).map(({ principalId }) => principalId);
  }
}

async function azureAdministrators(reach: ApproverReach, scopeId: string): Promise<PrincipalId[]> {
  const around = await reach.directory.scopesAround('azure', scopeId);
  const roles = around.flatMap((directoryScopeId) =>
    Object.values(wellKnownAzureRole).map(
      (roleDefinitionId): Role => ({ kind: 'azure', roleDefinitionId, directoryScopeId }),
    ),
  );
  const [eligible, held] = await Promise.all([live(reach, 'eligibility', roles), live(reach, 'assignment', roles)]);
  return [...eligible, ...held.filter(isForGood)].map(({ principalId }) => principalId);
}

/** The directory knows who owns a group, and Latchkey who does so for a time only. */
async function ownersForGood(reach: ApproverReach, groupId: PrincipalId): Promise<PrincipalId[]> {
  const ownership: Role = { kind: 'group', groupId, accessId: 'owner' };
  const [owners, held] = await Promise.all([reach.directory.ownersOf(groupId), live(reach, 'assignment', [ownership])]);
  const forGood = new Set(held.filter(isForGood).map(({ principalId }) => principalId));
  const forNow = new Set(held.map(({ principalId }) => principalId).filter((id) => !forGood.has(id)));
  return [...owners.filter((id) => !forNow.has(id)), ...forGood];
}

const isForGood = ({ assignmentType, endDateTime }: { assignmentType: string; endDateTime?: unknown }) =>
  assignmentType === 'assigned' && endDateTime === undefined;

async function live({ reads, now }: ApproverReach, level: 'eligibility' | 'assignment', roles: readonly Role[]) {
  const found = await reads.schedules.list({ level, statuses: ['Provisioned'], roles, limit: manyHolders });
  return found.filter((schedule) => isLive(schedule, now));
}
