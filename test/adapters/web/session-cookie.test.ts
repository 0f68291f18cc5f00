import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { MemoryStore } from 'express-session';
import { expect, it } from 'vitest';
import { browserSessions, type SessionDeps } from '../../../adapters/web/sessions/browser-sessions.js';
import { monday } from '../../support/builders.js';

const begun = { state: 'the state', nonce: 'the nonce', codeVerifier: 'the verifier' };

it('When people reach Latchkey by https, then the cookie of a session is bound to this host and to https, and goes by nothing else', async () => {
  const deps: Partial<SessionDeps> = {
    store: new MemoryStore(),
    sessions: {} as SessionDeps['sessions'],
    secrets: ['a secret of this test'],
    isSecure: true,
  };
  const [cookies] = browserSessions(deps as SessionDeps).load;
  if (!cookies) throw new Error('sessions load nothing');
  const app = express();
  app.set('trust proxy', true);
  app.use(cookies, (request, response) => {
    request.session.signInState = { begun, returnTo: '/', startedAt: monday };
    response.send('kept');
  });
  const server = app.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const given = async (by: string) => {
      const { port } = server.address() as AddressInfo;
      const { headers } = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-proto': by } });
      return headers.getSetCookie();
    };
    expect(await given('https')).toEqual([
      expect.stringMatching(/^__Host-latchkey=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(await given('http')).toEqual([]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
