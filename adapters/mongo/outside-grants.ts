import type { mongo } from 'mongoose';
import type { Transaction } from '../../domain/ports/store.js';
import { accessKey } from '../../domain/role/role.js';
import type { Models } from './models.js';

/** What is known of grants that nobody made through Latchkey. Two who find the same one at once: one of them has. */
export const outsideGrantsOf = ({ outsideGrants }: Models, session: mongo.ClientSession): Transaction['outside'] => ({
  async find(accesses, rememberedUntil) {
    const keys = accesses.map(accessKey);
    const known = await outsideGrants
      .find({ _id: { $in: keys } })
      .session(session)
      .lean();
    const expiresAt = new Date(rememberedUntil);
    await outsideGrants.updateMany({ _id: { $in: known.map(({ _id }) => _id) } }, { $set: { expiresAt } }, { session });
    const isKnown = new Set(known.map(({ _id }) => _id));
    const found = new Map(accesses.map((access) => [accessKey(access), access]));
    const fresh = [...found].filter(([key]) => !isKnown.has(key));
    await outsideGrants.insertMany(
      fresh.map(([_id]) => ({ _id, expiresAt })),
      { session },
    );
    return fresh.map(([, access]) => access);
  },
});
