import { z } from 'zod';
import { principalId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';

const id = z.string().min(1).max(100);
const Address = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['directory', 'azure']),
    role: id,
    scope: z.string().min(1).max(1000).startsWith('/'),
  }),
  z.object({ kind: z.literal('group'), group: id.transform(principalId), access: z.enum(['member', 'owner']) }),
]);

/** A role as the query of an address: `kind=directory&role=…&scope=%2F`. */
export function roleQuery(role: Role): string {
  const parts =
    role.kind === 'group'
      ? { kind: role.kind, group: role.groupId, access: role.accessId }
      : { kind: role.kind, role: role.roleDefinitionId, scope: role.directoryScopeId };
  return new URLSearchParams(parts).toString();
}

/** The role that an address's query names; undefined where it names none. */
export function roleOfQuery(query: unknown): Role | undefined {
  const parsed = Address.safeParse(query);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  return data.kind === 'group'
    ? { kind: 'group', groupId: data.group, accessId: data.access }
    : { kind: data.kind, roleDefinitionId: data.role, directoryScopeId: data.scope };
}
