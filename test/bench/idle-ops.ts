import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { compose, type Product } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import type { Figure } from './report.js';

/** What starting left to do is done after this long, in ms. */
const untilAtRest = 30_000;
/** As long as the rarest thing that is done at rest takes to come around, in ms. */
const measured = 60_000;

type Counters = Record<string, number>;

/** Operations on the database a second that a process at rest costs, by the server's own count: one alone, two together. */
export async function idleFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/idle'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const counting = await connect(mongod.uri);
  const products: Product[] = [];
  try {
    const without = await operationsIn(counting, measured);
    const figures: Figure[] = [];
    for (const count of [1, 2]) {
      products.push(await start(mongod.uri));
      await delay(untilAtRest);
      figures.push(asFigure(count, ((await operationsIn(counting, measured)) - without) / count));
    }
    return figures;
  } finally {
    for (const product of products) await product.stop();
    await counting.close();
    await mongod.stop();
  }
}

const asFigure = (count: number, operations: number): Figure => {
  const value = operations / (measured / 1000);
  const name = `database operations at rest, each of ${count === 1 ? 'one process' : `${count} processes`}`;
  return { name, value, unit: 'a second', aim: '≤ 1', ok: value <= 1 };
};

function start(uri: string): Promise<Product> {
  const MONGODB_URI = Object.assign(new URL(uri), { pathname: '/idle' }).href;
  const config = readConfig({ MONGODB_URI, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true' });
  return compose(config, { say: () => undefined, path: '' });
}

async function operationsIn(connection: Connection, time: number): Promise<number> {
  const before = await countersOf(connection);
  await delay(time);
  const after = await countersOf(connection);
  return Object.entries(after).reduce((sum, [kind, count]) => sum + count - (before[kind] ?? 0), 0);
}

/** How often the server has been asked for each kind of operation. */
async function countersOf(connection: Connection): Promise<Counters> {
  const status = await connection.db?.admin().command({ serverStatus: 1 });
  const { insert, query, update, delete: removal, getmore, command } = status?.opcounters ?? {};
  return { insert, query, update, removal, getmore, command };
}
