import type { Connection } from 'mongoose';
import type { PrincipalId } from '../../domain/ids.js';
import type { Identities } from '../../domain/ports/identities.js';
import { instant } from '../../domain/time.js';
import { modelsOf } from './models.js';
import { reached } from './reached.js';

/** People wait for what is read here, in milliseconds. */
const patience = 2_000;

/** Who is who on which platform, kept in the database. */
export function mongoIdentities(connection: Connection): Identities {
  const { identities } = modelsOf(connection);
  return reached<Identities>(
    {
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
    },
    patience,
  );
}
