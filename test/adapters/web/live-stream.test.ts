import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { openStreams } from '../../../adapters/web/open-streams.js';
import { liveStream } from '../../../adapters/web/portal/live.js';
import { noteUser, type SignedIn, type Visitor } from '../../../adapters/web/sessions/signed-in.js';
import { duration, instant } from '../../../domain/time.js';
import { alice } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';

/*
 * One stream of the portal's, of somebody whom everything concerns that is called `mine`.
 */
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => void end()));

const person: SignedIn = {
  sessionId: 'session',
  principalId: alice,
  csrfToken: 'token',
  signedInAt: instant(0),
  authenticationContexts: [],
};

async function openStream(heartbeat = duration(60_000)) {
  const listeners = new Set<(id: string | undefined) => void>();
  const asked: (readonly string[])[] = [];
  const times: number[] = [];
  const session = { isLive: true, askedOf: () => {} };
  /** What an answer to whether something concerns them waits for. */
  const looking = { until: Promise.resolve() };
  const app = express();
  app.use((request, _response, next) => {
    Object.assign(request, { session: { person } });
    noteUser(request, { type: 'user', id: alice, displayName: 'Alice', timeZone: 'UTC' } as Visitor, undefined);
    next();
  });
  app.get(
    '/live',
    liveStream({
      heartbeat,
      streams: openStreams(),
      watch: (changed) => {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
      isLive: async () => {
        if (!session.isLive) session.askedOf();
        return session.isLive;
      },
      concernsViewer: async (ids) => {
        asked.push(ids);
        times.push(performance.now());
        await looking.until;
        return ids.some((id) => id === 'mine');
      },
    }),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [answer] = (await once(
    get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', path: '/live' }),
    'response',
  )) as [IncomingMessage];
  const heard = { text: '', isOver: false };
  answer.on('data', (chunk) => {
    heard.text += String(chunk);
  });
  answer.on('end', () => {
    heard.isOver = true;
  });
  ends.push(() => {
    answer.destroy();
    server.close();
  });
  await eventually(() => expect(listeners.size).toBe(1));
  return {
    asked,
    times,
    session,
    looking,
    heard,
    listeners,
    told: () => heard.text.split('event: changed').length - 1,
    change: (id?: string) => listeners.forEach((changed) => void changed(id)),
  };
}

it('When several things change at once, then they are looked at together, and what concerns the viewer is told once', async () => {
  const stream = await openStream();
  for (const id of ['theirs', 'mine', 'mine', 'other']) stream.change(id);
  await eventually(() => expect(stream.told()).toBe(1));
  expect(stream.asked).toEqual([['theirs', 'mine', 'other']]);
});

it('When what changes concerns others, then nothing is told', async () => {
  const stream = await openStream();
  stream.change('theirs');
  await eventually(() => expect(stream.asked).toEqual([['theirs']]));
  expect(stream.told()).toBe(0);
  // What comes next is told all the same.
  stream.change('mine');
  await eventually(() => expect(stream.told()).toBe(1));
});

it('When nobody can say what has changed, or too much has, then it is told without looking', async () => {
  const stream = await openStream();
  stream.change();
  await eventually(() => expect(stream.told()).toBe(1));
  for (let number = 0; number < 400; number++) stream.change(`theirs-${number}`);
  await eventually(() => expect(stream.told()).toBe(2));
  expect(stream.asked).toEqual([]);
});

it('When changes go on and on, then they are looked at less and less often', async () => {
  const stream = await openStream();
  const going = setInterval(() => stream.change('mine'), 5);
  ends.push(() => clearInterval(going));
  await eventually(() => expect(stream.times.length).toBe(3));
  const [first = 0, second = 0, third = 0] = stream.times;
  expect(second - first).toBeGreaterThan(590);
  expect(third - second).toBeGreaterThan(1_190);
});

it('When the session is over, then the stream ends with the next heartbeat, and nothing listens any more', async () => {
  const stream = await openStream(duration(20));
  await eventually(() => expect(stream.heard.text).toContain('still here'));
  stream.session.isLive = false;
  await eventually(() => expect(stream.heard.isOver).toBe(true));
  await eventually(() => expect(stream.listeners.size).toBe(0));
});

it('When the session ends while it is found out whether a change concerns them, then nothing is told after the end', async () => {
  const stream = await openStream(duration(500));
  const [found, find] = gate();
  stream.looking.until = found;
  stream.change('mine');
  await eventually(() => expect(stream.asked).toEqual([['mine']]));
  // Both are found out in the same moment: the stream has ended then, and is not closed yet.
  stream.session.askedOf = find;
  stream.session.isLive = false;
  await eventually(() => expect(stream.heard.isOver).toBe(true));
  expect(stream.told()).toBe(0);
});

function gate(): [opened: Promise<void>, open: () => void] {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}
