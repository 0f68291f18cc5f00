import { once } from 'node:events';
import { connect } from 'node:net';
import express, { type Router } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Mount, type RunningServer, startHttpServer } from '../../../adapters/web/http-server.js';
import type { Log } from '../../../domain/ports/system.js';
import { testClock } from '../../support/test-clock.js';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
const running: RunningServer[] = [];

async function start(more: Partial<Parameters<typeof startHttpServer>[0]> = {}): Promise<RunningServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    onlyLoopbackNames: true,
    mounts: [],
    routers: [],
    readiness: async () => ({ status: 'ready', reasons: [] }),
    ids: { next: () => 'the-correlation-id' },
    clock: testClock(),
    log: silent,
    ...more,
  });
  running.push(server);
  return server;
}

function routerWith(add: (router: Router) => void): Router {
  const router = express.Router();
  add(router);
  return router;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

it('When a platform delivers, then its listener reads the body itself, byte for byte, under its full address', async () => {
  const body = '{"a":  1}';
  const heard: string[] = [];
  const mount: Mount = {
    path: '/slack/events',
    async listener(request, response) {
      const chunks = await request.toArray();
      heard.push(request.url ?? '', Buffer.concat(chunks).toString());
      response.end('ok');
    },
  };
  const { url } = await start({ mounts: [mount] });
  const response = await fetch(`${url}/slack/events?x=1`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.text()).toBe('ok');
  expect(heard).toEqual(['/slack/events?x=1', body]);
});

it('When an address only begins like a mounted one, then the mount does not hear it', async () => {
  const listener = vi.fn();
  const { url } = await start({ mounts: [{ path: '/slack/events', listener }] });
  expect((await fetch(`${url}/slack/eventsandmore`)).status).toBe(404);
  expect(listener).not.toHaveBeenCalled();
});

it('When the product cannot work yet, then it is alive but not ready, and says why', async () => {
  const { url } = await start({
    readiness: async () => ({ status: 'unavailable', reasons: ['the database is away'] }),
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const readiness = await fetch(`${url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toEqual({ status: 'unavailable', reasons: ['the database is away'] });
});

it('When something breaks, then people get an apology with a reference and the log gets the rest', async () => {
  const error = vi.fn();
  const broken = routerWith((router) =>
    router.get('/broken', () => {
      throw new Error('secret detail');
    }),
  );
  const { url } = await start({ routers: [broken], log: { ...silent, error } });
  const response = await fetch(`${url}/broken`);
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).toContain('the-correlation-id');
  expect(text).not.toContain('secret detail');
  expect(error).toHaveBeenCalledWith('http.failed', expect.objectContaining({ correlationId: 'the-correlation-id' }));
});

it('When a page is served, then its policy allows no inline script or style and no frame around it', async () => {
  const { url } = await start();
  const { headers } = await fetch(`${url}/nothing-here`);
  expect(headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self';style-src 'self'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

it.each([
  ['localhost', 200],
  ['LOCALHOST:3978', 200],
  ['127.0.0.1:3978', 200],
  ['127.8.8.8', 200],
  ['[::1]:3978', 200],
  ['evil.example', 421],
  ['localhost.evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['127.evil.example:3978', 421],
  ['10.0.0.1', 421],
  ['', 421],
])('When the demo is asked for as “%s”, then it answers %i', async (name, status) => {
  const { port } = await start();
  const socket = connect({ host: '127.0.0.1', port });
  socket.end(`GET /healthz HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  const answer = Buffer.concat(await socket.toArray()).toString();
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

it('When it runs for real, then it answers to the name it was given by its operator', async () => {
  const { port } = await start({ onlyLoopbackNames: false });
  const socket = connect({ host: '127.0.0.1', port });
  socket.end('GET /healthz HTTP/1.1\r\nHost: latchkey.example\r\nConnection: close\r\n\r\n');
  expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1.1 200 /);
});

describe('When what comes makes no sense', () => {
  async function asked(line: string): Promise<string> {
    const { port } = await start({
      routers: [routerWith((router) => router.post('/in', (_, out) => void out.send('in')))],
    });
    const socket = connect({ host: '127.0.0.1', port });
    socket.end(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    return Buffer.concat(await socket.toArray()).toString();
  }

  it.each([
    ['OPTIONS *', 400],
    ['GET *', 400],
    ['OPTIONS /', 404],
    ['GET nowhere', 400],
    ['GET http://localhost/healthz', 200],
    ['GET //', 404],
    ['GET /%', 404],
    ['GET /%E0%A4%A', 404],
    ['TRACE /', 404],
    ['GET /?%=%', 404],
  ])('then “%s” is answered with %i and no fault', async (line, status) => {
    expect(await asked(line)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  it.each([
    ['as deep as bodies go', nested(20), 'application/json', 200],
    ['deeper', nested(21), 'application/json', 400],
    ['brackets without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json', 400],
    ['a form of more fields than forms have', 'a=1&'.repeat(501), 'application/x-www-form-urlencoded', 413],
    ['more than 256 kB', JSON.stringify('x'.repeat(257 * 1024)), 'application/json', 413],
  ])('then a body that is %s gets its answer', async (_what, body, type, status) => {
    const { url } = await start({
      routers: [routerWith((router) => router.post('/in', (_, out) => void out.send('in')))],
    });
    const response = await fetch(`${url}/in`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBe(status);
  });
});

it('When the port is taken, then the error says so and names the mend', async () => {
  const { port } = await start();
  await expect(start({ port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Stop that one, or set PORT to a free port.`,
  );
});

it('When it stops, then an answer under way is finished, event streams end, and nothing more is taken', async () => {
  const finish = deferred();
  const asked = deferred();
  const slow = routerWith((router) => {
    router.get('/slow', async (_request, response) => {
      asked.resolve();
      await finish.promise;
      response.send('finished');
    });
    router.get('/stream', (_request, response) => {
      response.type('text/event-stream').write(': hello\n\n');
    });
  });
  const { url, stop } = await start({ routers: [slow] });
  const stream = await fetch(`${url}/stream`);
  const answer = fetch(`${url}/slow`);
  await asked.promise;
  const stopped = stop();
  expect(await stream.text()).toBe(': hello\n\n');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  finish.resolve();
  expect(await (await answer).text()).toBe('finished');
  await stopped;
});

it('When an answer never comes, then stopping cuts it in bounded time', async () => {
  const asked = deferred();
  const deadLetter = routerWith((router) => router.get('/stuck', () => asked.resolve()));
  const { url, port, stop } = await start({ routers: [deadLetter] });
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(`GET /stuck HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  await asked.promise;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const stopped = stop();
  const cut = once(socket, 'close');
  vi.advanceTimersByTime(5000);
  vi.useRealTimers();
  await cut;
  await stopped;
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
