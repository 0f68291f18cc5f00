import type { Model, mongo, Schema } from 'mongoose';
import { StaleVersion } from '../connection/transaction.js';
import type { Row } from '../schemas/models.js';
import { rowCheck } from './check-row.js';

/** A row under the compare-and-swap: its version is that of the write, one above what was read. */
type Versioned = Row & { version: number };

const checks = new WeakMap<Schema, ReturnType<typeof rowCheck>>();

/** Throws where a row is not what its model's schema declares. */
function check({ schema }: Model<Row>, rows: readonly object[]): void {
  const known = checks.get(schema) ?? rowCheck(schema);
  checks.set(schema, known);
  for (const row of rows) known(row, 'row');
}

/** Adds rows, each checked against the model's schema. Throws TypeError for one that is not as declared. */
export async function insertRows(model: Model<Row>, rows: readonly Row[], session: mongo.ClientSession): Promise<void> {
  check(model, rows);
  await model.collection.insertMany(rows as never[], { session });
}

/**
 * Compare-and-swap of rows on `version`, each checked against the model's schema. `read`: rows as this transaction has
 * read them, by id; what changes alike in those is one update, for a batch that time moves changes alike. The
 * others are replaced.
 * Throws StaleVersion where one has changed since it was read, TypeError for one that is not as declared.
 */
export async function replaceRows(
  model: Model<Row>,
  rows: readonly Versioned[],
  session: mongo.ClientSession,
  read: Map<string, Row> = new Map(),
): Promise<void> {
  check(model, rows);
  const replaced: mongo.AnyBulkWriteOperation<Row>[] = [];
  const alike = new Map<string, { version: number; change: mongo.UpdateFilter<Row>; ids: string[] }>();
  for (const row of rows) {
    const { _id, ...replacement } = row;
    const version = row.version - 1;
    const before = read.get(_id);
    read.delete(_id);
    if (before?.version !== version) {
      replaced.push({ replaceOne: { filter: { _id, version }, replacement } });
      continue;
    }
    const change = changeOf(before, row);
    const key = JSON.stringify(change);
    const group = alike.get(key) ?? { version, change, ids: [] };
    group.ids.push(_id);
    alike.set(key, group);
  }
  const updates = [...alike.values()].map(({ ids, version, change }) =>
    ids.length === 1
      ? { updateOne: { filter: { _id: ids[0] as string, version }, update: change } }
      : { updateMany: { filter: { _id: { $in: ids }, version }, update: change } },
  );
  const { matchedCount } = await model.collection.bulkWrite([...replaced, ...updates] as never[], { session });
  if (matchedCount !== rows.length) throw new StaleVersion(`one of ${rows.length} in ${model.collection.name}`);
}

/** What makes one row of another. A part that is the same object is the same; any other is written again. */
function changeOf(before: Row, after: Row): mongo.UpdateFilter<Row> {
  const changed = Object.entries(after).filter(([field, value]) => value !== undefined && value !== before[field]);
  const gone = Object.keys(before).filter((field) => after[field] === undefined);
  return {
    $set: Object.fromEntries(changed),
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1 as const])) }),
  };
}
