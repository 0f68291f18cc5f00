import type { PrincipalId } from '../ids.js';
import type { ForbiddenAssignee } from '../refusal.js';
import type { Role } from '../role/role.js';
import type { Expiration, Level } from './schedule-request.js';

/** Who is to get a role, as decisions need them. */
export type Assignee = {
  principalId: PrincipalId;
  type: 'user' | 'group' | 'servicePrincipal';
  isEnabled: boolean;
  isGuest: boolean;
  /** True for groups that directory roles may be given to. */
  isAssignableToRole: boolean;
};

/** The group a role belongs to, as decisions need it. */
export type RoleGroup = { isAssignableToRole: boolean; isDynamic: boolean; isSynced: boolean };

type AssignmentTerms = { role: Role; group?: RoleGroup | undefined; level: Level; expiration: Expiration };

/**
 * What the kind of the role forbids of this assignee; undefined where nothing stands in the way. Service principals
 * are never eligible and active only for a time; directory roles take role-assignable groups only; a role-assignable
 * group has no group among its active members; groups own nothing; dynamic and synced groups are managed elsewhere.
 * Source: Entra PIM, principals by kind.
 */
export function forbiddenAssignee(assignee: Assignee, input: AssignmentTerms): ForbiddenAssignee | undefined {
  if (input.group?.isDynamic) return 'dynamic-group';
  if (input.group?.isSynced) return 'synced-group';
  switch (assignee.type) {
    case 'servicePrincipal':
      return forbiddenToService(input);
    case 'user':
      return assignee.isGuest && input.level === 'eligibility' ? 'guest-eligible' : undefined;
    case 'group':
      return forbiddenToGroup(assignee, input);
  }
}

function forbiddenToService({ level, expiration }: AssignmentTerms): ForbiddenAssignee | undefined {
  if (level === 'eligibility') return 'service-principal-eligible';
  return expiration.type === 'noExpiration' ? 'service-principal-permanent' : undefined;
}

function forbiddenToGroup(
  { principalId, isAssignableToRole }: Assignee,
  { role, group, level }: AssignmentTerms,
): ForbiddenAssignee | undefined {
  if (role.kind === 'azure') return undefined;
  if (role.kind === 'directory') return isAssignableToRole ? undefined : 'group-not-role-assignable';
  if (role.groupId === principalId) return 'group-in-itself';
  if (role.accessId === 'owner') return 'group-as-owner';
  return level === 'assignment' && group?.isAssignableToRole ? 'group-active-in-role-assignable-group' : undefined;
}
