import type { mongo } from 'mongoose';
import type { DecisionItem } from '../../../domain/access-review/access-review.js';
import type { AccessReviewWrites } from '../../../domain/ports/access-reviews.js';
import { StaleVersion } from '../connection/transaction.js';
import type { Models, Row } from '../schemas/models.js';
import {
  accessReviewReads,
  fromInstanceDocument,
  toDefinitionDocument,
  toInstanceDocument,
  toItemDocument,
} from './access-review-rows.js';
import { insertRows, replaceRows } from './write-rows.js';

type Versioned = Row & { version: number };

/** What a transaction does to access reviews, beside reading them. */
export function accessReviewWrites(models: Models, session: mongo.ClientSession): AccessReviewWrites {
  const { items, itemsById, ...reads } = accessReviewReads(models, session);
  // As this transaction has read them: what changes alike in many is then one update.
  const read = new Map<string, Row>();
  const noted = (found: DecisionItem[]) => {
    for (const item of found) read.set(item.id, toItemDocument(item));
    return found;
  };
  return {
    ...reads,
    items: async (query) => noted(await items(query)),
    itemsById: async (ids) => noted(await itemsById(ids)),
    ...definitionWrites(models, session),
    ...instanceWrites(models, session),
    async addItems(added) {
      const [first] = added;
      if (!first) return 0;
      const rows = added.map(toItemDocument);
      const known = await models.accessReviewItems
        .find({ instanceId: first.instanceId, key: { $in: rows.map(({ key }) => key) } }, { _id: 0, key: 1 })
        .session(session)
        .lean();
      const there = new Set(known.map(({ key }) => key));
      const missing = rows.filter(({ key }) => !there.has(key));
      if (missing.length > 0) await insertRows(models.accessReviewItems, missing, session);
      return missing.length;
    },
    async saveItems(changed) {
      if (changed.length === 0) return;
      const rows = changed.map((item) => toItemDocument({ ...item, version: item.version + 1 }));
      await replaceRows(models.accessReviewItems, rows, session, read);
    },
  };
}

const definitionWrites = (
  { accessReviewDefinitions: reviewDefinitions }: Models,
  session: mongo.ClientSession,
): Pick<AccessReviewWrites, 'saveDefinition'> => ({
  async saveDefinition(definition) {
    const row = toDefinitionDocument({ ...definition, version: definition.version + 1 });
    if (definition.version === 0) await insertRows(reviewDefinitions, [row], session);
    else await replaceRows(reviewDefinitions, [row], session);
  },
});

const instanceWrites = (
  { accessReviewInstances: reviewInstances }: Models,
  session: mongo.ClientSession,
): Pick<AccessReviewWrites, 'addInstance' | 'saveInstance' | 'dropInstance' | 'holdOn' | 'claim' | 'claimUntil'> => ({
  async addInstance(instance) {
    await insertRows(reviewInstances, [{ ...toInstanceDocument(instance), leasedUntil: 0 }], session);
  },
  async saveInstance(instance) {
    const row: Versioned = toInstanceDocument({ ...instance, version: instance.version + 1 });
    const { _id, ...fields } = row;
    const gone = optional.filter((field) => fields[field] === undefined);
    const there = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const { matchedCount } = await reviewInstances.updateOne(
      { _id, version: instance.version },
      { $set: there, ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1])) }) },
      { session },
    );
    if (matchedCount === 0) throw new StaleVersion(`review ${_id}`);
  },
  async dropInstance(id) {
    await reviewInstances.deleteOne({ _id: id, status: 'NotStarted' }, { session });
  },
  async holdOn(id) {
    await reviewInstances.updateOne({ _id: id }, { $inc: { version: 1 } }, { session });
  },
  async claim(now, until) {
    const free = { nextStepAt: { $lte: now }, leasedUntil: { $lte: now } };
    const found = await reviewInstances
      .findOneAndUpdate(free, { $set: { leasedUntil: until } }, { session, sort: { nextStepAt: 1 } })
      .lean();
    return found ? fromInstanceDocument(found) : undefined;
  },
  async claimUntil(id, until) {
    await reviewInstances.updateOne({ _id: id }, { $set: { leasedUntil: until } }, { session });
  },
});

/** What an occurrence may lose again. */
const optional = ['lookedAt', 'isUnattended', 'stoppedBy', 'resetAt', 'appliedBy', 'completedDateTime', 'nextStepAt'];
