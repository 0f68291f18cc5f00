import type { Connection } from 'mongoose';
import type { Surface } from '../../../domain/identity/surface.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Identities, IdentityLinks, LinkedIdentity } from '../../../domain/ports/identities.js';
import { instant } from '../../../domain/time.js';
import { retryWhileUnavailable } from '../connection/retry-while-unavailable.js';
import { modelsOf } from '../schemas/models.js';

/** People wait for what is read here, in milliseconds. */
const timeout = 2_000;

/** Who is who on which platform, kept in the database. */
export function mongoIdentities(connection: Connection): Identities & IdentityLinks {
  const { identities } = modelsOf(connection);
  const hasAnother = async ({ surface, externalId }: LinkedIdentity, principalId: PrincipalId) =>
    (await identities.exists({ surface, principalId, externalId: { $ne: externalId } })) !== null;
  const methods: Identities & IdentityLinks = {
    async principalOf(surface, externalId) {
      const found = await identities.findOne({ _id: `${surface}:${externalId}` }).lean();
      return found?.principalId as PrincipalId | undefined;
    },
    async find(surface, principalId) {
      const found = await identities.findOne({ surface, principalId }).lean();
      return found ? { externalId: String(found.externalId), address: found.address } : undefined;
    },
    async link(surface, externalId, principalId, address) {
      const identity = { surface, externalId, principalId, ...(address !== undefined && { address }) };
      await identities.updateOne({ _id: `${surface}:${externalId}` }, { $set: identity }, { upsert: true });
    },
    async saw(surface, externalId, profile, at) {
      const identity = { _id: `${surface}:${externalId}`, seenAt: { $not: { $gt: at } } };
      await identities.updateOne(identity, { $set: { profile, seenAt: at } });
    },
    async lastSeen(surface, externalId) {
      const found = await identities.findOne({ _id: `${surface}:${externalId}` }).lean();
      return typeof found?.seenAt === 'number' ? { profile: found.profile, at: instant(found.seenAt) } : undefined;
    },
    async allOf(principalId) {
      const surfaces: Surface[] = ['slack', 'teams', 'web'];
      const found = await identities
        .find({ surface: { $in: surfaces }, principalId })
        .sort({ surface: 1 })
        .lean();
      return found.map(({ surface, externalId }) => ({ surface, externalId }) as LinkedIdentity);
    },
    async claim(identity, principalId) {
      const _id = `${identity.surface}:${identity.externalId}`;
      if (await hasAnother(identity, principalId)) return 'has-another';
      const insert = { $setOnInsert: { ...identity, principalId } };
      const { upsertedCount } = await identities.updateOne({ _id }, insert, { upsert: true });
      const kept = await identities.findOne({ _id }).lean();
      if (kept?.principalId !== principalId) return 'taken';
      // Two accounts claimed by one person at once: each sees the other only now, and the later looker gives way.
      if (upsertedCount === 0 || !(await hasAnother(identity, principalId))) return 'linked';
      await identities.deleteOne({ _id, principalId });
      return 'has-another';
    },
    async unlink({ surface, externalId }, principalId) {
      const { deletedCount } = await identities.deleteOne({ _id: `${surface}:${externalId}`, principalId });
      return deletedCount > 0;
    },
  };
  return retryWhileUnavailable(methods, timeout);
}
