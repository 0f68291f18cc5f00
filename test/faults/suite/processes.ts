import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../../support/products/crash-steps.js';
import type { Chance } from './random.js';
import type { Instruction, Orders } from './suite-product.js';

export type Processes = Awaited<ReturnType<typeof startProcesses>>;

type Place = { child?: ChildProcess; url?: string };

/** What the processes write, for whoever looks for the cause of a violation. */
const logs = '.results/faults';
/** No process's clock is further off than this, in milliseconds. */
const clockSkew = 10_000;

/** So many processes of the product built into `folder`, each started again whenever it dies, each with a clock of its own. */
export async function startProcesses(folder: string, orders: Orders, count: number, { between, among }: Chance) {
  mkdirSync(logs, { recursive: true });
  let isClosed = false;
  let deaths = 0;
  const ended: Promise<void>[] = [];
  const places = Array.from({ length: count }, (): Place => ({}));
  const someSkew = () => Math.round(between(-clockSkew, clockSkew));
  let onOwnDeath = (_step: Step): void => undefined;

  /** Resolves when it can be reached. */
  function launch(place: Place, index: number): Promise<void> {
    const log = openSync(`${logs}/process-${index + 1}.log`, 'a');
    const entry = join(folder, 'suite-product.js');
    const words = ['--enable-source-maps', entry, JSON.stringify(orders), String(someSkew())];
    const child = spawn(process.execPath, words, { stdio: ['ignore', log, log, 'ipc', 'pipe'] });
    child.stdio[4]?.on('data', (step) => onOwnDeath(String(step) as Step));
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

  const up = () => places.filter(({ url }) => url !== undefined);
  function tell({ child }: Place, told: Instruction): void {
    // It may die before it hears it.
    if (child?.connected) child.send(told, () => undefined);
  }

  /** One of those that are up; undefined where none is. */
  function some(): Place | undefined {
    const [first, ...rest] = up();
    return first && among([first, ...rest]);
  }

  await Promise.all(places.map(launch));
  return {
    /** The address of some process that is up; of nobody, where none is. */
    someUrl: (): string => some()?.url ?? 'http://127.0.0.1:9',
    /** Kills one at once. */
    killOne: (): void => void some()?.child?.kill('SIGKILL'),
    /** Sets the clock of one again. */
    jumpOne(): void {
      const place = some();
      if (place) tell(place, { clockAhead: someSkew() });
    },
    /**
     * Lets one die at the first of these steps that it comes to. Returns which; undefined after `timeout` milliseconds.
     */
    async dieAt(steps: readonly Step[], timeout: number): Promise<Step | undefined> {
      const place = some();
      if (place) tell(place, { dieAt: steps });
      const met = await new Promise<Step | undefined>((settle) => {
        const late = setTimeout(() => settle(undefined), timeout);
        onOwnDeath = (step) => {
          clearTimeout(late);
          settle(step);
        };
      });
      if (place && !met) tell(place, { dieAt: [] });
      return met;
    },
    /** How often one has died. */
    deaths: () => deaths,
    /** Resolves when all are up. */
    async whole(): Promise<void> {
      while (up().length < count) await new Promise((wait) => setTimeout(wait, 100));
    },
    async close(): Promise<void> {
      isClosed = true;
      for (const { child } of places) child?.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
