import type { Connection, mongo } from 'mongoose';
import type { Block, BlockHead, StoredEntry } from '../../../domain/audit/chain.js';
import type { AuditCounts, AuditSeals } from '../../../domain/ports/audit-seals.js';
import { type Instant, seconds } from '../../../domain/time.js';
import { runTransaction } from '../connection/transaction.js';
import { type Models, modelsOf, type Row } from '../schemas/models.js';
import { readAll } from '../store/read-all.js';
import { insertRows } from '../store/write-rows.js';
import { adoptAudit } from './audit-adoption.js';
import { auditStrays } from './audit-strays.js';

const deadline = seconds(10);
/** Marks that are read at once. */
const portion = 100;

/** Blocks read ahead in one answer of the server. */
const together = 4;
const headFields = { _id: 1, previous: 1, sealedAt: 1, hash: 1 } as const;

const idOf = (number: number) => String(number).padStart(12, '0');

/** The seals on MongoDB: a document for each block, whose id is its number, so that no number is taken twice. */
export function mongoAuditSeals(connection: Connection): AuditSeals {
  const models = modelsOf(connection);
  const { audit, auditBlocks, auditUnsealed } = models;
  return {
    head: () => headIn(models, null),
    async unsealed(limit) {
      const marks: string[] = [];
      const ids: string[] = [];
      // Portion by portion: a mark of what time has ended at once names hundreds of entries.
      const waiting = auditUnsealed.collection.find().sort({ _id: 1 }).batchSize(portion);
      for await (const mark of waiting) {
        const more = mark.ids as string[];
        if (ids.length > 0 && ids.length + more.length > limit) break;
        marks.push(String(mark._id));
        ids.push(...more);
      }
      return { marks, ids };
    },
    async waitsSince() {
      const first = await auditUnsealed.findOne().sort({ _id: 1 }).lean();
      return first?.at as Instant | undefined;
    },
    async entries(ids) {
      const found = audit.collection.find({ _id: { $in: ids as never[] } }, { batchSize: ids.length + 1 });
      return (await readAll(found)) as unknown as StoredEntry[];
    },
    store: (block, marks) =>
      runTransaction(connection, deadline, async (session) => {
        const last = await headIn(models, session);
        if ((last?.number ?? 0) !== block.number - 1) return false;
        await insertRows(auditBlocks, [toRow(block)], session);
        const { deletedCount } = await auditUnsealed.deleteMany({ _id: { $in: [...marks] } }, { session });
        if (deletedCount !== marks.length) throw new Error('what waited to be sealed was sealed in another block');
        return true;
      }),
    adopt: () => adoptAudit(connection, models),
    async *blocks(after) {
      const found = auditBlocks.collection.find({ _id: { $gt: idOf(after) as never } }, { batchSize: together });
      for await (const row of found.sort({ _id: 1 })) yield fromRow(row as unknown as Row);
    },
    async heads(numbers) {
      const rows = await auditBlocks.find({ _id: { $in: numbers.map(idOf) } }, headFields).lean();
      return rows.map(toHead);
    },
    counts: (after) => countsIn(connection, models, after),
    strays: (limit) => auditStrays(models, limit),
  };
}

const toRow = ({ number, leaves, ...block }: Block): Row => ({ _id: idOf(number), ...block, leaves: [...leaves] });

const toHead = ({ _id, previous, sealedAt, hash }: Row): BlockHead =>
  ({ number: Number(_id), previous, sealedAt, hash }) as BlockHead;

const fromRow = (row: Row): Block => ({ ...toHead(row), leaves: row.leaves as Block['leaves'] });

async function headIn({ auditBlocks }: Models, session: mongo.ClientSession | null): Promise<BlockHead | undefined> {
  const last = await auditBlocks.findOne({}, headFields).sort({ _id: -1 }).session(session).lean();
  return last ? toHead(last) : undefined;
}

async function countsIn(connection: Connection, models: Models, after: number): Promise<AuditCounts> {
  const session = await connection.startSession({ snapshot: true });
  const count = async (from: Models['audit'], sizes: string | undefined, filter = {}) => {
    const size = sizes === undefined ? 1 : { $size: sizes };
    const [found] = await from
      .aggregate<{ count: number }>([{ $match: filter }, { $group: { _id: null, count: { $sum: size } } }])
      .session(session);
    return found?.count ?? 0;
  };
  try {
    const entries = await count(models.audit, undefined);
    const unsealed = await count(models.auditUnsealed, '$ids');
    const later = await count(models.auditBlocks, '$leaves', { _id: { $gt: idOf(after) } });
    return { entries, unsealed, later };
  } finally {
    await session.endSession();
  }
}
