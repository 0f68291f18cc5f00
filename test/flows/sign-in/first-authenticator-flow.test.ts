import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { noAuthenticators } from '../../../domain/proof/authenticators.js';
import { minutes } from '../../../domain/time.js';
import { people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
});
afterAll(() => fixture.stop());

type Browser = ReturnType<SignedInFixture['visitor']>;
const { id: ada } = people.ada;
const store = () => fixture.database.store;
const hers = () => store().read.authenticators.of(ada);

beforeEach(async () => {
  fixture.provider.leaveOutAuthTime(false);
  await fixture.forgetLimits();
  await store().transaction(async (tx) => {
    const { version } = await tx.authenticators.of(ada);
    await tx.authenticators.save({ ...noAuthenticators(ada), version });
  });
});

async function signedIn(login: { amr?: string[] } = {}): Promise<Browser> {
  const browser = fixture.visitor();
  await browser.signIn({ account: 'ada', ...login }, '/security');
  return browser;
}
const again = (browser: Browser, login: { account?: string; authTime?: number } = {}) =>
  browser.through('/security/sign-in-again', { account: 'ada', ...login });

async function send(browser: Browser, to: string, fields: Record<string, string> = {}) {
  await browser.get('/security');
  return browser.post(to, { _csrf: browser.token(), ...fields });
}
/** What `/readyz` says, to who asks on the machine itself, of what is not well. */
const reasons = async (): Promise<string[]> => JSON.parse((await fixture.visitor().get('/readyz')).text).reasons ?? [];
const seedIn = (text: string) => (/<code>([A-Z2-7 ]{30,})<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '');
const codeOf = (seed: string) =>
  TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: fixture.database.clock.now() });
const wrongOf = (seed: string) => (codeOf(seed) === '000000' ? '000001' : '000000');

describe('When somebody with a stolen session wants to set up the first authenticator', () => {
  it.each([
    ['a sign-in of just now', {}],
    ['a sign-in with two factors of just now', { amr: ['pwd', 'mfa'] }],
  ])('then %s is not enough, and the attempt is logged', async (_what, login) => {
    const thief = await signedIn(login);
    expect((await thief.get('/security')).text).toContain('href="/security/sign-in-again"');
    const refused = await send(thief, '/security/app');
    expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('Sign in again first') });
    expect(seedIn(refused.text)).toBe('');
    expect(await hers()).toMatchObject({ passkeys: [] });
    expect((await hers()).newCodeApp).toBeUndefined();
    const tried = { result: 'failure', resultReason: 'SIGN_IN_TOO_OLD', actor: { principalId: ada } };
    expect((await fixture.audits(activity.codeAppAdded)).at(-1)).toMatchObject(tried);
  });

  it('then the provider really asks, though it knows them; another account’s word does not count', async () => {
    const thief = await signedIn();
    expect((await thief.get('/security/sign-in-again')).url.pathname).toMatch(/^\/interaction\//);
    const other = await again(thief, { account: 'bob' });
    expect(other).toMatchObject({ status: 403, text: expect.stringContaining('Somebody else signed in there') });
    expect((await send(thief, '/security/app')).status).toBe(422);
  });
});

describe('When Ada signs in again for her first authenticator', () => {
  it('then she sets it up within five minutes, and not later', async () => {
    const browser = await signedIn();
    expect((await again(browser)).url.pathname).toBe('/security');
    expect((await browser.get('/security')).text).toContain('Set up an app');
    fixture.pass(minutes(6));
    expect((await send(browser, '/security/app')).status).toBe(422);
    fixture.pass(minutes(-6));
  });

  it('then the seed is shown once: neither a wrong code nor the page shows it again', async () => {
    const browser = await signedIn();
    await again(browser);
    const seed = seedIn((await send(browser, '/security/app')).text);
    expect(seed).toHaveLength(32);
    const wrong = await send(browser, '/security/app/finish', { code: wrongOf(seed) });
    expect(wrong).toMatchObject({ status: 422, text: expect.stringContaining('This code is not right') });
    for (const page of [wrong, await browser.get('/security')]) {
      expect(page.text.replaceAll(' ', '')).not.toContain(seed);
      expect(page.text).not.toContain('<code>');
    }
    const done = await send(browser, '/security/app/finish', { code: codeOf(seed) });
    expect(done.text).toContain('The app is set up');
  });

  it('then another session of hers never sees the seed and cannot finish it, and can start over', async () => {
    const first = await signedIn();
    await again(first);
    const seed = seedIn((await send(first, '/security/app')).text);
    const second = await signedIn();
    const page = await second.get('/security');
    expect(page.text).toContain('Finish it where you began, or start over');
    for (const code of [wrongOf(seed), codeOf(seed)]) {
      const tried = await send(second, '/security/app/finish', { code });
      expect(tried).toMatchObject({ status: 422, text: expect.stringContaining('in another browser') });
      expect(tried.text.replaceAll(' ', '')).not.toContain(seed);
    }
    expect((await hers()).codeApp).toBeUndefined();
    await again(second);
    const other = seedIn((await send(second, '/security/app')).text);
    expect(other).not.toBe(seed);
    expect((await send(first, '/security/app/finish', { code: codeOf(seed) })).status).toBe(422);
    const done = await send(second, '/security/app/finish', { code: codeOf(other) });
    expect(done.text).toContain('The app is set up');
  });

  it('then the passkey that another session asked for is not taken from hers', async () => {
    const first = await signedIn();
    await first.get('/security');
    await first.post('/security/passkeys/options', {}, { headers: { 'x-csrf-token': first.token() } });
    const second = await signedIn();
    await second.get('/security');
    await second.post('/security/passkeys/options', {}, { headers: { 'x-csrf-token': second.token() } });
    const purposes = (await hers()).challenges.map(({ purpose }) => purpose);
    expect(new Set(purposes).size).toBe(2);
  });
});

describe('When the provider does not do what was asked', () => {
  it('then a sign-in of an hour ago sets nothing up', async () => {
    const browser = await signedIn();
    const back = await again(browser, { authTime: Math.floor(Date.now() / 1000) - 3600 });
    expect(back).toMatchObject({ status: 403, text: expect.stringContaining('did not ask you to sign in again') });
    expect((await send(browser, '/security/app')).status).toBe(422);
  });

  it('then one that leaves auth_time out is not believed, and page and log say which claim to switch on', async () => {
    fixture.provider.leaveOutAuthTime(true);
    const browser = await signedIn();
    const back = await again(browser);
    expect(back).toMatchObject({ status: 403, text: expect.stringContaining('add the claim auth_time') });
    expect((await send(browser, '/security/app')).status).toBe(422);
    const line = fixture.logged.find((each) => each.includes('sign-in.no-auth-time'));
    expect(line).toContain('Add optional claim');
    expect(await reasons()).toContainEqual(expect.stringContaining('the ID token has no auth_time. Add that claim'));
    fixture.provider.leaveOutAuthTime(false);
    await again(browser);
    expect((await reasons()).join()).not.toContain('auth_time');
  });
});
