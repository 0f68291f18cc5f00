import { principalId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';

/** A role as the value of a choice in a form: by its ids, so that sent back it means just this one. */
export const roleValue = (role: Role): string =>
  role.kind === 'group'
    ? `group:${role.accessId}:${role.groupId}`
    : `${role.kind}:${role.roleDefinitionId}:${role.directoryScopeId}`;

const VALUE = /^(?:group:(member|owner):([^:\s]{1,100})|(directory|azure):([^:\s]{1,100}):(\/\S{0,1000}))$/;

/** The role that a choice's value means; undefined for words. */
export function roleOfValue(value: string): Role | undefined {
  const [, accessId, groupId, kind, roleDefinitionId, directoryScopeId] = VALUE.exec(value) ?? [];
  if (groupId !== undefined) {
    return { kind: 'group', groupId: principalId(groupId), accessId: accessId === 'owner' ? 'owner' : 'member' };
  }
  if (roleDefinitionId === undefined || directoryScopeId === undefined) return undefined;
  return { kind: kind === 'azure' ? 'azure' : 'directory', roleDefinitionId, directoryScopeId };
}
