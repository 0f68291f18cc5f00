import { existsSync } from 'node:fs';
import { appendCheckpoint, readCheckpoints } from '../adapters/system/checkpoint-file.js';
import { sha256 } from '../adapters/system/hash.js';
import { pinoLog } from '../adapters/system/log.js';
import type { AuditFault } from '../domain/audit/verification.js';
import type { Log } from '../domain/ports/system.js';
import { sealAudit } from '../domain/usecases/seal-audit.js';
import { type Verified, verifyAudit } from '../domain/usecases/verify-audit.js';
import { auditCheckpoints } from './audit-checkpoints.js';
import { auditSealer } from './audit-sealer.js';
import { type Database, type DatabaseOptions, openDatabase } from './compose-database.js';
import type { Config } from './config.js';
import type { Wakeable } from './wakeable.js';

/** Everything that keeps the record: sealing it, and publishing its seals in a file, where one is named. */
export function openAudit(database: Database, log: Log, checkpointFile: string | undefined): Wakeable {
  const { seals, clock } = database;
  const publish = async (head: Parameters<typeof appendCheckpoint>[1]) => {
    if (checkpointFile !== undefined) await appendCheckpoint(checkpointFile, head);
  };
  const checkpoints = auditCheckpoints(publish, log);
  const sealer = auditSealer({
    seal: sealAudit({ seals, hash: sha256, clock, log }),
    sealed: checkpoints.sealed,
    clock,
    log,
  });
  return {
    ...sealer,
    async stop() {
      await sealer.stop();
      await checkpoints.stop();
    },
  };
}

/** What `npm run verify-audit` says as it goes. */
export type VerifyAuditOutput = {
  found(fault: AuditFault): void;
  /** A line of the checkpoints says nothing. */
  unreadable(line: number): void;
  /** There are no checkpoints to compare with. */
  noFile(): void;
};

/** Verifies the record of these settings' database against its seals and the checkpoints outside. Throws in words for people. */
export async function verifyRecord(
  config: Config,
  options: DatabaseOptions,
  { found, unreadable, noFile }: VerifyAuditOutput,
): Promise<Verified> {
  const database = await openDatabase(config, options, pinoLog(config.logLevel));
  try {
    return await verifyAudit({
      seals: database.seals,
      hash: sha256,
      checkpoints: existsSync(config.auditCheckpoints)
        ? readCheckpoints(config.auditCheckpoints, unreadable)
        : none(noFile),
      retiredThrough: async () => 0,
      retention: undefined,
      found,
    })();
  } finally {
    await database.close();
  }
}

async function* none(noFile: () => void): AsyncGenerator<never> {
  noFile();
  yield* [];
}
