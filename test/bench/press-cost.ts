import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { chatMessageIndexes } from '../../adapters/mongo/people/chat-transcript.js';
import type { ChatPeople } from '../../bot/chat/chat-wire.js';
import { type MeasuredProcess, startMeasured } from './measured-process.js';
import { type Press, pendingRequests } from './pending-requests.js';
import { type Figure, median } from './report.js';

const rounds = 7;
const perRound = 200;

/**
 * What one press of Approve costs the server until it is decided, committed and acknowledged, against the bare handler:
 * processor time, the two taking turns on one database server, each with a database of its own.
 */
export async function pressFigures(folder: string): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/press'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const databaseUri = (name: string) => Object.assign(new URL(mongod.uri), { pathname: `/${name}` }).href;
  const [productUri, bareUri] = [databaseUri('product'), databaseUri('bare')];
  const product = await startMeasured(folder, 'product-server.js', productUri);
  const bareStore = await connect(bareUri);
  await migrate(bareStore, { ...indexes, ...chatMessageIndexes });
  const bare = await startMeasured(folder, 'bare-server.js', bareUri);
  const store = await connect(productUri);
  try {
    const people: ChatPeople = await (await fetch(`${product.url}/chat/people`)).json();
    const costs: { product: number; bare: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const presses = await pendingRequests(store, people, perRound);
      const ids = presses.map(({ action }) => action.requestId);
      const documents = await store
        .collection('scheduleRequests')
        .find({ _id: { $in: ids as never[] } })
        .toArray();
      await bareStore.collection('scheduleRequests').insertMany(documents);
      costs.push({ product: await costOf(product, presses), bare: await costOf(bare, presses) });
    }
    return [asFigure(costs.slice(1))];
  } finally {
    await Promise.all([product.stop(), bare.stop(), store.close(), bareStore.close()]);
    await mongod.stop();
  }
}

function asFigure(costs: readonly { product: number; bare: number }[]): Figure {
  const ratio = median(costs.map(({ product, bare }) => product / bare));
  return {
    name: 'press → decided, committed, acknowledged',
    value: median(costs.map(({ product }) => product)),
    unit: 'ms CPU',
    aim: '≤ 3×',
    ok: ratio <= 3,
    baseline: median(costs.map(({ bare }) => bare)),
    ratio,
  };
}

/** Milliseconds of processor time for each of these presses; every approver presses one after the other. */
async function costOf(server: MeasuredProcess, presses: readonly Press[]): Promise<number> {
  const before = await server.cpu();
  await Promise.all(
    [...new Set(presses.map(({ as }) => as))].map(async (approver) => {
      for (const press of presses) if (press.as === approver) await send(server.url, press);
    }),
  );
  return ((await server.cpu()) - before) / 1000 / presses.length;
}

async function send(url: string, press: Press): Promise<void> {
  const response = await fetch(`${url}/chat/turns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...press, commandId: `web:${randomUUID()}` }),
  });
  const reply = await response.json();
  if (reply.kind !== 'said' || !/^Approved[.:]/.test(String(reply.text))) {
    throw new Error(`a press was answered ${response.status} ${JSON.stringify(reply)}`);
  }
}
