import type { Connection } from 'mongoose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { migrate } from '../../../adapters/mongo/migrate.js';
import { chatMessageIndexes, mongoChatTranscript } from '../../../adapters/mongo/people/chat-transcript.js';
import type { ChatContent, ChatTranscript } from '../../../bot/chat/chat-transcript.js';
import { principalId } from '../../../domain/ids.js';
import type { Log } from '../../../domain/ports/system.js';
import { days, instant } from '../../../domain/time.js';
import { eventually } from '../../support/eventually.js';
import { freshDatabaseUri } from '../../support/parts/database.js';

const ada = principalId('00000000-0000-4000-8000-00000000000a');
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
const line = (text: string): ChatContent => ({ kind: 'line', text });
const message = (key: string, text = key) =>
  ({ conversation: ada, key, by: 'latchkey', content: line(text), at: instant(1000) }) as const;

/** Longer than a change stream takes to let go of the server. */

let first: Connection;
let second: Connection;
let here: ChatTranscript;
let elsewhere: ChatTranscript;

beforeEach(async () => {
  const uri = freshDatabaseUri();
  [first, second] = await Promise.all([connect(uri), connect(uri)]);
  await migrate(first, chatMessageIndexes);
  here = mongoChatTranscript(first, silent);
  elsewhere = mongoChatTranscript(second, silent);
});

afterEach(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
  await Promise.all([first.close(), second.close()]);
});

it('When the same message is written again after a lost answer, then it is there once and nothing has changed', async () => {
  await here.put(message('a'));
  await here.put(message('a'));
  expect(await here.changedSince(ada, 0)).toEqual([{ ...message('a'), position: 1, version: 1 }]);
});

it('When a message changes, then it keeps its place and its time, and only the change is news', async () => {
  await here.put(message('a'));
  await here.put(message('b'));
  expect(await here.replace({ conversation: ada, key: 'a' }, line('decided'))).toBe('replaced');
  expect(await here.changedSince(ada, 2)).toEqual([{ ...message('a', 'decided'), position: 1, version: 3 }]);
});

it('When an answer was overtaken by a later change, then it does not cover that change', async () => {
  await here.put(message('a'));
  await here.replace({ conversation: ada, key: 'a' }, line('active until 16:02'));
  expect(await here.replace({ conversation: ada, key: 'a' }, line('being activated'), 1)).toBe('changed');
  expect((await here.find({ conversation: ada, key: 'a' }))?.content).toEqual(line('active until 16:02'));
});

it('When a message is old, then the database forgets it', async () => {
  await here.put(message('a'));
  const rows = first.collection('chatMessages');
  expect(await rows.findOne({ key: 'a' })).toMatchObject({ expiresAt: new Date(1000 + days(90)) });
  expect(await rows.indexes()).toContainEqual(
    expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
  );
});

it('When one writes without end, then the ten thousand latest are kept, and nobody else’s conversation is touched', async () => {
  const bob = principalId('00000000-0000-4000-8000-00000000000b');
  await here.put({ ...message('theirs'), conversation: bob });
  const rows = first.collection<{ _id: string }>('chatMessages');
  const row = { conversation: ada, by: 'latchkey', content: '{}', at: 1000, expiresAt: new Date(days(90)) };
  const many = Array.from({ length: 11_998 }, (_, index) => index + 1);
  await rows.insertMany(
    many.map((version) => ({ _id: `${ada}/${version}`, ...row, key: String(version), position: version, version })),
  );
  for (const key of ['one', 'two', 'three']) await here.put(message(key));
  const [oldest] = await rows.find({ conversation: ada }).sort({ version: 1 }).limit(1).toArray();
  expect([await rows.countDocuments({ conversation: ada }), oldest]).toMatchObject([10_001, { version: 2_001 }]);
  expect(await here.changedSince(bob, 0)).toHaveLength(1);
});

it('When all of a conversation has been forgotten, then who stands at its end still sees what is written next', async () => {
  for (const key of ['a', 'b', 'c']) await here.put(message(key));
  const [last] = (await here.changedSince(ada, 0)).slice(-1);
  await first.collection('chatMessages').deleteMany({});
  const later = instant(1000 + days(90));
  await here.put({ ...message('d'), at: later });
  expect(await here.changedSince(ada, last?.version ?? 0)).toMatchObject([{ key: 'd', at: later }]);
});

it('When a message that is not there is to change, then it stays away', async () => {
  expect(await here.replace({ conversation: ada, key: 'a' }, line('x'))).toBe('gone');
  expect(await here.changedSince(ada, 0)).toEqual([]);
});

it('When two processes write at once, then every message has a version of its own and none is missed by a reader in between', async () => {
  const keys = Array.from({ length: 24 }, (_, index) => `m${index}`);
  const seen = new Set<string>();
  let version = 0;
  const writing = Promise.all(keys.map((key, index) => (index % 2 === 0 ? here : elsewhere).put(message(key))));
  const read = async () => {
    for (const news of await here.changedSince(ada, version)) {
      seen.add(news.key);
      version = news.version;
    }
  };
  for (let done = false; !done; ) {
    done = await Promise.race([writing.then(() => true), read().then(() => false)]);
  }
  await read();
  expect(seen).toEqual(new Set(keys));
  expect(version).toBe(keys.length);
});

it('When another process writes, then the one who watches is woken, and nobody else is', async () => {
  const toAda = vi.fn();
  const admins = vi.fn();
  const ends = [here.watch(ada, toAda), here.watch('channel:admins', admins)];
  await eventually(() => expect([toAda, admins].map((heard) => heard.mock.calls.length)).toEqual([1, 2]));
  await elsewhere.put(message('a'));
  await eventually(() => expect([toAda, admins].map((heard) => heard.mock.calls.length)).toEqual([2, 2]));
  for (const end of ends) end();
});

it('When the stream of changes breaks off, then it is opened again and the watcher hears of what follows', async () => {
  const changed = vi.fn();
  await here.put(message('a'));
  const end = here.watch(ada, changed);
  await eventually(() => expect(changed).toHaveBeenCalledTimes(1));
  await second.collection('chatMessages').drop();
  await eventually(() => expect(changed).toHaveBeenCalledTimes(2));
  await elsewhere.put(message('b'));
  await eventually(() => expect(changed).toHaveBeenCalledTimes(3));
  end();
});

it('When nobody watches any more, then no change stream stays open, and a later watcher gets one again', async () => {
  const open = async () => {
    const admin = first.getClient().db('admin');
    const { inprog } = await admin.command({ currentOp: 1, $all: true, 'cursor.tailable': true });
    const namespace = `${first.name}.chatMessages`;
    return (inprog as { ns?: string }[]).filter(({ ns }) => ns === namespace).length;
  };
  const changed = vi.fn();
  const end = here.watch(ada, changed);
  await eventually(async () => expect(await open()).toBe(1));
  end();
  await eventually(async () => expect(await open()).toBe(0));
  const again = here.watch(ada, changed);
  await eventually(async () => expect(await open()).toBe(1));
  again();
});
