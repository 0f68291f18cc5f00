import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import session, { MemoryStore } from 'express-session';
import { afterEach, expect, it } from 'vitest';
import { signInStatesOf } from '../../../adapters/web/sessions/sign-in-state.js';
import { principalId } from '../../../domain/ids.js';
import { after, minutes } from '../../../domain/time.js';
import { monday } from '../../support/builders.js';

const begun = { state: 'the state', nonce: 'the nonce', codeVerifier: 'the verifier' };

/** A promise that a story keeps when it is time. */
function promise() {
  let keep = () => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  return { kept, keep };
}

/** A store that is asked to keep something, and does so once it may. */
class SlowStore extends MemoryStore {
  readonly asked = promise();
  readonly may = promise();
  override set(...[id, data, done]: Parameters<MemoryStore['set']>) {
    this.asked.keep();
    void this.may.kept.then(() => super.set(id, data, done));
  }
}

const running: { close(): void }[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});

const signInStates = signInStatesOf({ secrets: ['a secret of this test'], isSecure: false });
const ada = {
  sessionId: 'the session',
  csrfToken: 'the token',
  principalId: principalId('ada'),
  signedInAt: monday,
  authenticationContexts: [],
};

/** A site that sends its visitors, signed in or not, to a provider, and hears after some minutes what they come back from. */
async function site(store: MemoryStore, who?: typeof ada, takes = 1): Promise<string> {
  const app = express();
  app.use(session({ store, secret: 'a secret of this test', resave: false, saveUninitialized: false }));
  app.get('/start', async (request, response) => {
    if (who) request.session.person = who;
    await signInStates.begin(request, response, { begun, returnTo: '/identities', startedAt: monday });
    response.redirect(303, '/provider');
  });
  app.get('/back', (request, response) => {
    response.json(signInStates.end(request, response, after(monday, minutes(takes))) ?? null);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('When the database is slow and the provider is quick, then whoever is sent there still comes back to what was begun', async () => {
  const store = new SlowStore();
  const url = await site(store, ada);
  let sent = false;
  const answer = fetch(`${url}/start`, { redirect: 'manual' }).finally(() => {
    sent = true;
  });
  await store.asked.kept;
  // Whatever goes on at the site meanwhile, it does not send them.
  expect(await (await fetch(`${url}/back`)).json()).toBeNull();
  expect(sent).toBe(false);

  store.may.keep();
  const { status, headers } = await answer;
  expect(status).toBe(303);
  const [cookie = ''] = headers.getSetCookie();
  const back = await fetch(`${url}/back`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(await back.json()).toMatchObject({ begun, returnTo: '/identities' });
});

it('When a newcomer is sent there, then nothing of it is kept here; what they carry is readable to nobody, and counts for ten minutes', async () => {
  const store = new MemoryStore();
  const start = async (url: string) => {
    const { headers } = await fetch(`${url}/start`, { redirect: 'manual' });
    return headers.getSetCookie();
  };
  const back = async (url: string, cookie: string) =>
    (await fetch(`${url}/back`, { headers: { cookie } })).json() as Promise<unknown>;
  const url = await site(store);
  const [given = '', ...more] = await start(url);
  expect(more).toEqual([]);
  expect(given).toMatch(/^latchkey-sign-in=[\w-]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const [cookie = ''] = given.split(';');
  expect(Buffer.from(cookie.split('=')[1] ?? '', 'base64url').toString('latin1')).not.toContain('verifier');
  expect(await back(url, cookie)).toMatchObject({ begun, returnTo: '/identities' });
  expect(Object.keys((store as unknown as { sessions: object }).sessions)).toEqual([]);
  const altered = `${cookie.slice(0, 40)}${cookie[40] === 'A' ? 'B' : 'A'}${cookie.slice(41)}`;
  expect([await back(url, altered), await back(url, 'latchkey-sign-in=x')]).toEqual([null, null]);
  expect(await back(await site(store, undefined, 11), cookie)).toBeNull();
});
