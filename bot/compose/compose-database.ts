import { randomUUID } from 'node:crypto';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../adapters/directory/builtin/builtin-provisioner.js';
import { mongoAuditCursors } from '../../adapters/mongo/audit/audit-cursors.js';
import { mongoAuditLog } from '../../adapters/mongo/audit/audit-log.js';
import { mongoAuditRetirement } from '../../adapters/mongo/audit/audit-retirement.js';
import { mongoAuditSeals } from '../../adapters/mongo/audit/audit-seals.js';
import { databaseClock } from '../../adapters/mongo/connection/database-clock.js';
import { watchLeases } from '../../adapters/mongo/connection/watch-changes.js';
import { mongoDigestReads } from '../../adapters/mongo/directory/digest-reads.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { mongoDeliveryQueue } from '../../adapters/mongo/outbox/delivery-queue.js';
import { mongoBrowserSessions } from '../../adapters/mongo/people/browser-sessions.js';
import { chatMessageIndexes, mongoChatTranscript } from '../../adapters/mongo/people/chat-transcript.js';
import { mongoIdentities } from '../../adapters/mongo/people/identities.js';
import { mongoLinkOffers } from '../../adapters/mongo/people/link-offers.js';
import { mongoPendingStepUps } from '../../adapters/mongo/people/pending-step-ups.js';
import { mongoRateLimits } from '../../adapters/mongo/people/rate-limits.js';
import { longestSession, mongoSessions } from '../../adapters/mongo/people/sessions.js';
import { mongoSightings } from '../../adapters/mongo/people/sightings.js';
import { mongoZones } from '../../adapters/mongo/people/zones.js';
import { directoryIndexes } from '../../adapters/mongo/schemas/directory-schemas.js';
import { storedSecret } from '../../adapters/mongo/schemas/stored-secret.js';
import { webIndexes } from '../../adapters/mongo/schemas/web-schemas.js';
import { accessesUnderWay } from '../../adapters/mongo/store/accesses-under-way.js';
import { alertSource } from '../../adapters/mongo/store/alert-source.js';
import { mongoCheckpoints } from '../../adapters/mongo/store/checkpoints.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import type { Log } from '../../domain/ports/system.js';
import { type Duration, seconds } from '../../domain/time.js';
import type { Config } from '../config/config.js';
import { accessDeliveryKey } from '../outbox/removal-alarm.js';
import { type ConnectionOptions, openConnection } from './compose-connection.js';

export type DatabaseOptions = ConnectionOptions & {
  /** How long a dead process keeps what it had claimed from the others: 10 s unless given. The living renew their claims. */
  deliveryLease?: Duration | undefined;
};

/**
 * How long a command's transaction is tried: within every platform's timeout, so that nobody is told "ok" for nothing.
 */
const commandDeadline = seconds(2);
/** Nobody waits for what time and deliveries bring about: a database that is slow must not starve them. */
const backgroundDeadline = seconds(10);
const clockSample = seconds(15);

const everyIndex = { ...indexes, ...directoryIndexes, ...chatMessageIndexes, ...webIndexes };

/** Told after a commit that may have left something to do, and after one that logged something. */
type Commits = { onCommit(): void; onRecord(): void };
const toldNobody: Commits = { onCommit: () => undefined, onRecord: () => undefined };

/**
 * Opens the database of these settings, the embedded one where none is named, and everything that is kept in it.
 * Throws, in words for people.
 */
export async function openDatabase(config: Config, options: DatabaseOptions, log: Log, commits = toldNobody) {
  const { use = 'runs', deliveryLease = seconds(10) } = options;
  const { connection, mark, close } = await openConnection(config, options);
  if (use !== 'looks') await migrate(connection, everyIndex);
  const clock = await databaseClock(connection, clockSample, { log });
  const proofKeys = config.web.proofKeys ?? (use === 'looks' ? [] : [await storedSecret(connection, 'proof')]);
  const [newestProofKey = ''] = proofKeys;
  const records = mongoDirectoryRecords(connection);
  const changes = watchLeases(connection, log);
  return {
    clock,
    /** Whether it is the demo's, and what that began with. */
    mark,
    records,
    directory: builtinDirectory(records, clock),
    provisioners: [builtinProvisioner(records, clock)],
    store: mongoStore(connection, { deadline: commandDeadline, backgroundDeadline, ...commits }),
    seals: mongoAuditSeals(connection),
    auditCursors: mongoAuditCursors(connection, randomUUID),
    /** Takes entries out of the audit log that were retired by policy. */
    removeRetired: mongoAuditRetirement(connection),
    auditLog: mongoAuditLog(connection, backgroundDeadline),
    queue: mongoDeliveryQueue(connection, { lease: deliveryLease, newLease: randomUUID }),
    accessesUnderWay: accessesUnderWay(connection, accessDeliveryKey),
    sightings: mongoSightings(connection),
    zones: mongoZones(connection, config.digests.timeZone),
    checkpoints: mongoCheckpoints(connection),
    digests: mongoDigestReads(connection),
    alertSource: alertSource(connection),
    identities: mongoIdentities(connection),
    transcript: mongoChatTranscript(connection, log),
    /** Calls back with the id of a request or schedule that has changed; with none where any may have. Returns what ends it. */
    watch: (changed: (id: string | undefined) => void) => changes.watch('leases', changed),
    /** Turns that wait for a proof, which is given at this address. */
    stepUpsAt: (publicUrl: () => string) => mongoPendingStepUps(connection, { key: newestProofKey, publicUrl }),
    /** What seals what people prove themselves with, the newest first. */
    proofKeys,
    sessions: mongoSessions(connection),
    /** Where the web keeps what belongs to a browser's cookie. */
    browserStore: () => mongoBrowserSessions(connection, longestSession),
    rateLimits: mongoRateLimits(connection),
    linkOffers: mongoLinkOffers(connection),
    /** A secret of this name that the database makes and keeps: for the demo, where nobody sets one. */
    storedSecret: (name: string) => storedSecret(connection, name),
    async isReachable() {
      const asked = connection.db?.admin().command({ ping: 1 }, { timeoutMS: 1000 });
      return asked
        ? asked.then(
            () => true,
            () => false,
          )
        : false;
    },
    async close() {
      clock.stop();
      await changes.close();
      await close();
    },
  };
}

export type Database = Awaited<ReturnType<typeof openDatabase>>;
