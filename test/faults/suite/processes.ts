import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from './random.js';
import type { Orders } from './suite-product.js';

export type Processes = Awaited<ReturnType<typeof startProcesses>>;

type Place = { child?: ChildProcess; url?: string };

/** What the processes write, for whoever looks for the cause of a violation. */
const logs = '.results/faults';

/** So many processes of the product built into `folder`, each started again whenever it dies. */
export async function startProcesses(folder: string, orders: Orders, count: number, { between, among }: Chance) {
  mkdirSync(logs, { recursive: true });
  let isClosed = false;
  let deaths = 0;
  const ended: Promise<void>[] = [];
  const places = Array.from({ length: count }, (): Place => ({}));

  /** Resolves when it can be reached. */
  function launch(place: Place, index: number): Promise<void> {
    const log = openSync(`${logs}/process-${index + 1}.log`, 'a');
    const words = ['--enable-source-maps', join(folder, 'suite-product.js'), JSON.stringify(orders)];
    const child = spawn(process.execPath, words, { stdio: ['ignore', log, log, 'ipc'] });
    place.child = child;
    ended[index] = live(place, index, child);
    return new Promise((ready) => {
      child.once('message', (url) => {
        place.url = String(url);
        ready();
      });
      child.once('exit', () => ready());
    });
  }

  async function live(place: Place, index: number, child: ChildProcess): Promise<void> {
    await once(child, 'exit');
    delete place.url;
    deaths += 1;
    if (isClosed) return;
    await new Promise((wait) => setTimeout(wait, between(100, 800)));
    if (!isClosed) await launch(place, index);
  }

  await Promise.all(places.map(launch));
  const alive = () => places.flatMap(({ url }) => url ?? []);
  return {
    /** The address of some process that is up; of nobody, where none is. */
    someUrl(): string {
      const [first, ...rest] = alive();
      return first === undefined ? 'http://127.0.0.1:9' : among([first, ...rest]);
    },
    /** Kills one at once. */
    killOne(): void {
      const [first, ...rest] = places.filter(({ url }) => url !== undefined);
      if (first) among([first, ...rest]).child?.kill('SIGKILL');
    },
    /** How often one has died. */
    deaths: () => deaths,
    /** Resolves when all are up. */
    async whole(): Promise<void> {
      while (alive().length < count) await new Promise((wait) => setTimeout(wait, 100));
    },
    async close(): Promise<void> {
      isClosed = true;
      for (const { child } of places) child?.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
