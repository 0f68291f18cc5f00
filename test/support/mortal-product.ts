// The product in a process of its own that is killed, or put to sleep, by itself at a chosen step: what a crash does.
// Its orders are the one argument, as JSON. It says its address first, then what it has done in the directory.
import { writeFileSync } from 'node:fs';
import { mongo } from 'mongoose';
import { compose } from '../../bot/compose.js';
import type { Database } from '../../bot/compose-database.js';
import { readConfig } from '../../bot/config.js';
import type { ClaimedEvent } from '../../bot/delivery.js';
import type { Provisioner } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import { milliseconds } from '../../domain/time.js';

/** Where it can end: each is the moment after that happened, or the one before for those in -ing. */
export type Step =
  | 'request stored'
  | 'approval stored'
  | 'events claimed'
  | 'events half expanded'
  | 'events expanded'
  | 'granting'
  | 'granted'
  | 'grant confirmed'
  | 'card shown'
  | 'note shown'
  | 'expiry stored'
  | 'revoking'
  | 'revoked'
  | 'removal confirmed';

export type Orders = {
  mongodbUri: string;
  /** In milliseconds. */
  deliveryLease: number;
  safetyPoll: number;
  /** The first process that comes to this step gets the signal. */
  fate?: { step: Step; signal: 'SIGKILL' | 'SIGSTOP' } | undefined;
  /** A file that does not exist yet: it remembers that the fate has been met, whichever process met it. */
  marker: string;
};

const { mongodbUri, deliveryLease, safetyPoll, fate, marker }: Orders = JSON.parse(process.argv[2] ?? '{}');
const say = (line: string) => void process.stdout.write(`${line}\n`);

function reached(step: Step): void {
  if (step !== fate?.step) return;
  try {
    writeFileSync(marker, step, { flag: 'wx' });
  } catch {
    return; // it was met before
  }
  process.kill(process.pid, fate.signal);
}

/** What it has last done in the directory tells one confirmation from the other. */
let last: 'grant' | 'revoke' | undefined;

const mortalStore = (store: Store): Store => ({
  ...store,
  async transaction(work, command) {
    const outcome = await store.transaction(work, command);
    const step = command ? stepOfCommand(outcome) : stepOfOwn(outcome);
    if (step) reached(step);
    return outcome;
  },
});

function stepOfCommand(outcome: unknown): Step | undefined {
  const value = (outcome as { value?: { requestId?: string; outcome?: string } }).value;
  if (value?.outcome === 'approved') return 'approval stored';
  return value?.requestId === undefined ? undefined : 'request stored';
}

function stepOfOwn(outcome: unknown): Step | undefined {
  if (typeof outcome === 'number') return outcome > 0 ? 'expiry stored' : undefined;
  if (last === undefined) return undefined;
  return last === 'grant' ? 'grant confirmed' : 'removal confirmed';
}

const mortalQueue = (queue: Database['queue']): Database['queue'] => ({
  ...queue,
  async claimEvents(now, limit) {
    const claimed = await queue.claimEvents(now, limit);
    if (claimed.some(isDue)) reached('events claimed');
    return claimed;
  },
  async expand(expansions, now) {
    await queue.expand(expansions, now);
    if (expansions.some(isDue)) reached('events expanded');
  },
  async done(claimed, now, outcome) {
    if (claimed.effect.kind === 'card' && last === 'grant') reached('card shown');
    if (claimed.effect.kind === 'note') reached('note shown');
    await queue.done(claimed, now, outcome);
  },
});

const isDue = ({ event }: Pick<ClaimedEvent, 'event'>) => event.type === 'access.due';

const mortalProvisioner = (provisioner: Provisioner): Provisioner => ({
  ...provisioner,
  async grant(access, terms) {
    reached('granting');
    await provisioner.grant(access, terms);
    say('granted');
    last = 'grant';
    reached('granted');
  },
  async revoke(access, terms) {
    reached('revoking');
    await provisioner.revoke(access, terms);
    say('revoked');
    last = 'revoke';
    reached('revoked');
  },
});

const { deleteMany } = mongo.Collection.prototype;
mongo.Collection.prototype.deleteMany = function (...given) {
  if (this.collectionName === 'outbox' && last === undefined) reached('events half expanded');
  return deleteMany.apply(this, given);
};

const config = readConfig({ MONGODB_URI: mongodbUri, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true' });
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
say(product.url);
