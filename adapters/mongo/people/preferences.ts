import type { mongo } from 'mongoose';
import { noPreferences, type Preferences } from '../../../domain/notification/preferences.js';
import type { Reads, Transaction } from '../../../domain/ports/store.js';
import type { Models } from '../schemas/models.js';
import { insertRows, replaceRows } from '../store/write-rows.js';

/** Reads of how people want to be told: in `session`'s snapshot where one is given. */
export const preferenceReads = (
  { preferences }: Models,
  session: mongo.ClientSession | null,
): Reads['preferences'] => ({
  async of(principalId) {
    const found = await preferences.findOne({ _id: principalId }).session(session).lean();
    if (!found) return noPreferences(principalId);
    const { _id, ...rest } = found;
    return { principalId, ...rest } as unknown as Preferences;
  },
});

export const preferenceWrites = (
  { preferences }: Models,
  session: mongo.ClientSession,
): Pick<Transaction['preferences'], 'save'> => ({
  async save({ principalId, ...rest }) {
    const row = { _id: principalId as string, ...rest, version: rest.version + 1 };
    if (rest.version === 0) await insertRows(preferences, [row], session);
    else await replaceRows(preferences, [row], session);
  },
});
