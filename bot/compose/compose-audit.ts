import { existsSync } from 'node:fs';
import { syslogTarget } from '../../adapters/audit-forward/syslog.js';
import { webhookTarget } from '../../adapters/audit-forward/webhook.js';
import { appendCheckpoint, readCheckpoints } from '../../adapters/system/checkpoint-file.js';
import { sha256 } from '../../adapters/system/hash.js';
import { systemIds } from '../../adapters/system/ids.js';
import { pinoLog } from '../../adapters/system/log.js';
import { auditForwardCard } from '../../cards/audit/audit-forward-card.js';
import type { AuditFault } from '../../domain/audit/verification.js';
import { correlationId } from '../../domain/ids.js';
import type { Log } from '../../domain/ports/system.js';
import { after, duration, type Instant, minutes } from '../../domain/time.js';
import { retireAudit, retirementCursor } from '../../domain/usecases/audit/retire-audit.js';
import { sealAudit } from '../../domain/usecases/audit/seal-audit.js';
import { type Verified, verifyAudit } from '../../domain/usecases/audit/verify-audit.js';
import type { AuditSettings } from '../config/audit-variables.js';
import type { Config } from '../config/config.js';
import { auditCheckpoints } from '../jobs/audit-checkpoints.js';
import { type AuditTarget, auditForwarder, forwardCursor } from '../jobs/audit-forwarder.js';
import { auditSealer } from '../jobs/audit-sealer.js';
import { tellAdmins } from '../notify/tell-admins.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';
import { type Database, type DatabaseOptions, openDatabase } from './compose-database.js';

export type AuditParts = {
  database: Database;
  log: Log;
  settings: AuditSettings;
  /** The file in which seals are published; nowhere unless given. */
  checkpointFile?: string | undefined;
  /** Where administrators are told. */
  surfaces: () => Parameters<typeof tellAdmins>[3];
};

/**
 * Everything that keeps the audit log: sealing it, publishing its seals in a file where one is named, sending it where
 * the settings say, and taking off it what the policy does not keep. To wake it is to say that something was logged.
 */
export function openAudit(parts: AuditParts): Wakeable {
  const { database, log, settings, checkpointFile } = parts;
  const { seals, clock } = database;
  const publish = async (head: Parameters<typeof appendCheckpoint>[1]) => {
    if (checkpointFile !== undefined) await appendCheckpoint(checkpointFile, head);
  };
  const checkpoints = auditCheckpoints(publish, log);
  const targets = targetsOf(settings, database);
  const forwarders = targets.map((target) => forwarderOf(parts, target));
  const sealer = auditSealer({
    seal: sealAudit({ seals, hash: sha256, clock, log }),
    sealed(head) {
      checkpoints.sealed(head);
      for (const forwarder of forwarders) forwarder.wake();
    },
    clock,
    log,
  });
  const others = [...forwarders, ...retirement(parts, targets)];
  return {
    wake: sealer.wake,
    start() {
      for (const each of [sealer, ...others]) each.start();
    },
    async stop() {
      await sealer.stop();
      await checkpoints.stop();
      await Promise.all(others.map((each) => each.stop()));
    },
  };
}

const targetsOf = ({ webhook, syslog }: AuditSettings, { clock }: Database): AuditTarget[] => [
  ...(webhook ? [webhookTarget(webhook, clock.now)] : []),
  ...(syslog ? [syslogTarget(syslog)] : []),
];

function forwarderOf({ database, log, surfaces }: AuditParts, target: AuditTarget): Wakeable {
  const { seals, auditCursors: cursors, clock, queue, zones } = database;
  const tell = async (failingSince: Instant, isOver: boolean) => {
    const now = clock.now();
    const key = `${forwardCursor(target)}|${failingSince}|${isOver ? 'over' : 'failing'}`;
    const card = auditForwardCard({ target: target.name, failingSince, isOver }, { timeZone: zones.home, now });
    const told = tellAdmins(key, card, correlationId(systemIds.next()), surfaces());
    for (const delivery of told) await queue.enqueue(delivery, now);
  };
  return auditForwarder({ target, seals, cursors, tell, clock, log, random: Math.random });
}

/** Nothing is retired where no policy says so, nor before it was sent to where everything is sent. */
function retirement({ database, log, settings }: AuditParts, targets: readonly AuditTarget[]): Wakeable[] {
  if (settings.retention === undefined) return [];
  const { auditCursors: cursors, clock } = database;
  const retire = retireAudit({
    ...database,
    cursors,
    remove: database.removeRetired,
    ids: systemIds,
    retention: duration(settings.retention),
    async mayGoThrough() {
      const sent = await Promise.all(
        targets.map(async (target) => (await cursors.read(forwardCursor(target)))?.number ?? 0),
      );
      return Math.min(Number.MAX_SAFE_INTEGER, ...sent);
    },
  });
  const pause = minutes(2);
  return [
    wakeable({
      name: 'audit-retention',
      async run() {
        await retire();
        return after(clock.now(), pause);
      },
      clock,
      log,
      safetyPoll: pause,
    }),
  ];
}

/** What does not go well with the audit log, in words; nothing where all does. */
export async function auditTroubles(database: Database, settings: AuditSettings): Promise<string[]> {
  const { seals, auditCursors: cursors, clock } = database;
  const now = clock.now();
  const waitsSince = await seals.waitsSince();
  const unsealed = waitsSince !== undefined && now >= after(waitsSince, minutes(1));
  const failing = await Promise.all(
    targetsNamed(settings).map(async (name) =>
      (await cursors.read(forwardCursor({ name })))?.failingSince ? [name] : [],
    ),
  );
  return [
    ...(unsealed ? ['entries of the record have not been sealed for over a minute'] : []),
    ...failing
      .flat()
      .map((name) => `the record does not reach the ${name}: it is tried again, and nothing of it is lost`),
  ];
}

const targetsNamed = ({ webhook, syslog }: AuditSettings) => [
  ...(webhook ? ['webhook'] : []),
  ...(syslog ? ['syslog'] : []),
];

/** What `npm run verify-audit` says as it goes. */
export type VerifyAuditOutput = {
  /** Whether this is the demo's database. */
  kind(kind: Database['mark']['kind']): void;
  found(fault: AuditFault): void;
  /** A line of the checkpoints says nothing. */
  unreadable(line: number): void;
  /** There are no checkpoints to compare with. */
  noFile(): void;
};

/**
 * Verifies the audit log of these settings' database against its seals and the checkpoints outside. Throws in words for
 * people.
 */
export async function verifyRecord(
  config: Config,
  options: DatabaseOptions,
  { kind, found, unreadable, noFile }: VerifyAuditOutput,
): Promise<Verified> {
  const { checkpoints, retention } = config.audit;
  const database = await openDatabase(config, { ...options, use: 'looks' }, pinoLog(config.logLevel));
  kind(database.mark.kind);
  try {
    return await verifyAudit({
      seals: database.seals,
      hash: sha256,
      checkpoints: existsSync(checkpoints) ? readCheckpoints(checkpoints, unreadable) : none(noFile),
      retiredThrough: async () => (await database.auditCursors.read(retirementCursor))?.part ?? 0,
      retention: retention === undefined ? undefined : duration(retention),
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
