import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import type { ClaimedDelivery, Delivery, DeliveryQueue, Lane } from '../../../bot/outbox/delivery.js';
import { type OutboxRelay, type OutboxRelayDeps, outboxRelay } from '../../../bot/outbox/outbox-relay.js';
import type { DomainEvent } from '../../../domain/domain-event.js';
import { correlationId, eventId, requestId } from '../../../domain/ids.js';
import { AdapterError, type Clock } from '../../../domain/ports/system.js';
import { hours, instant, milliseconds, minutes, seconds } from '../../../domain/time.js';
import { alice, aRole, monday } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { silentLog as log } from '../../support/silent-log.js';
import { type TestClock, testClock } from '../../support/test-clock.js';

const database = migratedDatabase();
let clock: TestClock;
let queue: DeliveryQueue;
let relays: OutboxRelay[];
/** The keys of what was carried out, in order; a fault among `faults` for its key comes first. */
let carriedOut: string[];
let tries: string[];
let faults: Map<string, unknown[]>;

beforeEach(() => {
  clock = testClock();
  queue = mongoDeliveryQueue(database.connection, { lease: seconds(30), newLease: randomUUID });
  [relays, carriedOut, tries, faults] = [[], [], [], new Map()];
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
});

async function deliver({ key }: ClaimedDelivery) {
  tries.push(key);
  const fault = faults.get(key)?.shift();
  if (fault !== undefined) throw fault;
  carriedOut.push(key);
  return {};
}

function relayOf(over: Partial<OutboxRelayDeps> = {}): OutboxRelay {
  const relay = outboxRelay({
    queue,
    clock,
    log,
    expand: async () => [],
    deliver,
    lanes: new Map<Lane, number>([
      ['directory', 2],
      ['slack', 2],
      ['teams', 2],
    ]),
    safetyPoll: minutes(10),
    random: () => 0,
    ...over,
  });
  relays.push(relay);
  return relay;
}

const recipient = { kind: 'person', principalId: alice } as const;
const base = { priority: 2, correlationId: correlationId('correlation-1') };
const aNote = (key: string, lane: Lane = 'slack'): Delivery => ({
  ...base,
  key,
  lane,
  effect: { kind: 'note', what: 'activated', as: 'Requestor', requestId: requestId('request-1'), recipient },
});
const anAccess = (key: string): Delivery => ({
  ...base,
  key,
  lane: 'directory',
  effect: { kind: 'access', access: { principalId: alice, role: aRole() } },
});
const anEvent = (name: string): DomainEvent => ({
  type: 'request.approved',
  id: eventId(name),
  at: monday,
  requestId: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
});
const commit = (...events: DomainEvent[]) =>
  mongoStore(database.connection, { deadline: seconds(10), onCommit: () => undefined }).transaction((tx) =>
    tx.outbox.append(...events),
  );
const enqueue = async (...deliveries: Delivery[]) => {
  for (const delivery of deliveries) await queue.enqueue(delivery, clock.now());
};
const rejected = () => new AdapterError('rejected', 'no such channel');
const down = () => new AdapterError('unavailable', 'down');

