// The product in a process of its own that is killed, or put to sleep, on its own at a chosen step: what a crash does.
// Its orders are the one argument, as JSON. It says its address first, then what it has done in the directory.
import { existsSync, writeFileSync } from 'node:fs';
import { compose } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import type { Provisioner } from '../../../domain/ports/directory.js';
import { days, milliseconds } from '../../../domain/time.js';
import { type Step, steppingDatabase } from './crash-steps.js';

export type { Step };

export type Orders = {
  mongodbUri: string;
  /** In milliseconds. */
  deliveryLease: number;
  safetyPoll: number;
  /** The first process to come to one of these steps, and no other after it, gets the signal there. */
  fate?: { steps: readonly Step[]; signal: 'SIGKILL' | 'SIGSTOP' } | undefined;
  /**
   * The beginning of the names of files that remember which steps have been met, by whichever process. Nothing counts
   * before there is the one that ends in `begun`.
   */
  marker: string;
};

const { mongodbUri, deliveryLease, safetyPoll, fate, marker }: Orders = JSON.parse(process.argv[2] ?? '{}');
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What the demo's own organisation asks for at the start is no part of the story. */
const hasBegun = () => existsSync(`${marker} begun`);

function reached(step: Step): void {
  if (!fate?.steps.includes(step) || !hasBegun()) return;
  try {
    writeFileSync(`${marker} ${step}`, '', { flag: 'wx' });
  } catch {
    return; // it was met before
  }
  say(`at ${step}`);
  process.kill(process.pid, fate.signal);
}

const did = (what: string) => void (hasBegun() && say(what));

const tellingProvisioner = (provisioner: Provisioner): Provisioner => ({
  ...provisioner,
  async grant(access, terms) {
    await provisioner.grant(access, terms).catch((fault: unknown) => {
      did('grant refused');
      throw fault;
    });
    did('granted');
  },
  async revoke(access, terms) {
    await provisioner.revoke(access, terms);
    did('revoked');
  },
});

const fast = { TURNS_PER_MINUTE: '1000000' };
const config = readConfig({ ...fast, MONGODB_URI: mongodbUri, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true' });
const product = await compose(config, {
  say: () => undefined,
  path: '',
  deliveryLease: milliseconds(deliveryLease),
  safetyPoll: milliseconds(safetyPoll),
  // What is told of the demo's alerts comes at a time of its own.
  alertsPause: days(1),
  standIns: {
    database: (real) => steppingDatabase({ ...real, provisioners: real.provisioners.map(tellingProvisioner) }, reached),
  },
});
process.on('SIGTERM', async () => {
  await product.stop();
  process.exit(0);
});
say(product.url);
