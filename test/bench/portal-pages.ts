import { resolve } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { assemble, type Product } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { launchBrowser } from '../support/parts/browser.js';
import { visitor } from '../support/visitor.js';
import { fileSchedules, somebodyElse } from './at-scale.js';
import { type Figure, median } from './report.js';

const schedules = 100_000;
const people = 20_000;
const times = 5;
const [paintWithin, bytesWithin] = [1_000, 100_000];

const pages = [
  ...['/my-roles', '/my-requests?tab=all', '/approve', '/roles', '/role?kind=directory&role=role-7&scope=%2F'],
  ...['/assignments', '/assignments?q=person%20107', '/settings', '/history', '/overview', '/search?q=reader'],
];

/**
 * The portal in an organisation with very many schedules, for its Global Administrator, who sees all of them: how long
 * the server takes for each page, and how soon the slowest is painted by a browser that has nothing of it yet.
 */
export async function portalFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/portal'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const uri = Object.assign(new URL(mongod.uri), { pathname: '/portal' }).href;
  const product = await furnished(uri);
  try {
    return [...(await serverFigures(product)), ...(await browserFigures(product))];
  } finally {
    await product.stop();
    await mongod.stop();
  }
}

/** The demo with so many schedules on file, of people with names. It is not started: nothing is due here. */
async function furnished(uri: string): Promise<Product> {
  const connection = await connect(uri);
  await connection.dropDatabase();
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const product = await assemble(config, { say: () => undefined, path: '' });
  // The directory gives the administrator what the demo begins with.
  await product.settle();
  await fileSchedules(connection, schedules);
  for (let from = 0; from < people; from += 1_000) {
    const some = Array.from({ length: 1_000 }, (_, offset) => aPerson(from + offset));
    await product.database.records.principals.save(some);
  }
  await connection.close();
  return product;
}

const aPerson = (number: number) => ({
  type: 'user' as const,
  id: somebodyElse(number),
  displayName: `Person ${number}`,
  userPrincipalName: `person.${number}@contoso.example`,
  accountEnabled: true,
  userType: 'Member' as const,
});

const administrator = 'quentin@demo-works.example';

async function signIn({ url, database }: Product) {
  const browser = visitor(url);
  const person = (await database.directory.userByMail(administrator))?.id ?? '';
  await browser.post('/sign-in/as', { person, return: '/my-roles' });
  return browser;
}

async function serverFigures(product: Product): Promise<Figure[]> {
  const browser = await signIn(product);
  const figures: Figure[] = [];
  for (const page of pages) {
    const took: number[] = [];
    for (let time = 0; time <= times; time += 1) {
      const begun = performance.now();
      const { status } = await browser.get(page);
      if (status !== 200) throw new Error(`${page} answered ${status}`);
      took.push(performance.now() - begun);
    }
    const value = median(took.slice(1));
    const name = `portal at ${schedules.toLocaleString('en')} schedules, ${page.split('?', 1)[0]}`;
    figures.push({ name, value, unit: 'ms', aim: `< ${paintWithin} ms`, ok: value < paintWithin });
  }
  return figures;
}

async function browserFigures(product: Product): Promise<Figure[]> {
  const browser = await launchBrowser();
  try {
    const [name = '', value = ''] = (await signIn(product)).cookie().split('=');
    const seen: { paint: number; bytes: number }[] = [];
    for (const page of pages) {
      const context = await browser.newContext({ baseURL: product.url });
      await context.addCookies([{ name, value, url: product.url }]);
      seen.push(await opened(context, page));
      await context.close();
    }
    const paint = Math.max(...seen.map((each) => each.paint));
    const bytes = Math.max(...seen.map((each) => each.bytes));
    return [
      { name: 'portal, latest first paint', value: paint, unit: 'ms', aim: '< 1 s', ok: paint < paintWithin },
      { name: 'portal, largest page sent', value: bytes / 1000, unit: 'kB', aim: '< 100 kB', ok: bytes < bytesWithin },
    ];
  } finally {
    await browser.close();
  }
}

/** Opens a page for the first time: when something of it was painted, in ms, and how much was sent, in bytes. */
async function opened(context: BrowserContext, path: string): Promise<{ paint: number; bytes: number }> {
  const page = await context.newPage();
  await page.goto(path, { waitUntil: 'load' });
  return page.evaluate(async () => {
    const sent = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const bytes = sent.reduce((sum, each) => sum + (each as PerformanceResourceTiming).transferSize, 0);
    const paint = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => {
        const first = list.getEntriesByName('first-contentful-paint')[0];
        if (first) resolve(first.startTime);
      }).observe({ type: 'paint', buffered: true });
    });
    return { paint, bytes };
  });
}
