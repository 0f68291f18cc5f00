import { describe, expect, it } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { modelsOf } from '../../../adapters/mongo/schemas/models.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { correlationId, eventId, requestId, scheduleId } from '../../../domain/ids.js';
import type { Store, Transaction } from '../../../domain/ports/store.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { days, instant, seconds } from '../../../domain/time.js';
import { comparisonContract } from '../../contracts/comparison-contract.js';
import { storeContract } from '../../contracts/store-contract.js';
import { aRequest, aRole, aSchedule, monday } from '../../support/builders.js';
import { overTheNetwork } from '../../support/parts/database.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { silentWire } from '../../support/silent-wire.js';

const database = migratedDatabase();
let commits = 0;
const open = (deadline = seconds(15)): Store => {
  commits = 0;
  return mongoStore(database.connection, { deadline, onCommit: () => (commits += 1) });
};
const submitted = {
  type: 'request.submitted',
  id: eventId('event-1'),
  at: monday,
  requestId: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
} as const;

storeContract(open);
comparisonContract(open);

describe('The outbox', () => {
  it('When a transaction commits, then its events are there with it, due at once', async () => {
    const store = open();
    await store.transaction(async (tx) => {
      await tx.requests.insert(aRequest());
      await tx.outbox.append(submitted);
    });
    const rows = await database.connection.collection('outbox').find().toArray();
    expect(rows).toEqual([{ _id: 'event-1', event: submitted, due: monday, leasedUntil: 0, attempts: 0, priority: 1 }]);
  });

  it('When a transaction aborts, then no event of it is ever heard of', async () => {
    const work = open().transaction(async (tx) => {
      await tx.outbox.append(submitted);
      throw new Error('bug');
    });
    await expect(work).rejects.toThrow('bug');
    expect(await database.connection.collection('outbox').countDocuments()).toBe(0);
    expect(commits).toBe(0);
  });

  it('When a commit leaves something to do, then that is said once, and not when it leaves nothing', async () => {
    const store = open();
    const work = store.transaction(async (tx) => tx.outbox.append(submitted));
    await work;
    expect(commits).toBe(1);
    await store.transaction(async (tx) => tx.schedules.insert(aSchedule()));
    expect(commits).toBe(2);
    await store.transaction(async (tx) => tx.schedules.due(monday, 10));
    await store.transaction(async (tx) => tx.outbox.append());
    expect(commits).toBe(2);
  });
});

describe('When a field that nobody has declared comes along', () => {
  it('then a document that carries it is refused', async () => {
    const odd = { ...aRequest(), surprise: true };
    await expect(open().transaction((tx) => tx.requests.insert(odd))).rejects.toThrow(/surprise/);
    const deep = aRequest({ ticketInfo: { ticketNumber: '1', surprise: true } as object });
    await expect(open().transaction((tx) => tx.requests.insert(deep))).rejects.toThrow(/surprise/);
  });

  it('then a changed document that carries it is refused', async () => {
    const store = open();
    await store.transaction((tx) => tx.schedules.insert(aSchedule()));
    await store.transaction((tx) => tx.requests.insert(aRequest()));
    const oddSchedule = { ...aSchedule(), surprise: true };
    await expect(store.transaction((tx) => tx.schedules.save(oddSchedule))).rejects.toThrow(/surprise/);
    const oddRequest = { ...aRequest(), surprise: true };
    await expect(store.transaction((tx) => tx.requests.save(oddRequest))).rejects.toThrow(/surprise/);
  });

  it('then a query by it is refused', async () => {
    const { requests } = modelsOf(database.connection);
    await expect(requests.find({ surprise: 1 }).lean()).rejects.toThrow(/surprise/);
  });
});

