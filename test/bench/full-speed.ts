import { resolve } from 'node:path';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { assemble, type Product } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { visitor } from '../support/visitor.js';
import { type Figure, median } from './report.js';

const rounds = 60;
const hands = 50;
const slowedBy = 2;
const page = '/my-roles';

/**
 * How long a page takes somebody while another person asks for the heaviest page with fifty hands at once, beside how
 * long it takes them when it is quiet; and whether any answer of theirs fails.
 */
export async function fullSpeedFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/full-speed'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const uri = Object.assign(new URL(mongod.uri), { pathname: '/full-speed' }).href;
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const product = await assemble(config, { say: () => undefined, path: '' });
  try {
    await product.settle();
    return await besideAFlood(product);
  } finally {
    await product.stop();
    await mongod.stop();
  }
}

async function besideAFlood(product: Product): Promise<Figure[]> {
  const [someone, hasty] = [await signIn(product, 'ada'), await signIn(product, 'quentin')];
  await timesOf(someone, rounds / 2);
  const quiet = await timesOf(someone, rounds);
  let isOver = false;
  const flood = Array.from({ length: hands }, async () => {
    while (!isOver) await visitor(product.url).get('/overview', { headers: { cookie: hasty.cookie() } });
  });
  const busy = await timesOf(someone, rounds);
  isOver = true;
  await Promise.all(flood);
  const [value, baseline] = [median(busy.took), median(quiet.took)];
  const ratio = value / baseline;
  return [
    {
      name: 'a page beside one at full speed',
      value,
      baseline,
      ratio,
      unit: 'ms',
      aim: `≤ ${slowedBy}×`,
      ok: ratio <= slowedBy,
    },
    { name: 'answers lost beside one at full speed', value: busy.lost, unit: '', aim: '0', ok: busy.lost === 0 },
  ];
}

async function signIn({ url, database }: Product, name: string) {
  const browser = visitor(url);
  const [person] = await database.directory.searchPrincipals(name, 1);
  await browser.post('/sign-in/as', { person: person?.id ?? '', return: page });
  return browser;
}

async function timesOf(browser: ReturnType<typeof visitor>, count: number) {
  const took: number[] = [];
  let lost = 0;
  for (let round = 0; round < count; round++) {
    const begun = performance.now();
    const { status, text } = await browser.get(page);
    took.push(performance.now() - begun);
    if (status !== 200 || !text.includes('</html>')) lost += 1;
  }
  return { took, lost };
}
