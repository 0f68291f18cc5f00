import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChatTurn } from '../../../bot/chat/chat-wire.js';
import type { Reply } from '../../../bot/turns/turn.js';
import { eventually } from '../eventually.js';
import type { Orders, Step } from './crashable-product.js';

type Running = { child: ChildProcess; url: string; ended: Promise<unknown> };

export type CrashableOptions = Pick<Orders, 'mongodbUri' | 'fate'> & {
  /** How many share the database. */
  count: number;
  /** Whether one that dies is started again, with the same orders. */
  isRevived: boolean;
};

/** How long one delivery waits for its answer, as the platforms do. */
const answerWithin = 3_000;

/** Processes of the product built into `folder`, all on one database. */
export async function startMortals(folder: string, { mongodbUri, fate, count, isRevived }: CrashableOptions) {
  const marker = join(folder, randomUUID());
  const orders: Orders = { mongodbUri, deliveryLease: 2000, safetyPoll: 250, fate, marker };
  const effects: string[] = [];
  const met = new Map<Step, ChildProcess>();
  const running: Promise<Running>[] = [];
  let isClosed = false;
  let turns = 0;

  function launch(index: number): Promise<Running> {
    const starting = startProcess(folder, orders, (line, child) => {
      if (line.startsWith('at ')) met.set(line.slice(3) as Step, child);
      else effects.push(line);
    });
    running[index] = starting;
    if (isRevived) reviveOnDeath(starting, () => !isClosed && launch(index));
    return starting;
  }
  for (let index = 0; index < count; index += 1) await launch(index);
  const urls = () => Promise.all(running.map(async (starting) => (await starting).url));

  return {
    urls,
    /** From here on steps are met and effects are told. */
    begin: () => writeFileSync(`${marker} begun`, ''),
    /** What was done in the directory, by whichever process. */
    effects,
    /** Where a process got its signal, and which one it was. */
    met,
    /** Sends a turn to one process after the other until it is answered, as a platform behind a balancer does. */
    deliver: (turn: ChatTurn): Promise<Reply> =>
      eventually(async () => {
        turns += 1;
        const all = await urls();
        return send(`${all[turns % all.length]}/chat/turns`, turn);
      }),
    async close() {
      isClosed = true;
      for (const starting of running) {
        const { child, ended } = await starting;
        child.kill('SIGKILL');
        await ended;
      }
    },
  };
}

async function startProcess(folder: string, orders: Orders, hear: (line: string, child: ChildProcess) => void) {
  const entry = join(folder, 'mortal-product.js');
  const child = spawn(process.execPath, [entry, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const [url] = await once(lines, 'line');
  lines.on('line', (line) => hear(line, child));
  return { child, url: String(url), ended };
}

function reviveOnDeath(starting: Promise<Running>, revive: () => unknown): void {
  starting.then(
    async ({ ended }) => {
      await ended;
      revive();
    },
    () => undefined,
  );
}

async function send(address: string, turn: ChatTurn): Promise<Reply> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(turn),
    signal: AbortSignal.timeout(answerWithin),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return await response.json();
}
