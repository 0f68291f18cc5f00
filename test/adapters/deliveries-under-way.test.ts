import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { deliveriesUnderWay } from '../../adapters/mongo/deliveries-under-way.js';
import { mongoDeliveryQueue } from '../../adapters/mongo/delivery-queue.js';
import type { ClaimedDelivery, Delivery } from '../../bot/delivery.js';
import { correlationId } from '../../domain/ids.js';
import { days, after as later, seconds } from '../../domain/time.js';
import { aRole, monday, principal } from '../support/builders.js';
import { migratedDatabase } from '../support/migrated-database.js';

const database = migratedDatabase();
const queue = () => mongoDeliveryQueue(database.connection, { lease: seconds(30), newLease: randomUUID });

const delivery = (key: string): Delivery => ({
  key,
  lane: 'directory',
  effect: { kind: 'access', access: { principalId: principal(key), role: aRole() } },
  priority: 1,
  correlationId: correlationId('correlation-1'),
});

/** Makes a delivery due and claims it. */
async function claimed(key: string): Promise<ClaimedDelivery> {
  await queue().enqueue(delivery(key), monday);
  const found = await queue().claim('directory', monday);
  if (!found) throw new Error('nothing is due');
  return found;
}

it('When somebody asks which deliveries are carried out unasked, then these are the due, the claimed and the put off', async () => {
  await claimed('claimed');
  await queue().failed(await claimed('put-off'), { at: later(monday, days(1)) }, 'away', 'unavailable');
  await queue().failed(await claimed('parked'), { park: monday }, 'no', 'rejected');
  await queue().done(await claimed('done'), monday, {});
  await queue().done(await claimed('looked-at-again'), monday, { again: later(monday, days(1)) });
  await queue().enqueue(delivery('due'), monday);
  await queue().enqueue(delivery('not-asked-for'), monday);
  const keys = ['due', 'claimed', 'put-off', 'parked', 'done', 'looked-at-again', 'never-seen'];
  const found = await deliveriesUnderWay(database.connection)(keys);
  expect([...found].sort()).toEqual(['claimed', 'due', 'looked-at-again', 'put-off']);
  expect(await deliveriesUnderWay(database.connection)([])).toEqual(new Set());
});
