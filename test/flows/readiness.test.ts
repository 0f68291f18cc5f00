import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { compose } from '../../bot/compose/compose.js';
import type { Database } from '../../bot/compose/compose-database.js';
import { readConfig } from '../../bot/config/config.js';
import { AdapterError } from '../../domain/ports/system.js';
import { instant, minutes, seconds } from '../../domain/time.js';
import { freshDatabaseUri, overTheNetwork } from '../support/parts/database.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { eventually, type RunningProduct, startProduct } from '../support/products/product.js';
import { silentWire } from '../support/silent-wire.js';

/** How far the database's clock is ahead of this machine's, and how much time has gone by unseen, in milliseconds. */
const time = { apart: 0, passed: 0 };
/** The database, with its clock in the story's hands. */
const database = (real: Database): Database => ({
  ...real,
  clock: { ...real.clock, now: () => instant(real.clock.now() + time.passed), offset: () => time.apart },
});

/** What a story has started, the latest first. */
const running: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  Object.assign(time, { apart: 0, passed: 0 });
});

async function start(more: { mongodbUri?: string } = {}): Promise<RunningProduct> {
  const product = await startProduct({ slack: true, database, ...more });
  running.unshift(product);
  return product;
}

/** What whoever looks after the machines is told: the status, and the answer. */
async function readyz({ url }: { url: string }) {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, await answer.json()];
}
const ready = [200, { status: 'ready', reasons: [] }];

describe('When whoever looks after the machines asks whether Latchkey can work', () => {
  it('and the directory has not taken a removal for over a minute, then it names that and stays ready', async () => {
    const product = await start();
    const { say, press, see } = slackStory(product.slack);
    await say('ada', 'activate Message Center Reader for 2h because INC-42');
    await see('ada', 'Duration', 'Active until');
    expect(await readyz(product)).toEqual(ready);

    const { provisioners } = product.database;
    const [sound] = provisioners;
    if (!sound) throw new Error('no directory is connected');
    const refuses = () => Promise.reject(new AdapterError('unavailable', 'the directory is down'));
    provisioners[0] = { ...sound, revoke: refuses };
    await press('ada', 'Duration', 'Give back');
    await eventually(async () => {
      const failing = await product.database.queue.failing(0, product.database.clock.now(), 1);
      expect(failing).toHaveLength(1);
      // What has just been written waits for its seal a moment, and would for over a minute if one went by now.
      expect(await product.database.seals.waitsSince()).toBeUndefined();
    });
    expect(await readyz(product)).toEqual(ready);
    time.passed += minutes(1) + seconds(1);
    const reason =
      'removals of access that the directory has not taken for over a minute: 1 (type “stuck” to see them)';
    expect(await readyz(product)).toEqual([200, { status: 'degraded', reasons: [reason] }]);

    provisioners[0] = sound;
    await see('ada', 'Message Center Reader was given back');
    await eventually(async () => expect(await readyz(product)).toEqual(ready));
  });

  it('and the two clocks are over half a minute apart, then it is not ready and says so, until they agree', async () => {
    const product = await start();
    for (const apart of [30_001, -3_600_000]) {
      time.apart = apart;
      const reason = `this machine’s clock and the database’s differ by ${Math.abs(Math.round(apart / 1000))} s`;
      expect(await readyz(product)).toEqual([503, { status: 'unavailable', reasons: [reason] }]);
      time.apart = 30_000;
      expect(await readyz(product)).toEqual(ready);
    }
  });

  it('and the database does not answer, then it lives and is not ready, until it does', async () => {
    const wire = await silentWire(overTheNetwork(freshDatabaseUri()));
    running.unshift({ stop: wire.close });
    const product = await start({ mongodbUri: wire.uri });
    expect(await readyz(product)).toEqual(ready);
    wire.hold();
    const asked = performance.now();
    expect(await readyz(product)).toEqual([
      503,
      { status: 'unavailable', reasons: ['the database cannot be reached'] },
    ]);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    wire.release();
    await eventually(async () => expect(await readyz(product)).toEqual(ready));
  });
});

it('When the two clocks differ by over two seconds, then the administrators are told once, whatever processes there are', async () => {
  const config = readConfig({ PORT: '0', MONGODB_URI: freshDatabaseUri(), LOG_LEVEL: 'silent' });
  // One hour has one telling, so no hour may end between the two.
  const now = instant(Date.now());
  const apart = (real: Database): Database => ({
    ...real,
    clock: { ...real.clock, now: () => now, offset: () => 2_600 },
  });
  const open = () => compose(config, { say: () => undefined, path: '', standIns: { database: apart } });
  const first = await open();
  running.unshift(first);
  const told = () => first.database.transcript.changedSince('channel:admins', 0);
  await eventually(async () => expect(await told()).toHaveLength(1));
  const second = await open();
  await second.stop(); // which lets it finish its first look at the clocks
  await first.settle();
  expect(await told()).toHaveLength(1);
  expect(JSON.stringify(await told())).toContain(`The clock of ${hostname()} is 3 s behind the database’s`);
});
