import { describe, expect, it } from 'vitest';
import { connect } from '../../adapters/mongo/connect.js';
import { modelsOf } from '../../adapters/mongo/models.js';
import { mongoStore } from '../../adapters/mongo/store.js';
import { correlationId, eventId, requestId } from '../../domain/ids.js';
import type { Store, Transaction } from '../../domain/ports/store.js';
import { AdapterError } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import { storeContract } from '../contracts/store-contract.js';
import { aRequest, aSchedule, monday } from '../support/builders.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { silentWire } from '../support/silent-wire.js';

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

describe('The outbox', () => {
  it('When a transaction commits, then its events are there with it, due at once', async () => {
    const store = open();
    await store.transaction(async (tx) => {
      await tx.requests.insert(aRequest());
      await tx.outbox.append(submitted);
    });
    const rows = await database.connection.collection('outbox').find().toArray();
    expect(rows).toEqual([{ _id: 'event-1', event: submitted, due: monday, leasedUntil: 0, attempts: 0 }]);
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

const unavailable = expect.objectContaining({ name: 'AdapterError', code: 'unavailable', retryable: true });

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

  it('then a closed connection is unavailable, soon', async () => {
    const connection = await connect(database.uri);
    const store = mongoStore(connection, { deadline: seconds(0.5), onCommit: () => undefined });
    await connection.close();
    const started = performance.now();
    await expect(store.transaction((tx) => tx.schedules.insert(aSchedule()))).rejects.toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('then a database that has fallen silent is not waited for, and what it was told is not stored', async () => {
    const wire = await silentWire(new URL(database.uri));
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
    expect(performance.now() - started).toBeLessThan(1_500);
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
