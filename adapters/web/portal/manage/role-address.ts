import { z } from 'zod';
import { principalId } from '../../../../domain/ids.js';
import type { Role } from '../../../../domain/role/role.js';

const id = z.string().min(1).max(100);
const Address = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['directory', 'azure']),
    role: id,
    scope: z.string().min(1).max(1000).startsWith('/'),
  }),
  z.object({ kind: z.literal('group'), group: id.transform(principalId), access: z.enum(['member', 'owner']) }),
]);

/** The role that an address's query names; undefined where it names none. */
export function roleOfQuery(query: unknown): Role | undefined {
  const parsed = Address.safeParse(query);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  return data.kind === 'group'
    ? { kind: 'group', groupId: data.group, accessId: data.access }
    : { kind: data.kind, roleDefinitionId: data.role, directoryScopeId: data.scope };
}
