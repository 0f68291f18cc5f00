import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTeams } from '../../../adapters/teams/start-teams.js';
import type { TeamsConfig } from '../../../adapters/teams/teams-config.js';
import { APP, adele, type Fixture, openFixture, TENANT } from '../../support/platforms/fake-teams-fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  // The SDK writes its own lines about every bad token.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  fixture = await openFixture();
});
afterAll(async () => {
  await fixture.close();
  vi.restoreAllMocks();
});
beforeEach(() => {
  fixture.turns.length = 0;
});
/** Whatever came before, the process is alive and the next person is heard. */
afterEach(async () => {
  fixture.turns.length = 0;
  expect((await fixture.fake.sendMessage(adele, 'still there?')).status).toBe(200);
  expect(fixture.turns).toHaveLength(1);
});

it('When Teams delivers a message with a token that holds, then it is heard', async () => {
  expect((await fixture.fake.sendMessage(adele, 'my roles')).status).toBe(200);
  expect(fixture.turns).toMatchObject([{ input: { kind: 'text', text: 'my roles' } }]);
});

describe('When somebody who is not Teams knocks, then 401 and nothing is heard', () => {
  it.each<[string, (fixture: Fixture) => Promise<string>]>([
    ['without a token', async () => ''],
    ['with words that are no token', async () => 'let me in'],
    ['with a token that has run out', ({ fake }) => fake.tokens.good({ exp: fake.tokens.now() - 600 })],
    ['with a token that is not yet good', ({ fake }) => fake.tokens.good({ nbf: fake.tokens.now() + 600 })],
    ['with a token that never runs out', ({ fake }) => fake.tokens.good({ exp: undefined as never })],
    ['with a token for another bot', ({ fake }) => fake.tokens.good({ aud: TENANT })],
    ['with a token of another issuer', ({ fake }) => fake.tokens.good({ iss: 'https://sts.example' })],
    [
      "with a token of the emulator's issuer",
      ({ fake }) =>
        fake.tokens.good({
          iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          ver: '1.0',
          appid: APP,
        }),
    ],
    [
      'with a token for another service URL',
      ({ fake }) => fake.tokens.good({ serviceurl: 'https://elsewhere.example/' }),
    ],
    ['with a token that names no service URL', ({ fake }) => fake.tokens.good({ serviceurl: undefined as never })],
    ['with a token that nobody signed (alg none)', ({ fake }) => fake.tokens.unsigned()],
    ['with a token signed by a shared secret (HS256)', ({ fake }) => fake.tokens.symmetric()],
    ['with a token that another key signed', ({ fake }) => fake.tokens.wronglySigned()],
  ])('%s', async (_how, token) => {
    const { status, body } = await fixture.fake.deliver(fixture.fake.message(adele, 'my roles'), await token(fixture));
    expect({ status, body }).toEqual({ status: 401, body: undefined });
    expect(fixture.turns).toEqual([]);
  });
});

describe('When Teams delivers what does not belong here, then 403 and nothing is heard', () => {
  const other = '22222222-3333-4444-8555-666666666666';
  it.each<[string, Record<string, unknown>]>([
    [
      'from the conversation of another tenant',
      { conversation: { id: 'a:1', conversationType: 'personal', tenantId: other } },
    ],
    ['from a conversation that names no tenant', { conversation: { id: 'a:1', conversationType: 'personal' } }],
    ['with the data of another tenant', { channelData: { tenant: { id: other } } }],
    ['without the data of a tenant', { channelData: {} }],
    ['from another channel', { channelId: 'webchat' }],
    ['for another bot', { recipient: { id: `28:${other}` } }],
  ])('%s', async (_what, over) => {
    const { status } = await fixture.fake.deliver(fixture.fake.message(adele, 'my roles', over));
    expect(status).toBe(403);
    expect(fixture.turns).toEqual([]);
  });

  it.each([
    'https://elsewhere.example/teams/',
    'http://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net.elsewhere.example/',
    'https://smba.trafficmanager.net@elsewhere.example/',
    'http://169.254.169.254/',
  ])('with answers to be sent to %s', async (serviceUrl) => {
    const token = await fixture.fake.tokens.good({ serviceurl: serviceUrl });
    const { status } = await fixture.fake.deliver(fixture.fake.message(adele, 'my roles', { serviceUrl }), token);
    expect(status).toBe(403);
    expect(fixture.turns).toEqual([]);
  });
});