describe('When events wait', () => {
  it('then what they ask for is carried out, and once', async () => {
    await commit(anEvent('one'), anEvent('two'));
    const relay = relayOf({ expand: async ({ id }) => [aNote(`note-${id}`), anAccess('access')] });
    await relay.drain();
    await relay.drain();
    expect(carriedOut.toSorted()).toEqual(['access', 'note-one', 'note-two']);
  });

  it('then what a delivery itself brings about is carried out too', async () => {
    await commit(anEvent('one'));
    const relay = relayOf({
      expand: async ({ id }) => [aNote(`note-${id}`)],
      deliver: async (claimed) => {
        if (claimed.key === 'note-one') await commit(anEvent('two'));
        return deliver(claimed);
      },
    });
    await relay.drain();
    expect(carriedOut).toEqual(['note-one', 'note-two']);
  });

  it('then one that cannot be expanded now comes again, and keeps no other', async () => {
    await commit(anEvent('one'), anEvent('two'));
    let isDown = true;
    const relay = relayOf({
      expand: async ({ id }) => {
        if (isDown && id === 'one') throw down();
        return [aNote(`note-${id}`)];
      },
    });
    await relay.drain();
    expect(carriedOut).toEqual(['note-two']);
    isDown = false;
    clock.pass(minutes(1));
    await relay.drain();
    expect(carriedOut).toEqual(['note-two', 'note-one']);
  });

  it('then two processes on one database carry each out once', async () => {
    await commit(...Array.from({ length: 20 }, (_, number) => anEvent(`event-${number}`)));
    const expand = async ({ id }: DomainEvent) => [aNote(`note-${id}`)];
    await Promise.all([relayOf({ expand }).drain(), relayOf({ expand }).drain()]);
    await relayOf({ expand }).drain();
    expect(carriedOut).toHaveLength(20);
    expect(new Set(carriedOut).size).toBe(20);
  });
});

describe('When the far end fails', () => {
  it('then it is tried again later, not at once', async () => {
    faults.set('note', [down()]);
    await enqueue(aNote('note'));
    const relay = relayOf();
    await relay.drain();
    expect(carriedOut).toEqual([]);
    clock.pass(seconds(1));
    await relay.drain();
    expect(tries).toEqual(['note', 'note']);
    expect(carriedOut).toEqual(['note']);
  });

  it('then it is left alone for as long as it has asked', async () => {
    faults.set('note', [new AdapterError('rate-limited', 'too many', { retryAfter: hours(1) })]);
    await enqueue(aNote('note'));
    const relay = relayOf();
    await relay.drain();
    clock.pass(milliseconds(hours(1) - 1));
    await relay.drain();
    expect(tries).toEqual(['note']);
    clock.pass(milliseconds(1));
    await relay.drain();
    expect(carriedOut).toEqual(['note']);
  });

  it('then a fault of our own waits five seconds', async () => {
    faults.set('note', [new TypeError('bug')]);
    await enqueue(aNote('note'));
    const relay = relayOf();
    await relay.drain();
    clock.pass(milliseconds(4_999));
    await relay.drain();
    expect(tries).toEqual(['note']);
    clock.pass(milliseconds(1));
    await relay.drain();
    expect(carriedOut).toEqual(['note']);
  });

  it.each(['rejected', 'not-found'] as const)('then a message that is %s is set aside at once', async (code) => {
    faults.set('note', [new AdapterError(code, 'no such channel')]);
    await enqueue(aNote('note'));
    const relay = relayOf();
    await relay.drain();
    clock.pass(hours(9));
    await relay.drain();
    expect(tries).toEqual(['note']);
    expect(await queue.deadLetters(9)).toMatchObject([{ key: 'note', lane: 'slack' }]);
  });

  it('then a message is set aside after twenty tries', async () => {
    faults.set('note', Array.from({ length: 99 }, down));
    await enqueue(aNote('note'));
    const relay = relayOf();
    for (let round = 0; round < 25; round += 1) {
      await relay.drain();
      clock.pass(minutes(1));
    }
    expect(tries).toHaveLength(20);
    expect(await queue.deadLetters(9)).toHaveLength(1);
  });

  it('then an access is tried without end, whatever the directory says', async () => {
    faults.set(
      'access',
      Array.from({ length: 24 }, (_, round) => (round % 2 === 0 ? rejected() : down())),
    );
    await enqueue(anAccess('access'));
    const relay = relayOf();
    for (let round = 0; round < 25; round += 1) {
      await relay.drain();
      clock.pass(minutes(1));
    }
    expect(tries).toHaveLength(25);
    expect(carriedOut).toEqual(['access']);
  });
});

const machineClock: Clock = { now: () => instant(Date.now()) };

