import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChatPeople } from '../../../bot/chat/chat-wire.js';
import { compose, type Product } from '../../../bot/compose/compose.js';
import { readConfig } from '../../../bot/config/config.js';
import { demoPeople } from '../../../bot/demo/demo-people.js';
import { freshDatabaseUri } from '../../support/parts/database.js';
import { visitor } from '../../support/visitor.js';

let product: Product;
beforeAll(async () => {
  const config = readConfig({ PORT: '0', MONGODB_URI: freshDatabaseUri(), LOG_LEVEL: 'silent' });
  product = await compose(config, { say: () => undefined, path: '' });
});
afterAll(() => product.stop());

const firstPerson = (html: string) => /name="person" value="([^"]+)"/.exec(html)?.[1] ?? '';

it('When somebody tries the demo, then they choose who to be, and are', async () => {
  const browser = visitor(product.url);
  const choice = await browser.get('/identities');
  expect(choice.url.pathname).toBe('/sign-in');
  const signedIn = await browser.post('/sign-in/as', { person: firstPerson(choice.text), return: '/identities' });
  expect(signedIn).toMatchObject({ status: 200, text: expect.stringContaining('Linked identities') });
  expect(signedIn.url.pathname).toBe('/identities');
  const out = await browser.post('/sign-out', { _csrf: browser.token() });
  expect(out.text).not.toContain('sign out there too');
});

it('When they go on to the chat, then they find themself first there, and everybody else as ever', async () => {
  const browser = visitor(product.url);
  const opening = async () => (JSON.parse((await browser.get('/chat/people')).text) as ChatPeople).opening;
  const before = await opening();
  const { people } = await demoPeople(product.database);
  const [last = ''] = people.map(({ id }) => id).filter((id) => !before.includes(id));
  await browser.post('/sign-in/as', { person: last, return: '/my-roles' });
  expect(await opening()).toEqual([last, ...before]);
  const chat = await browser.get('/chat');
  expect(chat.text).toContain('<a href="/my-roles">Tasks</a>');
  expect(chat.text).toContain('<a href="/chat" aria-current="page">Chat</a>');
});

it.each<[string, Record<string, string>, Record<string, string>, number]>([
  ['another site chooses for them', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
  ['nobody of the demo has the id', { person: '00000000-0000-4000-8000-000000000000' }, {}, 404],
  ['the id is no id', { person: '[object Object]' }, {}, 404],
])('When %s, then nobody is signed in', async (_what, over, headers, status) => {
  const browser = visitor(product.url);
  const person = firstPerson((await browser.get('/sign-in')).text);
  expect((await browser.post('/sign-in/as', { person, ...over }, { headers })).status).toBe(status);
  expect((await browser.get('/identities')).url.pathname).toBe('/sign-in');
});

it('When the demo is asked for under another name (DNS rebinding), then it does not answer', async () => {
  const answer = await visitor(product.url).get('/sign-in', { headers: { host: 'evil.example' } });
  expect(answer.status).toBe(421);
});

it('When the way back leads elsewhere, then they stay here', async () => {
  const browser = visitor(product.url);
  const person = firstPerson((await browser.get('/sign-in')).text);
  const answer = await browser.post('/sign-in/as', { person, return: '//evil.example' }, { follow: false });
  expect(answer.headers.get('location')).toBe('/');
});

it('When there is a real sign-in, then nobody can choose who to be', async () => {
  const config = readConfig({
    PORT: '0',
    MONGODB_URI: freshDatabaseUri(),
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'latchkey',
    OIDC_CLIENT_SECRET: 'secret',
    SESSION_SECRET: 'a secret that signs cookies in tests and is long',
  });
  const real = await compose(config, { say: () => undefined, path: '' });
  try {
    expect((await visitor(real.url).post('/sign-in/as', { person: 'x' })).status).toBe(404);
  } finally {
    await real.stop();
  }
});
