import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { builtinDirectory } from '../../adapters/directory/builtin/builtin-directory.js';
import { builtinProvisioner } from '../../adapters/directory/builtin/builtin-provisioner.js';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { mongoDirectoryRecords } from '../../adapters/mongo/directory/directory-records.js';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { mongoDeliveryQueue } from '../../adapters/mongo/outbox/delivery-queue.js';
import { directoryIndexes } from '../../adapters/mongo/schemas/directory-schemas.js';
import { mongoStore } from '../../adapters/mongo/store/store.js';
import { expandEvent } from '../../bot/notify/expand-event.js';
import { outboxRelay } from '../../bot/outbox/outbox-relay.js';
import { commandId, correlationId, type PrincipalId } from '../../domain/ids.js';
import { policyKey } from '../../domain/role/role.js';
import { after, minutes, seconds } from '../../domain/time.js';
import { adoptSchedule } from '../../domain/usecases/assignment/adopt.js';
import type { By } from '../../domain/usecases/common/recording.js';
import { provisionAccess } from '../../domain/usecases/upkeep/provision-access.js';
import { monday } from '../support/builders.js';
import { silentLog as log } from '../support/silent-log.js';
import { type TestClock, testClock } from '../support/test-clock.js';
import { records as everybody, held, settings as roleSettings, scopes } from './cast.js';
import { journaled } from './journal.js';
import { type Snapshot, snapshotOf } from './snapshot.js';

const collections = { ...indexes, ...directoryIndexes };

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Ids in the order they were made, the same in every run. */
function countingIds() {
  let made = 0;
  return {
    next: () => {
      made += 1;
      return `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`;
    },
    restart(from: number) {
      made = from;
    },
    made: () => made,
  };
}

/**
 * The use cases on a real store and the built-in directory, all in one database of this address, which `restore` puts
 * back to how every sequence begins. Nothing in it happens by chance but what the steps bring along.
 */
export async function openWorld(uri: string) {
  const connection = await connect(uri);
  await migrate(connection, collections);
  const clock = testClock();
  const ids = countingIds();
  const journal = journaled(mongoStore(connection, { deadline: seconds(30), onCommit: () => undefined }));
  const { store } = journal;
  const records = mongoDirectoryRecords(connection);
  const directory = builtinDirectory(records, clock);
  const settings = { minimumDuration: minutes(5), earliestGiveBack: minutes(5) };
  const relay = relayOf({ connection, store, directory, records, clock, ids });
  let commands = 0;
  const world = {
    clock,
    store,
    directory,
    records,
    journal,
    connection,
    deps: { store, directory, clock, ids, settings, log },
    drain: () => relay.drain(),
    /** One delivery of one person's words or press, unlike every other one. */
    by(actor: PrincipalId): By {
      commands += 1;
      const name = `delivery-${commands}`;
      return { actor, commandId: commandId(name), correlationId: correlationId(name), via: 'web' };
    },
    snapshot: (lastAudit: string) => snapshotOf(connection, clock.now(), lastAudit),
    restore: async (): Promise<Snapshot> => Promise.reject(new Error('the world is still being made')),
    async close() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
  await furnish(world);
  const first = await dumpOf(connection);
  const made = ids.made();
  world.restore = async () => {
    await fill(connection, first);
    clock.set(monday);
    ids.restart(made);
    commands = 0;
    const snapshot = await world.snapshot('');
    journal.reset({ requests: new Map(snapshot.requests), schedules: new Map(snapshot.schedules) });
    return snapshot;
  };
  return world;
}

type Means = Pick<Parameters<typeof provisionAccess>[0], 'store' | 'ids'> & {
  connection: Connection;
  clock: TestClock;
  records: ReturnType<typeof mongoDirectoryRecords>;
  directory: ReturnType<typeof builtinDirectory>;
};

function relayOf({ connection, store, directory, records, clock, ids }: Means) {
  const provision = provisionAccess({ store, clock, ids, provisioners: [builtinProvisioner(records, clock)] });
  const queue = mongoDeliveryQueue(connection, { lease: seconds(30), newLease: randomUUID });
  return outboxRelay({
    queue,
    clock,
    log,
    expand: expandEvent({ store, queue, directory, clock, surfaces: () => [] }),
    async deliver(claimed) {
      if (claimed.effect.kind === 'access') await provision(claimed.effect.access, claimed);
      return {};
    },
    // One at a time, so that a sequence goes the same way every time it is run.
    lanes: new Map([['directory', 1]]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
}

async function furnish({ records, store, deps, drain }: Pick<World, 'records' | 'store' | 'deps' | 'drain'>) {
  await records.principals.save(everybody);
  await records.scopes.save(scopes);
  for (const [role, changes] of roleSettings) {
    await store.transaction((tx) => tx.policies.save(policyKey(role), changes, 0));
  }
  for (const { level, access, length } of held) {
    const endDateTime = length === undefined ? undefined : after(monday, length);
    await adoptSchedule(deps)({ level, access, endDateTime, justification: 'as found' }, correlationId('import'));
  }
  await drain();
}

type Dump = [name: string, rows: object[]][];

async function dumpOf(connection: Connection): Promise<Dump> {
  return Promise.all(
    Object.keys(collections).map(async (name): Promise<Dump[number]> => {
      return [name, await connection.collection(name).find().toArray()];
    }),
  );
}

/** Puts these rows in place of all that is there. */
async function fill(connection: Connection, dump: Dump): Promise<void> {
  await Promise.all(
    dump.map(async ([name, rows]) => {
      await connection.collection(name).deleteMany({});
      if (rows.length > 0) await connection.collection(name).insertMany(structuredClone(rows));
    }),
  );
}