describe('When many that are due change alike', () => {
  const due = Array.from({ length: 6 }, (_, number) =>
    aSchedule({ id: scheduleId(`due-${number}`), version: number % 2, role: aRole(`role-${number}`) }),
  );
  const ended = (schedule: Schedule): Schedule => ({
    ...schedule,
    status: 'PendingRevocation',
    endedBy: 'expired',
    provisionedDateTime: undefined,
  });
  const held = [
    ...due.slice(0, 5).map((each) => ({ ...each, provisionedDateTime: monday })),
    ...due.slice(5).map((each) => ({ ...each, endDateTime: undefined })),
  ];
  const later = instant(monday + days(1));

  it('then each is exactly what it became, and its version is one more', async () => {
    const store = open();
    await store.transaction((tx) => tx.schedules.insert(...held));
    await store.transaction(async (tx) => tx.schedules.save(...(await tx.schedules.due(later, 9)).map(ended)));
    for (const [number, { id }] of due.slice(0, 5).entries()) {
      const { provisionedDateTime: _gone, ...expected } = ended(due[number] as Schedule);
      expect(await store.read.schedules.get(id)).toStrictEqual({ ...expected, version: expected.version + 1 });
    }
    expect(await store.read.schedules.get(scheduleId('due-5'))).toMatchObject({ status: 'Provisioned', version: 1 });
    expect(await store.transaction((tx) => tx.schedules.due(later, 9))).toEqual([]);
  });

  it('then one that changes twice in one transaction is what it became last', async () => {
    const store = open();
    await store.transaction((tx) => tx.schedules.insert(...held));
    await store.transaction(async (tx) => {
      const [first] = await tx.schedules.due(later, 1);
      if (!first) throw new Error('nothing is due');
      await tx.schedules.save(ended(first));
      await tx.schedules.save({ ...first, version: first.version + 1 });
    });
    const found = await store.read.schedules.get(scheduleId('due-0'));
    expect(found).toStrictEqual({ ...held[0], version: 2 });
  });

  it('then one that was changed meanwhile makes all of them start over', async () => {
    const store = open();
    await store.transaction((tx) => tx.schedules.insert(...held));
    let runs = 0;
    await store.transaction(async (tx) => {
      runs += 1;
      const found = await tx.schedules.due(later, 9);
      if (runs === 1)
        await store.transaction((other) => other.schedules.save({ ...(held[3] as Schedule), status: 'Failed' }));
      await tx.schedules.save(...found.map(ended));
    });
    expect(runs).toBeGreaterThan(1);
    expect(await store.read.schedules.get(scheduleId('due-3'))).toMatchObject({ status: 'Failed', version: 2 });
    const taken = await database.connection.collection('schedules').countDocuments({ status: 'PendingRevocation' });
    const left = await store.transaction((tx) => tx.schedules.due(later, 9));
    expect(taken + left.length).toBe(4);
  });

  it('then one with a field that nobody has declared is refused', async () => {
    const store = open();
    await store.transaction((tx) => tx.schedules.insert(...held));
    const odd = (schedule: Schedule) => ({ ...schedule, surprise: true });
    const work = store.transaction(async (tx) => tx.schedules.save(...(await tx.schedules.due(later, 9)).map(odd)));
    await expect(work).rejects.toThrow(/surprise/);
  });
});

const unavailable = expect.objectContaining({ name: 'AdapterError', code: 'unavailable', retryable: true });

it('When a process died between a write and its commit, then what it wrote is free again before the server’s own limit', async () => {
  const dead = await connect(database.uri);
  const session = await dead.startSession();
  session.startTransaction();
  await dead.collection('guards').insertOne({ _id: 'guard' as never, changes: 1 }, { session });
  // The server would end it after sixty seconds or more.
  await open(seconds(30)).transaction((tx) => tx.guards.change('guard'));
  await expect(session.commitTransaction()).rejects.toThrow(/aborted|no transaction/i);
  await session.endSession();
  await dead.close();
});

describe('When the database cannot store it in time', () => {
  it('then a conflict that never ends is given up at the deadline', async () => {
    const store = open(seconds(0.3));
    await store.transaction(async (tx) => {
      await tx.schedules.insert(aSchedule({ version: 7 }));
      await tx.requests.insert(aRequest({ version: 7 }));
      await tx.policies.save('key', {}, 0);
    });
    const stale: ((tx: Transaction) => Promise<void>)[] = [
      (tx) => tx.schedules.save(aSchedule({ version: 6 })),
      (tx) => tx.requests.save(aRequest({ version: 6 })),
      (tx) => tx.policies.save('key', {}, 2),
    ];
    for (const work of stale) await expect(store.transaction(work)).rejects.toEqual(unavailable);
  });

  /** What the driver waits for a server, and a socket for its answer, is longer: whoever waited that long is seen. */
  const soon = 4_000;

  it('then a closed connection is unavailable, soon', async () => {
    const connection = await connect(database.uri);
    const store = mongoStore(connection, { deadline: seconds(0.5), onCommit: () => undefined });
    await connection.close();
    const started = performance.now();
    await expect(store.transaction((tx) => tx.schedules.insert(aSchedule()))).rejects.toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(soon);
  });

  it('then a database that has fallen silent is not waited for, and what it was told is not stored', async () => {
    const wire = await silentWire(overTheNetwork(database.uri));
    const connection = await connect(wire.uri);
    const store = mongoStore(connection, { deadline: seconds(0.5), onCommit: () => undefined });
    const started = performance.now();
    let late: Promise<void> | undefined;
    const work = store.transaction((tx) => {
      wire.hold();
      late = tx.schedules.insert(aSchedule());
      return late;
    });
    await expect(work).rejects.toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(soon);
    wire.release();
    await late;
    // Had it been stored after all, the same could not be stored now.
    await open(seconds(3)).transaction((tx) => tx.schedules.insert(aSchedule()));
    await connection.close();
    wire.close();
  });

  it('then a fault of our own is told at once, for trying again cannot mend it', async () => {
    const work = open().transaction(async () => {
      throw new AdapterError('rejected', 'not the database');
    });
    await expect(work).rejects.toMatchObject({ code: 'rejected' });
  });
});
