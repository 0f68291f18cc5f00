// The product in a process of its own that is killed, or put to sleep, by itself at a chosen step: what a crash does.
// Its orders are the one argument, as JSON. It says its address first, then what it has done in the directory.
import { existsSync, writeFileSync } from 'node:fs';
import { mongo } from 'mongoose';
import { compose } from '../../bot/compose.js';
import type { Database } from '../../bot/compose-database.js';
import { readConfig } from '../../bot/config.js';
import { priority } from '../../bot/delivery.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import type { Provisioner } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import { milliseconds } from '../../domain/time.js';

/** Where it can end: each is the moment after that happened, or the one before for those in -ing. */
export type Step =
  | 'wish stored'
  | 'approval stored'
  | 'give-back stored'
  | 'expiry stored'
  | 'events half expanded'
  | 'grant claimed'
  | 'granting'
  | 'granted'
  | 'grant settled'
  | 'removal claimed'
  | 'revoking'
  | 'revoked'
  | 'removal settled'
  | 'card shown'
  | 'note shown';

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

const mortalStore = (store: Store): Store => ({
  ...store,
  async transaction(work, command) {
    const outcome = await store.transaction(work, command);
    const step = command ? stepOfCommand(outcome) : typeof outcome === 'number' && outcome > 0 && 'expiry stored';
    if (step) reached(step);
    return outcome;
  },
});

/** A process that has put access in takes the next such command to be the one that gives it back. */
let hasGranted = false;

function stepOfCommand(outcome: unknown): Step | undefined {
  const { value } = outcome as { value?: { requestId?: string; outcome?: string } };
  if (value?.outcome === 'approved') return 'approval stored';
  if (value?.requestId === undefined) return undefined;
  return hasGranted ? 'give-back stored' : 'wish stored';
}

/** Whether access is on its way in or out, where it is about access. */
function courseOf(events: readonly { event: DomainEvent }[]): 'grant' | 'removal' | undefined {
  const types = events.map(({ event }) => event.type);
  if (types.includes('access.due')) return 'grant';
  return types.includes('access.ended') ? 'removal' : undefined;
}

const mortalQueue = (queue: Database['queue']): Database['queue'] => ({
  ...queue,
  async claimEvents(now, limit) {
    const claimed = await queue.claimEvents(now, limit);
    const course = courseOf(claimed);
    if (course) reached(`${course} claimed`);
    return claimed;
  },
  async done(claimed, now, outcome) {
    const { effect, priority: urgency } = claimed;
    if (effect.kind === 'access') reached(urgency === priority.removal ? 'removal settled' : 'grant settled');
    else if (effect.kind === 'card' || effect.kind === 'note') reached(`${effect.kind} shown`);
    await queue.done(claimed, now, outcome);
  },
});

const did = (what: string) => void (hasBegun() && say(what));

const mortalProvisioner = (provisioner: Provisioner): Provisioner => ({
  ...provisioner,
  async grant(access, terms) {
    reached('granting');
    await provisioner.grant(access, terms).catch((fault: unknown) => {
      did('grant refused');
      throw fault;
    });
    hasGranted = hasBegun();
    did('granted');
    reached('granted');
  },
  async revoke(access, terms) {
    reached('revoking');
    await provisioner.revoke(access, terms);
    did('revoked');
    reached('revoked');
  },
});

const { deleteMany } = mongo.Collection.prototype;
mongo.Collection.prototype.deleteMany = function (...given) {
  if (this.collectionName === 'outbox') reached('events half expanded');
  return deleteMany.apply(this, given);
};

const fast = { TURNS_PER_MINUTE: '1000000' };
const config = readConfig({ ...fast, MONGODB_URI: mongodbUri, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true' });
const product = await compose(config, {
  say: () => undefined,
  path: '',
  deliveryLease: milliseconds(deliveryLease),
  safetyPoll: milliseconds(safetyPoll),
  standIns: {
    database: (real) => ({
      ...real,
      store: mortalStore(real.store),
      queue: mortalQueue(real.queue),
      provisioners: real.provisioners.map(mortalProvisioner),
    }),
  },
});
process.on('SIGTERM', async () => {
  await product.stop();
  process.exit(0);
});
say(product.url);
