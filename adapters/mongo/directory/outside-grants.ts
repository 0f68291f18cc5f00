import type { mongo } from 'mongoose';
import type { Transaction } from '../../../domain/ports/store.js';
import { accessKey } from '../../../domain/role/role.js';
import type { Models } from '../schemas/models.js';

/** What is known of grants that nobody made through Latchkey. Two who find the same one at once: one of them has. */
export const outsideGrantsOf = ({ outsideGrants }: Models, session: mongo.ClientSession): Transaction['outside'] => ({
  async find(accesses, now, rememberedUntil) {
    const named = new Map(accesses.map((access) => [accessKey(access), access]));
    const kept = await outsideGrants
      .find({ _id: { $in: [...named.keys()] } })
      .session(session)
      .lean();
    // What the database takes away in its own time may be there still.
    const known = new Set(kept.filter((each) => Number(each.expiresAt) > now).map(({ _id }) => _id));
    const expiresAt = new Date(rememberedUntil);
    await outsideGrants.updateMany({ _id: { $in: [...known] } }, { $set: { expiresAt } }, { session });
    const found = [...named.keys()].filter((key) => !known.has(key));
    await outsideGrants.deleteMany({ _id: { $in: found } }, { session });
    await outsideGrants.insertMany(
      found.map((_id) => ({ _id, expiresAt, foundAt: now, access: named.get(_id) })),
      { session },
    );
    // Those of before it was kept what access they are about.
    for (const { _id } of kept.filter((each) => known.has(each._id) && each.access === undefined)) {
      await outsideGrants.updateOne({ _id }, { $set: { access: named.get(_id) } }, { session });
    }
    return [...named].filter(([key]) => !known.has(key)).map(([, access]) => access);
  },
});
