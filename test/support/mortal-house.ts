import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import { mongoChatTranscript } from '../../adapters/mongo/chat-transcript.js';
import { connect } from '../../adapters/mongo/connect.js';
import type { ChatMessage, Conversation } from '../../bot/chat-transcript.js';
import type { ChatPeople, ChatTurn } from '../../bot/chat-wire.js';
import { approveButton, isRequestFor } from '../../bot/demo/recognise.js';
import type { Reply } from '../../bot/turn.js';
import type { Button } from '../../cards/card.js';
import { freshDatabaseUri } from './database.js';
import type { Orders } from './mortal-product.js';
import { silentLog } from './silent-log.js';

const role = 'Security Reader';
/** What a step may take on a busy machine, restarts included, and how often it is looked at, in milliseconds. */
const patience = { timeout: 15_000, interval: 40 };
const eventually = <T>(look: () => Promise<T>) => vi.waitFor(look, patience);

export type MortalProcess = { child: ChildProcess; url: string; ended: Promise<unknown> };

/** One process of the product built into `folder`, on its address. `hear` gets each line it says after that. */
async function startProcess(folder: string, orders: Orders, hear: (line: string) => void): Promise<MortalProcess> {
  const entry = join(folder, 'mortal-product.js');
  const child = spawn(process.execPath, [entry, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const [url] = await once(lines, 'line');
  lines.on('line', hear);
  return { child, url, ended };
}

export type MortalHouse = Awaited<ReturnType<typeof openMortalHouse>>;

/**
 * A house of `processes` processes of the product on a database of its own. One that dies is started again, with the
 * same orders; a turn that got no answer is delivered again, as the platforms do, to the next process.
 */
export async function openMortalHouse(
  folder: string,
  { fate, processes = 1 }: Pick<Orders, 'fate'> & { processes?: number } = {},
) {
  const mongodbUri = freshDatabaseUri();
  const marker = join(folder, `met-${randomUUID()}`);
  const orders: Orders = { mongodbUri, deliveryLease: 1500, safetyPoll: 250, fate, marker };
  /** What was done in the directory, by whichever process. */
  const effects: string[] = [];
  const running: Promise<MortalProcess>[] = [];
  let deaths = 0;
  let isClosed = false;

  function launch(index: number): Promise<MortalProcess> {
    const starting = startProcess(folder, orders, (line) => effects.push(line));
    running[index] = starting;
    starting.then(
      async ({ ended }) => {
        await ended;
        if (isClosed) return;
        deaths += 1;
        void launch(index);
      },
      () => undefined,
    );
    return starting;
  }
  for (let index = 0; index < processes; index += 1) await launch(index);
  const connection = await connect(mongodbUri);
  const transcript = mongoChatTranscript(connection, silentLog);
  const { opening }: ChatPeople = await (await fetch(`${(await running[0])?.url}/chat/people`)).json();
  const [ada, bob, cas] = opening as readonly [Conversation, Conversation, Conversation];

  /** Sends a turn to one process, again and again until it is answered. */
  const deliver = (turn: ChatTurn, index = 0): Promise<Reply> =>
    eventually(async () => {
      const { url } = (await running[index]) as MortalProcess;
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const response = await fetch(`${url}/chat/turns`, { method: 'POST', headers, body: JSON.stringify(turn) });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return await response.json();
    });
  const messages = (who: Conversation) => transcript.changedSince(who, 0);
  const until = (who: Conversation, what: string, matches: (message: ChatMessage) => boolean): Promise<ChatMessage> =>
    eventually(async () => {
      const found = (await messages(who)).findLast(matches);
      if (!found) throw new Error(`${who} never saw ${what}`);
      return found;
    });
  const pressOf = ({ conversation, key }: ChatMessage, { action }: Button): ChatTurn =>
    ({ commandId: `web:${randomUUID()}`, as: conversation, action, fields: {}, message: key }) as ChatTurn;

  return {
    people: { ada, bob, cas, admins: 'channel:admins' as const },
    running,
    effects,
    connection,
    deaths: () => deaths,
    deliver,
    messages,
    until,
    pressOf,
    /** Ada's wish, as one delivery. */
    wish: (length: string): ChatTurn => ({
      commandId: `web:${randomUUID()}`,
      as: ada,
      text: `activate ${role} for ${length} because INC-42`,
    }),
    /** An approver's press of Approve, as one delivery, once they have the card. */
    async approval(approver: Conversation): Promise<ChatTurn> {
      const card = await until(approver, 'a card to approve', (message) => approveButton(message) !== undefined);
      return pressOf(card, approveButton(card) as Button);
    },
    /** The living card of the latest request, once it is as it should be. */
    card: (who: Conversation, what: string, matches: (message: ChatMessage) => boolean) =>
      until(who, what, (message) => isRequestFor(message, role) && matches(message)),
    async close() {
      isClosed = true;
      for (const starting of running) {
        const { child, ended } = await starting;
        child.kill('SIGKILL');
        await ended;
      }
      await transcript.close();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
