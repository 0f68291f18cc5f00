import type { PrincipalId } from '../ids.js';

/** The three kinds of privileged access, as in Microsoft Graph and Azure Resource Manager. */
export type RoleKind = 'directory' | 'azure' | 'group';
export type AccessId = 'member' | 'owner';

/**
 * What is borrowed: a directory role at a directory scope (`/`, `/administrativeUnits/{id}`, `/{objectId}`), an Azure
 * role at a resource scope (`/subscriptions/{id}/…`), or membership or ownership of a group.
 */
export type Role =
  | { kind: 'directory'; roleDefinitionId: string; directoryScopeId: string }
  | { kind: 'azure'; roleDefinitionId: string; directoryScopeId: string }
  | { kind: 'group'; groupId: PrincipalId; accessId: AccessId };

/** One principal's access to one role at one exact scope: what the directory grants, and what leases are counted on. */
export type Access = { principalId: PrincipalId; role: Role };

/** The key of a role at its exact scope. Ids and Azure scopes compare without regard to case. */
export function roleKey(role: Role): string {
  return role.kind === 'group'
    ? `group:${role.groupId}:${role.accessId}`.toLowerCase()
    : `${role.kind}:${role.roleDefinitionId}:${role.directoryScopeId}`.toLowerCase();
}

/** The key of one principal's access: one open request, one set of leases and one grant in the directory each. */
export const accessKey = ({ principalId, role }: Access): string => `${principalId}|${roleKey(role)}`;

/**
 * The key of the policy that governs a role: per role for directory roles, per group and access for groups, per role
 * and resource for Azure roles, whose settings are not inherited down the scopes (Entra PIM, "role settings").
 */
export const policyKey = (role: Role): string =>
  role.kind === 'directory' ? `directory:${role.roleDefinitionId}`.toLowerCase() : roleKey(role);

/** True when both name the same role at the same scope. */
export const sameRole = (one: Role, other: Role): boolean => roleKey(one) === roleKey(other);
