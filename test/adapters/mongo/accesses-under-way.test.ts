import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { accessesUnderWay } from '../../../adapters/mongo/store/accesses-under-way.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import type { ClaimedDelivery, Delivery } from '../../../bot/outbox/delivery.js';
import { correlationId, eventId, requestId } from '../../../domain/ids.js';
import { type Access, accessKey } from '../../../domain/role/role.js';
import { days, after as later, seconds } from '../../../domain/time.js';
import { aRole, monday, principal } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';

const database = migratedDatabase();
const queue = () => mongoDeliveryQueue(database.connection, { lease: seconds(30), newLease: randomUUID });

const access = (name: string): Access => ({ principalId: principal(name), role: aRole() });
const deliveryKey = ({ principalId }: Access) => `delivery of ${principalId}`;
const delivery = (name: string): Delivery => ({
  key: deliveryKey(access(name)),
  lane: 'directory',
  effect: { kind: 'access', access: access(name) },
  priority: 1,
  correlationId: correlationId('correlation-1'),
});

/** Which of the accesses of these names are. */
async function underWay(names: readonly string[]): Promise<string[]> {
  const found = await accessesUnderWay(database.connection, deliveryKey)(names.map(access));
  return names.filter((name) => found.has(accessKey(access(name)))).sort();
}

/** Makes a delivery due and claims it. */
async function claimed(name: string): Promise<ClaimedDelivery> {
  await queue().enqueue(delivery(name), monday);
  const found = await queue().claim('directory', monday);
  if (!found) throw new Error('nothing is due');
  return found;
}

it('When somebody asks which accesses are looked at unasked, then it is those whose delivery is due, claimed or put off', async () => {
  await claimed('claimed');
  await queue().failed(await claimed('put-off'), { at: later(monday, days(1)) }, 'away', 'unavailable');
  await queue().failed(await claimed('parked'), { deadLetter: monday }, 'no', 'rejected');
  await queue().done(await claimed('done'), monday, {});
  await queue().done(await claimed('looked-at-again'), monday, { again: later(monday, days(1)) });
  await queue().enqueue(delivery('due'), monday);
  await queue().enqueue(delivery('not-asked-for'), monday);
  const names = ['due', 'claimed', 'put-off', 'parked', 'done', 'looked-at-again', 'never-seen'];
  expect(await underWay(names)).toEqual(['claimed', 'due', 'looked-at-again', 'put-off']);
  expect(await underWay([])).toEqual([]);
});

it('When what was given or taken a moment ago waits to be told, then it is under way; what is only news of it is not', async () => {
  const store = mongoStore(database.connection, {
    deadline: seconds(5),
    backgroundDeadline: seconds(5),
    onCommit: () => undefined,
  });
  const about = (name: string) => ({
    id: eventId(name),
    at: monday,
    correlationId: correlationId('c'),
    access: access(name),
  });
  const requested = { requestId: requestId('request') };
  await store.transaction((tx) =>
    tx.outbox.append(
      { ...about('given'), ...requested, type: 'access.due' },
      { ...about('taken'), ...requested, type: 'access.ended', cause: 'expired' },
      { ...about('news'), type: 'access.outside' },
    ),
  );
  expect(await underWay(['given', 'taken', 'news', 'never-seen'])).toEqual(['given', 'taken']);
  expect(
    await accessesUnderWay(database.connection, deliveryKey)([{ ...access('given'), role: aRole('another') }]),
  ).toEqual(new Set());
});
