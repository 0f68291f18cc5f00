import { z } from 'zod';
import { principalId } from '../domain/ids.js';

/** An id, as a button carries it. */
export const shortId = z.string().min(1).max(100);

/** The id of a person or group. */
export const personId = shortId.transform(principalId);

const roleAt = { roleDefinitionId: shortId, directoryScopeId: z.string().min(1).max(1000) };

/** A role at its scope, by ids. */
export const roleShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), ...roleAt }),
  z.strictObject({ kind: z.literal('azure'), ...roleAt }),
  z.strictObject({
    kind: z.literal('group'),
    groupId: personId,
    accessId: z.enum(['member', 'owner']),
  }),
]);
