import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStreams } from '../../../adapters/web/open-streams.js';
import { eventually } from '../../support/eventually.js';

/*
 * Two streams a browser, three a person and five in all.
 */
const limits = { ofSession: 2, ofPerson: 3, inAll: 5 };
let streams: ReturnType<typeof openStreams>;
let server: Server;
const answers: ServerResponse[] = [];
const asked: IncomingMessage[] = [];

beforeEach(async () => {
  streams = openStreams(limits);
  server = createServer((request, response) => {
    const [, person = '', session = ''] = (request.url ?? '').split('/');
    answers.push(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    streams.admit(response, { person, session });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const each of asked.splice(0)) each.destroy();
  answers.splice(0);
  server.closeAllConnections();
  server.close();
});

/** A stream of this person, in this browser of theirs. */
async function follow(person: string, browser = 'one') {
  const { port } = server.address() as AddressInfo;
  const path = `/${person}/${person}-${browser}`;
  const [answer] = (await once(get({ port, host: '127.0.0.1', path, agent: false }), 'response')) as [IncomingMessage];
  asked.push(answer);
  const stream = { heard: '', isOpen: true };
  answer.on('data', (chunk) => {
    stream.heard += String(chunk);
  });
  answer.on('close', () => {
    stream.isOpen = false;
  });
  return stream;
}

describe('When one opens more streams than one needs', () => {
  it('then the oldest of that browser makes room and hears that it need not come back', async () => {
    const [first, second, third] = [await follow('ada'), await follow('ada'), await follow('ada')];
    await eventually(() => expect(first.isOpen).toBe(false));
    expect(first.heard).toContain('event: made-room');
    expect([second.isOpen, third.isOpen, streams.size()]).toEqual([true, true, 2]);
  });

  it('then the oldest of that person makes room, whatever the browser', async () => {
    const all = [await follow('ada'), await follow('ada'), await follow('ada', 'two'), await follow('ada', 'two')];
    await eventually(() => expect(all.map(({ isOpen }) => isOpen)).toEqual([false, true, true, true]));
  });

  it('then however many they open, everybody else keeps theirs', async () => {
    const bob = await follow('bob');
    for (let times = 0; times < 100; times++) await follow('ada', String(times));
    expect(streams.size()).toBe(4);
    expect(bob.isOpen).toBe(true);
  });
});

it('When there are too many in all, then whoever has most makes room, not whoever has been there longest', async () => {
  const bob = await follow('bob');
  const ada = [await follow('ada'), await follow('ada'), await follow('ada', 'two')];
  await follow('cas');
  const newest = await follow('dan');
  await eventually(() => expect(ada.map(({ isOpen }) => isOpen)).toEqual([false, true, true]));
  expect([bob.isOpen, newest.isOpen, streams.size()]).toEqual([true, true, 5]);
});

it('When a stream is closed by its reader, then it counts no more', async () => {
  await follow('ada');
  asked[0]?.destroy();
  await eventually(() => expect(streams.size()).toBe(0));
});

it('When a reader has stopped reading, then no more than a megabyte is kept for them', async () => {
  await follow('ada');
  asked[0]?.pause();
  const [answer] = answers;
  if (!answer) throw new Error('no stream');
  const part = `data: ${'x'.repeat(100_000)}\n\n`;
  let most = 0;
  for (let times = 0; times < 500 && !answer.destroyed; times++) {
    streams.write(answer, part);
    most = Math.max(most, answer.writableLength);
  }
  expect(answer.destroyed).toBe(true);
  expect(most).toBeLessThan(1_200_000);
});
