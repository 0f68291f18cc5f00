import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { mongoChatTranscript } from '../../adapters/mongo/people/chat-transcript.js';
import type { Conversation } from '../../bot/chat/chat-transcript.js';
import type { ChatPeople } from '../../bot/chat/chat-wire.js';
import { askForPeople, connectToChat } from '../../bot/demo/chat-client.js';
import { approveButton, isActive } from '../../bot/demo/recognise.js';
import type { Button } from '../../cards/card.js';
import { nothingDue } from '../support/nothing-due.js';
import { freshDatabaseUri } from '../support/parts/database.js';
import { type BuiltProduct, buildProduct } from '../support/products/built-product.js';
import { silentLog } from '../support/silent-log.js';

const senders = 8;
/** How many answers are out when the stop comes. */
const enough = 40;
const stopWithin = 10_000;
const timeout = 45_000;

let built: BuiltProduct;

beforeAll(async () => {
  built = await buildProduct({ main: fileURLToPath(new URL('../../bot/main.ts', import.meta.url)) });
});
afterAll(() => built?.remove());

/** Starts the product as `npm start` does. Resolves with its address once it says that it is ready. */
async function start(mongodbUri: string): Promise<{ main: ChildProcess; url: string; ended: Promise<unknown[]> }> {
  const env = { MONGODB_URI: mongodbUri, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true' };
  const main = spawn(process.execPath, [join(built.folder, 'main.js')], {
    cwd: built.folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(main, 'exit');
  for await (const line of createInterface(main.stdout)) {
    const url = /open (\S+)\/chat/.exec(line)?.[1];
    if (url !== undefined) return { main, url, ended };
  }
  throw new Error('the product ended before it was ready');
}

/** Sends `my roles` as one person after the other until the product is gone. Returns what was acknowledged. */
async function askOn(url: string, { people }: ChatPeople, acknowledged: { who: Conversation; key: string }[]) {
  for (let turn = 0; ; turn += 1) {
    const who = people[turn % people.length]?.id as Conversation;
    const commandId = `web:${randomUUID()}`;
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const body = JSON.stringify({ commandId, as: who, text: 'my roles' });
    const response = await fetch(`${url}/chat/turns`, { method: 'POST', headers, body }).catch(() => undefined);
    if (!response) return;
    if (response.ok) acknowledged.push({ who, key: `reply|${commandId}` });
  }
}

/** Ada asks for a role and Bob approves; resolves when his approval has been acknowledged. */
async function approveOne(url: string, { opening }: ChatPeople) {
  const [ada, bob] = opening as readonly [Conversation, Conversation];
  const chat = await connectToChat(url, [ada, bob], () => undefined);
  await chat.say(ada, 'activate Security Reader for 1h because INC-42');
  const card = await chat.until((message) => approveButton(message) !== undefined, timeout);
  await chat.press(card, approveButton(card) as Button);
  chat.close();
  return ada;
}

it('When it is told to stop in the middle of its work, then it stops in time and the next start finishes what was acknowledged', async () => {
  const uri = freshDatabaseUri();
  const first = await start(uri);
  const known = await askForPeople(first.url);
  const acknowledged: { who: Conversation; key: string }[] = [];
  const asking = Array.from({ length: senders }, () => askOn(first.url, known, acknowledged));
  const ada = await approveOne(first.url, known);
  await expect.poll(() => acknowledged.length, { timeout }).toBeGreaterThan(enough);

  const told = performance.now();
  first.main.kill('SIGTERM');
  expect(await first.ended).toEqual([0, null]);
  expect(performance.now() - told).toBeLessThan(stopWithin);
  await Promise.all(asking);

  const second = await start(uri);
  const connection = await connect(uri);
  try {
    await nothingDue(connection);
    const transcript = mongoChatTranscript(connection, silentLog);
    const answers = await Promise.all(
      acknowledged.map(({ who: conversation, key }) => transcript.find({ conversation, key })),
    );
    expect(answers.filter((answer) => answer === undefined)).toEqual([]);
    expect((await transcript.changedSince(ada, 0)).some(isActive)).toBe(true);
    second.main.kill('SIGTERM');
    expect(await second.ended).toEqual([0, null]);
  } finally {
    second.main.kill('SIGKILL');
    await connection.dropDatabase();
    await connection.close();
  }
}, 90_000);
