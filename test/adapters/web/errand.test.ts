import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import session, { MemoryStore } from 'express-session';
import { afterEach, expect, it } from 'vitest';
import { beginErrand, endErrand } from '../../../adapters/web/sessions/errand.js';
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

/** A site that sends its visitors to a provider, and hears a minute later what they come back from. */
async function site(store: SlowStore): Promise<string> {
  const app = express();
  app.use(session({ store, secret: 'a secret of this test', resave: false, saveUninitialized: false }));
  app.get('/start', async (request, response) => {
    await beginErrand(request, { begun, returnTo: '/identities', startedAt: monday });
    response.redirect(303, '/provider');
  });
  app.get('/back', (request, response) => {
    response.json(endErrand(request, after(monday, minutes(1))) ?? null);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('When the database is slow and the provider is quick, then whoever is sent there still comes back to what was begun', async () => {
  const store = new SlowStore();
  const url = await site(store);
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
