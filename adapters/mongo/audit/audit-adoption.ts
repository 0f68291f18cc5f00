import type { Connection, mongo } from 'mongoose';
import { minutes } from '../../../domain/time.js';
import { runTransaction } from '../connection/transaction.js';
import type { Models, Row } from '../schemas/models.js';
import { insertRows } from '../store/write-rows.js';

const deadline = minutes(1);
/** A mark made here names so many entries. */
const together = 1_000;

/**
 * Marks what was in the audit log before there were seals, so that it is sealed too. In one transaction, and never
 * again: what it sees has a mark, or is marked by it.
 */
export const adoptAudit = (connection: Connection, models: Models): Promise<void> =>
  runTransaction(connection, deadline, async (session) => {
    const { auditCursors, auditUnsealed } = models;
    if (await auditCursors.findOne({ _id: 'adoption' }).session(session).lean()) return;
    for await (const ids of unmarked(models, session)) {
      await insertRows(auditUnsealed, [{ _id: `${ids[0]}+`, at: 0, ids }], session);
    }
    const done: Row = { _id: 'adoption', number: 0, part: 0, leasedUntil: 0, attempts: 0 };
    await insertRows(auditCursors, [done], session);
  });

/** The ids of entries that no mark names, some at a time. */
async function* unmarked({ audit, auditUnsealed }: Models, session: mongo.ClientSession): AsyncGenerator<string[]> {
  const marks = await auditUnsealed.find().session(session).lean();
  const marked = new Set(marks.flatMap(({ ids }) => ids as string[]));
  let chunk: string[] = [];
  for await (const { _id } of audit.find({}, { _id: 1 }).sort({ _id: 1 }).session(session).lean()) {
    if (!marked.has(_id)) chunk.push(_id);
    if (chunk.length === together) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
