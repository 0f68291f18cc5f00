import type { Connection } from 'mongoose';
import type { AuditCursors, ClaimedCursor } from '../../../domain/ports/audit-cursors.js';
import type { Instant } from '../../../domain/time.js';
import { modelsOf, type Row } from '../schemas/models.js';

/** The cursors on MongoDB: a document each. `newLease` makes a name for a claim that nobody had before. */
export function mongoAuditCursors(connection: Connection, newLease: () => string): AuditCursors {
  const { auditCursors } = modelsOf(connection);
  return {
    async claim(name, now, length) {
      const start = { number: 0, part: 0, leasedUntil: 0, attempts: 0 };
      await auditCursors.updateOne({ _id: name }, { $setOnInsert: start }, { upsert: true });
      const lease = newLease();
      const free = { _id: name, leasedUntil: { $lte: now } };
      const claimed = await auditCursors
        .findOneAndUpdate(free, { $set: { lease, leasedUntil: now + length } }, { returnDocument: 'after' })
        .lean();
      return claimed ? { ...positionOf(claimed), lease, attempts: Number(claimed.attempts) } : undefined;
    },
    async move(name, lease, to, until) {
      const change = { $set: { ...to, leasedUntil: until, attempts: 0 }, $unset: { failingSince: 1, fault: 1 } };
      return (await auditCursors.updateOne({ _id: name, lease }, change)).matchedCount === 1;
    },
    async release(name, lease, until) {
      await auditCursors.updateOne({ _id: name, lease }, { $set: { leasedUntil: until }, $unset: { lease: 1 } });
    },
    async failed(name, lease, fault, now, until) {
      const since = { failingSince: { $ifNull: ['$failingSince', now] }, attempts: { $add: ['$attempts', 1] } };
      const change = [{ $set: { ...since, fault: { $literal: fault }, leasedUntil: until } }, { $unset: 'lease' }];
      await auditCursors.updateOne({ _id: name, lease }, change, { updatePipeline: true });
    },
    async read(name) {
      const found = await auditCursors.findOne({ _id: name }).lean();
      return found ? positionOf(found) : undefined;
    },
  };
}

const positionOf = ({ number, part, failingSince }: Row): Pick<ClaimedCursor, 'number' | 'part' | 'failingSince'> => ({
  number: Number(number),
  part: Number(part),
  failingSince: failingSince as Instant | undefined,
});