describe('While it runs', () => {
  it('then a lane that hangs delays no other, and one delivery that hangs not its lane either', async () => {
    let free: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    await enqueue(aNote('hangs'), aNote('second'), aNote('third'), aNote('elsewhere', 'teams'), anAccess('access'));
    const relay = relayOf({
      deliver: async (claimed) => {
        if (claimed.key === 'hangs') await freed;
        return deliver(claimed);
      },
    });
    relay.start();
    await eventually(() => expect(carriedOut.toSorted()).toEqual(['access', 'elsewhere', 'second', 'third']));
    free();
    await relay.stop();
    expect(carriedOut).toContain('hangs');
  });

  it('then a delivery that never ends is given up and tried again, and what it had claimed stays its own until then', async () => {
    queue = mongoDeliveryQueue(database.connection, { lease: milliseconds(30), newLease: randomUUID });
    const renewed = vi.fn(queue.renew);
    await enqueue(anAccess('hangs'));
    const relay = relayOf({
      queue: { ...queue, renew: renewed },
      timeout: 150,
      deliver: async (claimed) => {
        if (claimed.isInDoubt) return deliver(claimed);
        tries.push('hangs');
        return new Promise<never>(() => undefined);
      },
    });
    relay.start();
    await eventually(async () => expect(await queue.firstDue(clock.now())).toBeGreaterThan(clock.now()));
    expect(renewed).toHaveBeenCalled();
    clock.pass(seconds(5));
    relay.wake();
    await eventually(() => expect(tries).toEqual(['hangs', 'hangs']));
  });

  it('then the first of a flood of events are carried out before the last have been looked at', async () => {
    await commit(...Array.from({ length: 250 }, (_, number) => anEvent(`event-${number}`)));
    const looked: number[] = [];
    let expanded = 0;
    const relay = relayOf({
      expand: async ({ id }) => {
        expanded += 1;
        return [aNote(`note-${id}`)];
      },
      deliver: async (claimed) => {
        looked.push(expanded);
        return deliver(claimed);
      },
    });
    await relay.drain();
    expect(carriedOut).toHaveLength(250);
    expect(looked[0]).toBeLessThan(250);
  });

  it('then each retry comes at its own time, even while another lane has more than it can do', async () => {
    let free: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    for (const [key, retryAfter] of [
      ['one', 150],
      ['two', 400],
    ] as const) {
      faults.set(key, [new AdapterError('rate-limited', 'too many', { retryAfter })]);
    }
    await enqueue(
      ...['hangs-1', 'hangs-2', 'waits'].map((key) => aNote(key)),
      aNote('one', 'teams'),
      aNote('two', 'teams'),
    );
    const relay = relayOf({
      clock: machineClock,
      deliver: async (claimed) => {
        if (claimed.lane === 'slack') await freed;
        return deliver(claimed);
      },
    });
    relay.start();
    await eventually(() => expect(carriedOut).toEqual(['one', 'two']));
    free();
    await relay.stop();
  });

  it('then a wake makes it look at once', async () => {
    const relay = relayOf({ expand: async ({ id }) => [aNote(`note-${id}`)] });
    relay.start();
    await eventually(async () => expect(await queue.nextDue(clock.now())).toBeUndefined());
    await commit(anEvent('one'));
    relay.wake();
    await eventually(() => expect(carriedOut).toEqual(['note-one']));
  });

  it('then stopping waits for what is under way and claims nothing more', async () => {
    let free: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    await enqueue(aNote('under-way'));
    const relay = relayOf({
      lanes: new Map([['slack', 1]]),
      deliver: async (claimed) => {
        tries.push('begun');
        await freed;
        return deliver(claimed);
      },
    });
    relay.start();
    await eventually(() => expect(tries).toEqual(['begun']));
    await enqueue(aNote('later'));
    const stopping = relay.stop();
    free();
    await stopping;
    expect(carriedOut).toEqual(['under-way']);
    expect(await queue.claim('slack', clock.now())).toMatchObject({ key: 'later' });
  });
});
