import { afterAll, beforeAll, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { commandId, correlationId } from '../../../domain/ids.js';
import { minutes } from '../../../domain/time.js';
import { eventually } from '../../support/eventually.js';
import { people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
});
afterAll(() => fixture.stop());

const lastSignIn = async () => {
  const [ada] = await fixture.database.directory.principals([people.ada.id]);
  return ada?.type === 'user' ? ada.lastSignInDateTime : undefined;
};
const aTurn = () => ({
  commandId: commandId('web:speaks'),
  correlationId: correlationId('speaks'),
  surface: 'web' as const,
  actor: people.ada.id,
  timeZone: 'UTC',
  input: { kind: 'text' as const, text: 'my roles', opensForms: false },
});

it('When Ada opens a page, then she is led to the sign-in and, once signed in, back to that page', async () => {
  const ada = fixture.visitor();
  const first = await ada.get('/identities?x=1');
  expect(first.url.pathname).toBe('/sign-in');
  expect(first.text).toContain('/sign-in/start?return=%2Fidentities%3Fx%3D1');
  const back = await ada.signIn({ account: 'ada' }, '/identities?x=1');
  expect(back).toMatchObject({ status: 200, text: expect.stringContaining('Ada') });
  expect(back.url.href).toBe(`${fixture.url}/identities?x=1`);
  expect(back.headers.get('cache-control')).toBe('no-store');
  const [entry] = (await fixture.audits(activity.signedIn)).slice(-1);
  expect(entry).toMatchObject({ result: 'success', actor: { principalId: people.ada.id }, via: 'web' });
  expect(await lastSignIn()).toBeGreaterThan(fixture.database.clock.now() - minutes(1));
});

it('When she goes on signing in and speaking in chat, then that is noted once an hour at the most', async () => {
  const first = await lastSignIn();
  await fixture.visitor().signIn({ account: 'ada' });
  expect(await lastSignIn()).toBe(first);
  fixture.pass(minutes(61));
  await fixture.handle(aTurn());
  await eventually(async () => expect(await lastSignIn()).toBeGreaterThan(Number(first) + minutes(60)));
});

it('When she is signed in already, then the sign-in page sends her on', async () => {
  const ada = fixture.visitor();
  await ada.signIn({ account: 'ada' });
  expect((await ada.get('/sign-in?return=/identities')).url.pathname).toBe('/identities');
});

it('When her page asks something by script and she is not signed in, then it is told so and not led away', async () => {
  const answer = await fixture.visitor().get('/identities', { headers: { accept: 'application/json' } });
  expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('sign in') });
});

it.each([
  ['mallory', 'who has Ada’s name and address', 'directory does not know your account', 'NOT_IN_DIRECTORY'],
  ['eva', 'whose account is switched off', 'switched off', 'ACCOUNT_DISABLED'],
  ['gus', 'who is a guest', 'Guest accounts', 'GUEST_ACCOUNT'],
])(
  'When %s signs in, %s, then nobody is let in; they are told why, and it is on record',
  async (who, _what, told, code) => {
    const browser = fixture.visitor();
    const refused = await browser.signIn({ account: who });
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining(told) });
    expect((await browser.get('/identities')).url.pathname).toBe('/sign-in');
    const [entry] = (await fixture.audits(activity.signedIn)).slice(-1);
    expect(entry).toMatchObject({ result: 'failure', resultReason: code, actor: { kind: 'latchkey' } });
  },
);

it('When somebody of another tenant carries Ada’s object id, then they are not let in', async () => {
  const browser = fixture.visitor();
  expect(await browser.signIn({ account: 'outsider' })).toMatchObject({
    status: 403,
    text: expect.stringContaining('another organisation'),
  });
  expect((await browser.get('/identities')).url.pathname).toBe('/sign-in');
  const entry = { result: 'failure', resultReason: 'WRONG_TENANT', actor: { kind: 'latchkey' } };
  expect((await fixture.audits(activity.signedIn)).at(-1)).toMatchObject(entry);
});

it('When she changes her mind at the provider, then she is told, and can try again', async () => {
  const ada = fixture.visitor();
  expect(await ada.signIn({ account: 'nobody' })).toMatchObject({
    status: 403,
    text: expect.stringContaining('not completed'),
  });
  expect((await ada.signIn({ account: 'ada' })).status).toBe(200);
});

it('When she signs out, then her cookie is worth nothing, wherever it was copied to', async () => {
  const ada = fixture.visitor();
  await ada.signIn({ account: 'ada' });
  const cookie = ada.cookie();
  const out = await ada.post('/sign-out', { _csrf: ada.token() });
  expect(out).toMatchObject({ status: 200, text: expect.stringContaining('You are signed out') });
  expect(out.text).toContain('sign out there too');
  const leaving = fixture.visitor();
  await leaving.signIn({ account: 'ada' });
  const sent = await leaving.post('/sign-out', { _csrf: leaving.token() }, { follow: false });
  expect(sent.headers.get('clear-site-data')).toBe('"cache", "storage"');
  const thief = await fixture.visitor().get('/identities', { headers: { cookie }, follow: false });
  expect(thief.headers.get('location')).toContain('/sign-in');
  expect((await fixture.audits(activity.signedOut)).at(-1)).toMatchObject({ actor: { principalId: people.ada.id } });
});

it('When she signs out, then a link leads to the provider, where she signs out too and is led back', async () => {
  const ada = fixture.visitor();
  await ada.signIn({ account: 'ada' });
  const out = await ada.post('/sign-out', { _csrf: ada.token() });
  // Until she does so there, the provider lets her in again without asking.
  expect((await ada.get('/sign-in/start?return=/identities')).url.pathname).toBe('/identities');
  await ada.post('/sign-out', { _csrf: ada.token() });
  const link = /href="([^"]+\/session\/end[^"]*)"/.exec(out.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(new URL(link).searchParams.has('id_token_hint')).toBe(false);
  const asked = await ada.get(link);
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(asked.text) ?? [];
  const back = await ada.post(new URL('/session/end/confirm', link).href, { xsrf, logout: 'yes' });
  expect(back.url.href).toBe(`${fixture.url}/sign-in`);
  expect((await ada.get('/sign-in/start')).url.pathname).toMatch(/^\/interaction\//);
});

it('When the provider cannot be reached, then she is told so, and signs in once it can', async () => {
  const other = await signedInFixture();
  try {
    other.provider.away(true);
    const ada = other.visitor();
    expect(await ada.get('/sign-out')).toMatchObject({
      status: 200,
      text: expect.not.stringContaining('/session/end'),
    });
    expect(await ada.signIn({ account: 'ada' })).toMatchObject({
      status: 503,
      text: expect.stringContaining('cannot be reached'),
    });
    other.provider.away(false);
    expect((await ada.signIn({ account: 'ada' })).status).toBe(200);
  } finally {
    await other.stop();
  }
});

it('When a page is not there, then a browser is shown a page that says so', async () => {
  const missing = await fixture.visitor().get('/nothing-here');
  expect(missing).toMatchObject({ status: 404, text: expect.stringContaining('There is nothing at this address') });
  expect(missing.headers.get('content-type')).toContain('text/html');
});
