import { resolve } from 'node:path';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { systemIds as ids } from '../../adapters/system/ids.js';
import { assemble, type Product } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { defaultReviewSettings } from '../../domain/access-review/access-review.js';
import { principalId, type ReviewInstanceId, scheduleId } from '../../domain/ids.js';
import { days, instant } from '../../domain/time.js';
import { advanceAccessReviews } from '../../domain/usecases/access-review/advance-reviews.js';
import { createReview } from '../../domain/usecases/access-review/set-up-review.js';
import { anEligibility, aRole, by } from '../support/builders.js';
import { visitor } from '../support/visitor.js';
import { type Figure, median, report } from './report.js';

const holders = 10_000;
const times = 7;
const within = 1_000;
const batch = 1_000;
const role = aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451');

/**
 * A review of very many items: how long until it is under way, every item stored, and how long each of its pages and
 * its tick-list take, for a reviewer who decides all of it and for whoever looks after it.
 */
export async function accessReviewFigures(): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/reviews'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const uri = Object.assign(new URL(mongod.uri), { pathname: '/reviews' }).href;
  const product = await furnished(uri);
  try {
    const began: number[] = [];
    let instance: ReviewInstanceId | undefined;
    for (let time = 0; time < 3; time += 1) {
      const begun = performance.now();
      instance = await begin(product);
      began.push(performance.now() - begun);
    }
    const value = median(began);
    const name = `review of ${holders.toLocaleString('en')} items, until all are there`;
    return [figure(name, value), ...(await pageFigures(product, instance))];
  } finally {
    await product.stop();
    await mongod.stop();
  }
}

const figure = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 'ms',
  aim: `< ${within} ms`,
  ok: value < within,
});

/** The demo, not started, with so many who are eligible for one role. */
async function furnished(uri: string): Promise<Product> {
  const connection = await connect(uri);
  await connection.dropDatabase();
  await connection.close();
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const product = await assemble(config, { say: () => undefined, path: '' });
  await product.settle();
  const { store, records } = product.database;
  for (let from = 0; from < holders; from += batch) {
    const people = Array.from({ length: batch }, (_, offset) => aPerson(from + offset));
    await records.principals.save(people);
    const schedules = people.map(({ id }) =>
      anEligibility({ id: scheduleId(`bench-${id}`), principalId: id, role, startDateTime: instant(0) }),
    );
    await store.transaction((tx) => tx.schedules.insert(...schedules));
  }
  return product;
}

const aPerson = (number: number) => ({
  type: 'user' as const,
  id: principalId(`0be00000-0000-4000-8000-${String(number).padStart(12, '0')}`),
  displayName: `Person ${number}`,
  userPrincipalName: `reviewed.${number}@contoso.example`,
  accountEnabled: true,
  userType: 'Member' as const,
  lastSignInDateTime: instant(Date.now() - days(number % 60)),
});

const personCalled = async ({ database }: Product, name: string) =>
  (await database.directory.userByMail(`${name}@demo-works.example`))?.id ?? principalId('nobody');

async function begin(product: Product): Promise<ReviewInstanceId> {
  const deps = { ...product.database, ids };
  const [reviewer, administrator] = await Promise.all(['bruno', 'ines'].map((name) => personCalled(product, name)));
  if (!reviewer || !administrator) throw new Error('the demo has no such people');
  const input = {
    displayName: 'Everybody',
    scope: { role, principals: 'users', assignmentType: 'eligible' },
    reviewers: { type: 'selected', userIds: [reviewer] },
    settings: { ...defaultReviewSettings, instanceDurationInDays: 30, recommendationsEnabled: true },
  } as const;
  const created = await createReview(deps)(input, { ...by(administrator), commandId: ids.next() as never });
  if (!created.ok) throw new Error(`refused: ${created.refusal.code}`);
  await advanceAccessReviews(deps)();
  const { reviewInstanceId } = created.value;
  const instance = await deps.store.read.accessReviews.instance(reviewInstanceId);
  const counts = await deps.store.read.accessReviews.counts([reviewInstanceId]);
  const count = counts.reduce((sum, each) => sum + each.count, 0);
  if (instance?.status !== 'InProgress' || count !== holders) throw new Error(`${instance?.status}, ${count} items`);
  return reviewInstanceId;
}

async function pageFigures(product: Product, id: ReviewInstanceId | undefined): Promise<Figure[]> {
  const [reviewer, owner] = [visitor(product.url), visitor(product.url)];
  await reviewer.post('/sign-in/as', { person: await personCalled(product, 'bruno'), return: '/my-roles' });
  await owner.post('/sign-in/as', { person: await personCalled(product, 'ines'), return: '/my-roles' });
  const definition = id && (await product.database.store.read.accessReviews.instance(id))?.definitionId;
  const measured = [
    [reviewer, '/reviews'],
    [reviewer, `/reviews/${id}`],
    [reviewer, `/reviews/${id}?page=200`],
    [owner, '/access-reviews'],
    [owner, `/access-reviews/${definition}?decision=NotReviewed`],
  ] as const;
  const figures: Figure[] = [];
  for (const [browser, page] of measured) {
    const took: number[] = [];
    for (let time = 0; time <= times; time += 1) {
      const begun = performance.now();
      const { status } = await browser.get(page);
      if (status !== 200) throw new Error(`${page} answered ${status}`);
      took.push(performance.now() - begun);
    }
    const shown = page.replace(/[0-9a-f-]{36}/, '…');
    figures.push(figure(`review of ${holders.toLocaleString('en')} items, ${shown}`, median(took.slice(1))));
  }
  return figures;
}

if (process.argv[1]?.endsWith('reviews.ts')) report('bench-reviews', await accessReviewFigures());
