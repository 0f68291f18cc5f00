import type { mongo } from 'mongoose';
import type { Reads, Transaction } from '../../../domain/ports/store.js';
import { type Authenticators, noAuthenticators } from '../../../domain/proof/authenticators.js';
import type { Models, Row } from '../schemas/models.js';
import { insertRows, replaceRows } from '../store/write-rows.js';

/** Reads with what people prove who they are: in `session`'s snapshot where one is given. */
export const authenticatorReads = (
  { authenticators }: Models,
  session: mongo.ClientSession | null,
): Reads['authenticators'] => ({
  async of(principalId) {
    const found = await authenticators.findOne({ _id: principalId }).session(session).lean();
    return found ? fromDocument(found) : noAuthenticators(principalId);
  },
});

export const authenticatorWrites = (
  { authenticators }: Models,
  session: mongo.ClientSession,
): Pick<Transaction['authenticators'], 'save'> => ({
  async save(changed) {
    const row = toDocument({ ...changed, version: changed.version + 1 });
    if (changed.version === 0) await insertRows(authenticators, [row], session);
    else await replaceRows(authenticators, [row], session);
  },
});

const toDocument = ({ principalId, ...rest }: Authenticators) => ({ _id: principalId as string, ...rest });

function fromDocument({ _id, ...rest }: Row): Authenticators {
  return { principalId: _id, ...rest } as unknown as Authenticators;
}
