// The product in a process of its own, with a directory and platforms that are elsewhere. Its orders are the one
// argument, as JSON; it tells its address to whoever started it, is told what is to go wrong, and logs to its output.
import { writeSync } from 'node:fs';
import { compose } from '../../../bot/compose/compose.js';
import type { StandIns } from '../../../bot/compose/compose-surfaces.js';
import { milliseconds } from '../../../domain/time.js';
import { readLinkedConfig } from '../../support/linked-otherwise.js';
import { type Step, steppingDatabase } from '../../support/products/crash-steps.js';
import { farProvisioner } from './far-ends/far-provisioner.js';
import { type Sabotage, sabotages } from './sabotage.js';
import { skewedClock } from './skewed-clock.js';

export type Orders = {
  settings: Record<string, string>;
  standIns: Pick<StandIns, 'slackApiUrl' | 'teams'>;
  directoryUrl: string;
  /** In milliseconds. */
  deliveryLease: number;
  safetyPoll: number;
  /** How this product is to be broken on purpose. */
  sabotage?: Sabotage | undefined;
};

/** What it is told while it runs: how far its clock is ahead, in milliseconds, or at which steps it has to die. */
export type Instruction = { clockAhead: number } | { dieAt: readonly Step[] };

const orders: Orders = JSON.parse(process.argv[2] ?? '{}');
const setClock = skewedClock();
let fates: readonly Step[] = [];

process.on('message', (told: Instruction) => {
  if ('dieAt' in told) fates = told.dieAt;
  else setClock(told.clockAhead);
});
setClock(Number(process.argv[3] ?? 0));

/** Whoever started it listens there for the last that it says. */
const lastWords = 4;

function reached(step: Step): void {
  if (!fates.includes(step)) return;
  writeSync(lastWords, step);
  process.kill(process.pid, 'SIGKILL');
}

const product = await compose(readLinkedConfig(orders.settings), {
  say: () => undefined,
  path: '',
  deliveryLease: milliseconds(orders.deliveryLease),
  safetyPoll: milliseconds(orders.safetyPoll),
  standIns: {
    ...orders.standIns,
    database(real) {
      const database = { ...real, provisioners: [farProvisioner(orders.directoryUrl)] };
      const broken = orders.sabotage ? sabotages[orders.sabotage].breaks(database) : database;
      return steppingDatabase(broken, reached);
    },
  },
});
process.on('SIGTERM', async () => {
  await product.stop();
  process.exit(0);
});
// Nobody is left to work for.
process.on('disconnect', () => process.exit(1));
process.send?.(product.url);
