import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { mongoIdentities } from '../../../adapters/mongo/people/identities.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import { correlationId, requestId } from '../../../domain/ids.js';
import { seconds } from '../../../domain/time.js';
import { alice, aRequest, monday } from '../../support/builders.js';
import { overTheNetwork } from '../../support/parts/database.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { silentWire } from '../../support/silent-wire.js';

const database = migratedDatabase();

it('When every connection breaks while people wait for the database, then all that was under way goes well', async () => {
  await mongoStore(database.connection, { deadline: seconds(5), onCommit: () => undefined }).transaction((tx) =>
    tx.requests.insert(aRequest()),
  );
  await mongoIdentities(database.connection).link('slack', 'T1:U1', alice);
  const wire = await silentWire(overTheNetwork(database.uri));
  const connection = await connect(wire.uri);
  const store = mongoStore(connection, { deadline: seconds(5), onCommit: () => undefined });
  const queue = mongoDeliveryQueue(connection, { lease: seconds(10), newLease: randomUUID });
  const identities = mongoIdentities(connection);
  const { principals } = mongoDirectoryRecords(connection);
  const recipient = { kind: 'person', principalId: alice } as const;
  const once = (number: number) => [
    store.read.requests.get(requestId('request-1')).then((found) => expect(found?.id).toBe('request-1')),
    identities.principalOf('slack', 'T1:U1').then((found) => expect(found).toBe(alice)),
    principals.find([alice]),
    queue.enqueue(
      {
        key: `note-${number}`,
        lane: 'slack',
        effect: { kind: 'note', what: 'activated', as: 'Requestor', requestId: requestId('request-1'), recipient },
        priority: 3,
        correlationId: correlationId('correlation-1'),
      },
      monday,
    ),
  ];
  for (let round = 0; round < 5; round += 1) {
    const work = [...once(round * 2), ...once(round * 2 + 1)];
    wire.hold();
    const more = once(100 + round);
    wire.cut();
    await Promise.all([...work, ...more]);
  }
  expect(await database.connection.collection('deliveries').countDocuments()).toBe(15);
  await connection.close();
  wire.close();
});
