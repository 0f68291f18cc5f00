import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { indexes } from '../../../adapters/mongo/indexes.js';
import { migrate } from '../../../adapters/mongo/migrate.js';
import { modelsOf } from '../../../adapters/mongo/schemas/models.js';
import { freshDatabaseUri } from '../../support/parts/database.js';

let connection: Awaited<ReturnType<typeof connect>>;

beforeEach(async () => {
  connection = await connect(freshDatabaseUri());
});
afterEach(async () => {
  await connection.dropDatabase();
  await connection.close();
});

const present = async () =>
  Object.fromEntries(
    await Promise.all(
      Object.keys(indexes).map(async (name) => {
        const found = await connection.collection(name).indexes();
        return [name, found.map((index) => index.name)] as const;
      }),
    ),
  );

it('When several processes start on an empty database at once, then every index is there, and a second start changes nothing', async () => {
  await Promise.all([1, 2, 3].map(() => migrate(connection, indexes)));
  const first = await present();
  for (const [name, desired] of Object.entries(indexes)) {
    expect(first[name]).toEqual(expect.arrayContaining(desired.map((index) => index.name)));
  }
  await migrate(connection, indexes);
  expect(await present()).toEqual(first);
});

it('When an index stands with another definition, then the start says so instead of running without it', async () => {
  await connection.collection('outbox').createIndex({ due: -1 }, { name: 'due' });
  await expect(migrate(connection, indexes)).rejects.toThrow(/due/);
});

it('When a collection is written to, then the migration has made it: a transaction would trip over making it itself', () => {
  const written = Object.values(modelsOf(connection)).map((model) => model.collection.collectionName);
  expect(Object.keys(indexes)).toEqual(expect.arrayContaining(written));
});
