import type { Connection } from 'mongoose';
import { modelsOf } from '../schemas/models.js';

/** The one place that takes entries out of the audit log: those of these ids, which a sealed entry has retired. */
export const mongoAuditRetirement =
  (connection: Connection) =>
  async (ids: readonly string[]): Promise<void> => {
    await modelsOf(connection).audit.collection.deleteMany({ _id: { $in: ids as never[] } });
  };