describe('When a body is not an activity of Teams, then 400 and the process lives', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 'x' : { a: nested(depth - 1) });
  it.each<[string, unknown]>([
    ['an empty object', {}],
    ['a type that is a number', { type: 5 }],
    ['no JSON', '{"type":'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['brackets without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('%s', async (_what, body) => {
    expect((await fixture.fake.deliver(body)).status).toBe(400);
  });

  it('nested too deeply, though otherwise right', async () => {
    const { fake } = fixture;
    expect((await fake.deliver(fake.message(adele, 'hello', { value: nested(30) }))).status).toBe(400);
  });

  it.each(['channelId', 'serviceUrl', 'from', 'recipient', 'conversation', 'type'])('without its %s', async (key) => {
    const { [key]: _gone, ...rest } = fixture.fake.message(adele, 'hello');
    expect((await fixture.fake.deliver(rest)).status).toBe(400);
    expect(fixture.turns).toEqual([]);
  });
});

it('When a body is larger than any message, then 413 and it is not kept', async () => {
  const { status } = await fixture.fake.deliver(fixture.fake.message(adele, 'x'.repeat(300_000)));
  expect(status).toBe(413);
  expect(fixture.turns).toEqual([]);
});

it('When somebody shows no token, then not a byte of what they send is read', async () => {
  const { port, hostname } = new URL(fixture.url);
  const socket = connect({ host: hostname, port: Number(port) });
  // The body never comes: whoever waited for it would not answer.
  socket.write(
    'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n',
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 401 [\s\S]*connection: close/i);
  socket.destroy();
});

it('When a body without a length never ends, then no more than 256 kB of it are taken', async () => {
  const { port, hostname } = new URL(fixture.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  socket.write(
    'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer e30.e30.\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  const part = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (let sent = 0; sent < 5; sent++) socket.write(part);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close/i);
  socket.destroy();
});

it('When the keys of Teams cannot be had, then 503, for nothing is known of the token, and nothing is heard', async () => {
  const cutOff = await openFixture({ standIn: { openIdMetadata: 'http://127.0.0.1:9/oidc', outboundToken: '' } });
  try {
    expect((await cutOff.fake.sendMessage(adele, 'my roles')).status).toBe(503);
    expect(cutOff.turns).toEqual([]);
  } finally {
    await cutOff.close();
  }
});

it('When the request is not a POST of JSON, then it is turned away', async () => {
  expect((await fetch(fixture.url)).status).toBe(405);
  expect((await fetch(fixture.url, { method: 'POST', body: '{}' })).status).toBe(415);
});

it('When many knock, then the log counts them in one line a minute', async () => {
  const quiet = await openFixture();
  try {
    for (let probe = 0; probe < 5; probe++) await quiet.fake.deliver(quiet.fake.message(adele, 'hi'), '');
    expect(quiet.logged.filter(({ event }) => event === 'teams.deliveries-refused')).toHaveLength(1);
  } finally {
    await quiet.close();
  }
});

describe('When authentication would be off, then Teams does not start', () => {
  const good = { mode: 'authenticated', appId: APP, appPassword: 'secret', appType: 'SingleTenant', tenantId: TENANT };
  it.each<[string, object, RegExp]>([
    ['without an app id', { appId: '' }, /app id/],
    ['with an app id that is a name', { appId: 'latchkey' }, /app id/],
    ['without a tenant', { tenantId: '' }, /tenant id/],
    ['with a misspelt app type', { appType: 'single-tenant' }, /app type/],
    ['with a misspelt app type and no app id', { appType: 'single-tenant', appId: '' }, /app id.*app type/],
    ['as a bot of many tenants', { appType: 'MultiTenant' }, /app type/],
    ['without its secret', { appPassword: undefined }, /secret/],
    ['with a secret beside a managed identity', { appType: 'UserAssignedMsi' }, /secret/],
    ['with answers sent in the clear', { serviceUrls: ['http://example.test/'] }, /https/],
    [
      'with keys from elsewhere',
      { standIn: { openIdMetadata: 'https://keys.example/', outboundToken: '' } },
      /this machine/,
    ],
  ])('%s', async (_how, over, mend) => {
    const config = { ...good, ...over } as unknown as TeamsConfig;
    const nothing = {} as Parameters<typeof startTeams>[0];
    await expect(startTeams({ ...nothing, config })).rejects.toThrow(mend);
  });
});

describe('When the demo is opened to the playground', () => {
  it('then anybody on this machine is heard without a token, but no page in a browser', async () => {
    const demo = await openFixture({}, true);
    try {
      const body = JSON.stringify(
        demo.fake.message(adele, 'hello', { channelId: 'emulator', serviceUrl: 'http://127.0.0.1:9/' }),
      );
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(demo.url, { method: 'POST', headers, body })).status).toBe(200);
      const fromPage = { ...headers, origin: 'https://page.example' };
      expect((await fetch(demo.url, { method: 'POST', headers: fromPage, body })).status).toBe(403);
      expect(demo.turns).toHaveLength(1);
    } finally {
      await demo.close();
    }
  });
});
