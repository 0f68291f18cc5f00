import { mongo } from 'mongoose';
import { compose } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import { days } from '../../../domain/time.js';
import { borrowDatabase, giveBackDatabase } from './database.js';

/** The rows of every collection that has some. */
type Rows = ReadonlyMap<string, mongo.Document[]>;

let beginnings: Promise<Rows> | undefined;

/**
 * The address of a database that nobody else uses until it is given back, with what the demo begins with: made by the
 * demo itself, once, and copied from then on, for that is most of what its start costs.
 */
export async function borrowDemoDatabase(): Promise<string> {
  beginnings ??= makeBeginnings();
  const rows = await beginnings;
  const uri = borrowDatabase();
  await within(uri, async (database) => {
    await Promise.all([...rows].map(([name, all]) => database.collection(name).insertMany(all)));
  });
  return uri;
}

async function makeBeginnings(): Promise<Rows> {
  const uri = borrowDatabase();
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const product = await compose(config, { say: () => undefined, path: '', alertsPause: days(1) });
  await product.settle();
  await product.stop();
  const rows = await within(uri, async (database) => {
    const names = await database.listCollections({}, { nameOnly: true }).toArray();
    const all = names.map(async ({ name }) => [name, await database.collection(name).find().toArray()] as const);
    return new Map((await Promise.all(all)).filter(([, found]) => found.length > 0));
  });
  await giveBackDatabase(uri);
  return rows;
}

async function within<T>(uri: string, work: (database: mongo.Db) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}
