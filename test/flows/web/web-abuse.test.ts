import { createHash } from 'node:crypto';
import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstSignIns } from '../../../adapters/web/limit.js';
import { activity } from '../../../domain/audit/activity.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { duration, hours, minutes } from '../../../domain/time.js';
import { aRole, aSchedule } from '../../support/builders.js';
import { people } from '../../support/organisation.js';
import { oidcClient } from '../../support/parts/oidc-provider.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
});
afterAll(() => fixture.stop());
beforeEach(() => fixture.forgetLimits());

/** A browser in which Ada is signed in and looks at her identities. */
async function asAda() {
  const browser = fixture.visitor();
  const page = await browser.signIn({ account: 'ada' });
  expect(page).toMatchObject({ status: 200 });
  return { browser, token: browser.token() };
}
type Browser = Awaited<ReturnType<typeof asAda>>['browser'];
const isSignedIn = async (browser: Browser) => (await browser.get('/identities')).url.pathname === '/identities';

describe('A request that the person did not mean (CSRF)', () => {
  it.each<[string, Record<string, string>]>([
    ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { origin: 'http://evil.localhost', 'sec-fetch-site': 'same-site' }],
    ['another port of this machine', { origin: 'http://localhost:9', 'sec-fetch-site': 'same-site' }],
    ['a browser that says only the origin', { origin: 'https://evil.example', 'sec-fetch-site': '' }],
    ['a frame without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a frame without an origin in an old browser', { origin: 'null', 'sec-fetch-site': '' }],
  ])('When %s sends her form, even with her token, then nothing is done', async (_from, headers) => {
    const { browser, token } = await asAda();
    const answer = await browser.post('/sign-out', { _csrf: token }, { headers });
    expect(answer.status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('When a form comes without a token, with another’s or a broken one, then nothing is done', async () => {
    const { browser, token } = await asAda();
    const { token: another } = await asAda();
    for (const _csrf of ['', another, `${token}x`, token.slice(1)]) {
      expect((await browser.post('/sign-out', { _csrf })).status).toBe(403);
    }
    expect((await browser.post('/sign-out')).status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('When it is sent again and again, then it is on record as done in his session, and only the first few times', async () => {
    const bob = fixture.visitor();
    await bob.signIn({ account: 'bob' });
    const _csrf = bob.token();
    const foreign = { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } };
    for (let time = 0; time < 7; time++) {
      await bob.post('/identities/unlink', { _csrf }, foreign);
      await bob.post('/identities/unlink', { _csrf: 'made up' });
    }
    const his = (await fixture.audits(activity.requestRefused)).filter(({ subject }) => subject === people.bob.id);
    for (const resultReason of ['FOREIGN_PAGE', 'TOKEN_WRONG']) {
      const alike = his.filter((entry) => entry.resultReason === resultReason);
      expect(alike).toHaveLength(5);
      const entry = { result: 'failure', actor: { kind: 'latchkey' }, after: { method: 'POST', area: 'identities' } };
      expect(alike[0]).toMatchObject(entry);
    }
  });

  it('When the form comes from her own page, also one that hides its origin, then it is done', async () => {
    const { browser, token } = await asAda();
    const answer = await browser.post('/sign-out', { _csrf: token }, { headers: { origin: 'null' } });
    expect(answer.status).toBe(200);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('When a link leads to what a form does, then looking at it does nothing', async () => {
    const { browser } = await asAda();
    for (const path of ['/sign-out', '/sign-in/again', '/identities/unlink', '/identities/sessions/end-others']) {
      await browser.get(path);
    }
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('When another site embeds or fetches a page of hers, then it gets nothing; a link to it works', async () => {
    const { browser } = await asAda();
    const site = { 'sec-fetch-site': 'cross-site' };
    for (const [mode, dest] of [
      ['no-cors', 'image'],
      ['cors', 'empty'],
      ['navigate', 'iframe'],
      ['no-cors', 'script'],
    ]) {
      const headers = { ...site, 'sec-fetch-mode': mode ?? '', 'sec-fetch-dest': dest ?? '' };
      expect((await browser.get('/identities', { headers })).status).toBe(403);
    }
    const link = { ...site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await browser.get('/identities', { headers: link })).status).toBe(200);
  });

  it('When somebody is led to finish a sign-in that another began, then they are not signed in as that other', async () => {
    const mallory = fixture.visitor();
    const page = await mallory.get('/sign-in/start', {});
    const callback = await finishElsewhere(page.url.href, mallory.jar);
    const victim = fixture.visitor();
    expect(await victim.get(callback)).toMatchObject({
      status: 400,
      text: expect.stringContaining('not begun in this browser'),
    });
    expect(await isSignedIn(victim)).toBe(false);
    // Nor when they have begun one themself.
    await victim.get('/sign-in/start', {});
    expect((await victim.get(callback)).status).toBe(400);
    expect(await isSignedIn(victim)).toBe(false);
  });
});

/** Signs in as Bob at the provider, and stops before the way back. Returns the address of the way back. */
async function finishElsewhere(interaction: string, jar: Map<string, Map<string, string>>): Promise<string> {
  const { host, origin } = new URL(interaction);
  const cookie = () => [...(jar.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie: cookie(), 'content-type': 'application/x-www-form-urlencoded' };
  let answer = await fetch(interaction, { method: 'POST', redirect: 'manual', headers, body: 'account=bob' });
  let next = new URL(answer.headers.get('location') ?? '', origin);
  while (next.origin === origin) {
    answer = await fetch(next, { redirect: 'manual', headers: { cookie: cookie() } });
    next = new URL(answer.headers.get('location') ?? '', origin);
  }
  return `${next.pathname}${next.search}`;
}

describe('Somebody else’s session', () => {
  it('When a cookie was known before she signed in, then it is worth nothing afterwards', async () => {
    const browser = fixture.visitor();
    await browser.get('/sign-in/start');
    const begun = browser.cookie();
    expect(begun).toMatch(/^latchkey-sign-in=/);
    await browser.signIn({ account: 'bob' });
    const before = browser.cookie();
    expect(before).toMatch(/^latchkey=/);
    await browser.signIn({ account: 'ada' });
    expect(browser.cookie()).not.toBe(before);
    for (const cookie of [begun, before]) {
      const fixed = await fixture.visitor().get('/identities', { headers: { cookie } });
      expect(fixed.url.pathname).toBe('/sign-in');
    }
  });

  it('When a cookie is made up, changed or not signed by us, then it opens nothing', async () => {
    const { browser } = await asAda();
    const [, value = ''] = browser.cookie().split('=');
    const id = decodeURIComponent(value).slice(2).split('.')[0] ?? '';
    const hash = createHash('sha256').update(id).digest('hex');
    for (const made of [id, `s:${id}`, `s:${id}.`, `s:${hash}.x`, `${value.slice(0, -3)}abc`, 'x'.repeat(5000)]) {
      const answer = await fixture
        .visitor()
        .get('/identities', { headers: { cookie: `latchkey=${encodeURIComponent(made)}` } });
      expect(answer.url.pathname).toBe('/sign-in');
    }
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('When somebody reads the database, then no cookie can be made of what is in it', async () => {
    const { browser } = await asAda();
    const [, value = ''] = browser.cookie().split('=');
    const id = decodeURIComponent(value).slice(2).split('.')[0] ?? '';
    expect(id.length).toBeGreaterThan(20);
    expect(await fixture.everything()).not.toContain(id);
  });

  it('When the cookie is set, then scripts cannot read it and other sites’ forms do not carry it', async () => {
    const start = await fixture.visitor().get('/sign-in/start', { follow: false });
    const [cookie = ''] = start.headers.getSetCookie();
    expect(cookie).toMatch(/; Path=\/;.*HttpOnly; SameSite=Lax$/);
  });

  it('When people reach Latchkey by https, then the cookie is bound to this host and to https', async () => {
    const safe = await signedInFixture({ settings: { PUBLIC_URL: 'https://latchkey.example' } });
    try {
      const headers = { 'x-forwarded-proto': 'https' };
      const start = await safe.visitor().get('/sign-in/start', { follow: false, headers });
      expect(start.headers.getSetCookie()[0]).toMatch(
        /^__Host-latchkey-sign-in=.*; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(start.headers.get('location')).toContain(encodeURIComponent('https://latchkey.example/sign-in/callback'));
      expect((await safe.visitor().get('/sign-in/start', { follow: false })).headers.getSetCookie()).toEqual([]);
    } finally {
      await safe.stop();
    }
  });

  it('When she ends a session elsewhere, then its next request is nobody’s, and others cannot end hers', async () => {
    const { browser: lost } = await asAda();
    const { browser, token } = await asAda();
    const [id = ''] = Array.from(
      (await browser.get('/identities')).text.matchAll(/name="session" value="([^"]+)"/g),
      ([, found]) => found,
    );
    const bob = fixture.visitor();
    await bob.signIn({ account: 'bob' });
    expect((await bob.post('/identities/sessions/end', { _csrf: bob.token(), session: id })).status).toBe(404);
    await browser.post('/identities/sessions/end-others', { _csrf: token });
    expect(await isSignedIn(lost)).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
    expect((await fixture.audits(activity.sessionsEnded)).at(-1)).toMatchObject({
      actor: { principalId: people.ada.id },
    });
  });

  it('When her account is switched off, then all her sessions end with their next use, and stay ended', async () => {
    const [{ browser: one }, { browser: two }] = [await asAda(), await asAda()];
    const { records } = fixture.database;
    await records.principals.save([{ ...people.ada, accountEnabled: false }]);
    expect(await isSignedIn(one)).toBe(false);
    await records.principals.save([people.ada]);
    expect(await isSignedIn(two)).toBe(false);
    const entry = { resultReason: 'ACCOUNT_DISABLED', subject: people.ada.id, actor: { kind: 'latchkey' } };
    expect((await fixture.audits(activity.sessionsEnded)).at(-1)).toMatchObject(entry);
  });
});

describe('What belongs to somebody else', () => {
  const account = 'T1:U1';

  it('When Bob asks for Ada’s accounts and sessions, then he gets what he would get of nobody, and changes nothing', async () => {
    const { browser: ada } = await asAda();
    await fixture.database.identities.link('slack', account, people.ada.id);
    const bob = fixture.visitor();
    await bob.signIn({ account: 'bob' });
    const _csrf = bob.token();
    const nobody = '00000000-0000-4000-8000-00000000ffff';
    const [hers, nobodys] = [
      await bob.get(`/identities?of=${people.ada.id}`),
      await bob.get(`/identities?of=${nobody}`),
    ];
    expect(hers).toMatchObject({ status: 404, text: nobodys.text });
    for (const of of [people.ada.id, people.ada.id.toUpperCase()]) {
      expect((await bob.post('/identities/unlink', { _csrf, of, surface: 'slack', account })).status).toBe(404);
      expect((await bob.post('/identities/sessions/end-others', { _csrf, of })).status).toBe(404);
    }
    expect(await fixture.database.identities.principalOf('slack', account)).toBe(people.ada.id);
    expect(await isSignedIn(ada)).toBe(true);
    const tried = { result: 'failure', resultReason: 'NOT_PERMITTED', actor: { principalId: people.bob.id } };
    expect((await fixture.audits(activity.requestRefused)).at(-1)).toMatchObject(tried);
  });

  it('When Dan administers the directory, then he sees and ends them, and it is on record as his doing', async () => {
    const [cas, { browser: ada }] = [fixture.visitor(), await asAda()];
    await cas.signIn({ account: 'cas' });
    await fixture.database.identities.link('slack', account, people.cas.id);
    const administrator = aRole(wellKnownRole.globalAdministrator);
    const held = aSchedule({
      id: scheduleId('dan-administers'),
      principalId: people.dan.id,
      role: administrator,
      endDateTime: undefined,
    });
    await fixture.database.store.transaction((tx) => tx.schedules.insert(held));
    const dan = fixture.visitor();
    await dan.signIn({ account: 'dan' });
    const page = await dan.get(`/identities?of=${people.cas.id}`);
    expect(page.text).toContain('Linked identities of Cas');
    const fields = { _csrf: dan.token(), of: people.cas.id };
    expect((await dan.post('/identities/unlink', { ...fields, surface: 'slack', account })).status).toBe(200);
    expect((await dan.post('/identities/sessions/end-others', fields)).status).toBe(200);
    expect(await fixture.database.identities.principalOf('slack', account)).toBeUndefined();
    expect(await isSignedIn(cas)).toBe(false);
    expect(await isSignedIn(dan)).toBe(true);
    const his = { actor: { principalId: people.dan.id }, subject: people.cas.id };
    expect((await fixture.audits(activity.accountUnlinked)).at(-1)).toMatchObject(his);
    expect((await fixture.audits(activity.sessionsEnded)).at(-1)).toMatchObject(his);
    // Ada may activate a privileged role: he is led to where he proves himself, and nothing ends before.
    const hers = await dan.post('/identities/sessions/end-others', { ...fields, of: people.ada.id });
    expect(hers.url.pathname).toMatch(/^\/prove\//);
    expect(await isSignedIn(ada)).toBe(true);
    const refused = { result: 'failure', resultReason: 'ADMINISTRATION_UNPROVEN', subject: people.ada.id };
    expect((await fixture.audits(activity.sessionsEnded)).at(-1)).toMatchObject(refused);
  });
});

describe('A session that was left open', () => {
  it('When nothing was done in it for half an hour, then it is over', async () => {
    const { browser } = await asAda();
    fixture.pass(minutes(29));
    expect(await isSignedIn(browser)).toBe(true);
    fixture.pass(minutes(29));
    expect(await isSignedIn(browser)).toBe(true);
    fixture.pass(minutes(30));
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('When only its page’s own script asked for news, then it is over all the same', async () => {
    const { browser } = await asAda();
    const script = { headers: { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' }, follow: false };
    fixture.pass(minutes(20));
    expect((await browser.get('/identities', script)).status).toBe(200);
    fixture.pass(minutes(11));
    expect((await browser.get('/identities', script)).status).toBe(303);
  });

  it('When only a page of another site sent something in it, then it is over all the same', async () => {
    const { browser, token } = await asAda();
    fixture.pass(minutes(20));
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await browser.post('/identities/unlink', { _csrf: token }, { headers })).status).toBe(403);
    fixture.pass(minutes(11));
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('When she looks at anything, then no cache keeps it, be it a page, a refusal or nothing at all', async () => {
    const { browser, token } = await asAda();
    const pages = ['/identities', '/security', '/my-roles', '/prove/x', '/link/x', '/nothing', '/identities?of=x'];
    for (const path of pages) expect((await browser.get(path)).headers.get('cache-control'), path).toBe('no-store');
    for (const _csrf of ['', token]) {
      const sent = await browser.post('/identities/unlink', { _csrf });
      expect(sent.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('When it was used all day, then it is over after eight hours', async () => {
    const { browser } = await asAda();
    for (let quarter = 0; quarter < 31; quarter++) {
      fixture.pass(minutes(15));
      expect(await isSignedIn(browser)).toBe(true);
    }
    fixture.pass(minutes(15));
    expect(await isSignedIn(browser)).toBe(false);
  }, 60_000);

  it('When a sign-in was begun and left for ten minutes, then it has to be begun again', async () => {
    const browser = fixture.visitor();
    const page = await browser.get('/sign-in/start');
    const callback = await finishElsewhere(page.url.href, browser.jar);
    fixture.pass(minutes(10));
    expect((await browser.get(callback)).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('A provider’s answer that is none', () => {
  afterEach(() => fixture.provider.tamper(undefined));

  type Claims = Record<string, unknown>;
  const claimsOf = (token: unknown) =>
    JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Claims;
  /** Signs other claims with the provider's own key. */
  const resigned = (change: (claims: Claims) => Claims) =>
    fixture.provider.tamper(async (body) => {
      const key = await importJWK(fixture.provider.jwk, 'RS256');
      const claims = change(claimsOf(body.id_token));
      return {
        ...body,
        id_token: await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key),
      };
    });
  const refused = { status: 400, text: expect.stringContaining('could not be verified') };
  async function expectNobody() {
    const browser = fixture.visitor();
    expect(await browser.signIn({ account: 'ada' })).toMatchObject(refused);
    expect(await isSignedIn(browser)).toBe(false);
  }

  it('When the token is signed anew with nothing changed, then she is let in (so that the refusals below mean something)', async () => {
    resigned((claims) => claims);
    expect((await fixture.visitor().signIn({ account: 'ada' })).status).toBe(200);
  });

  it.each<[string, (claims: Claims) => Claims]>([
    ['another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['no issuer', ({ iss: _, ...claims }) => claims],
    ['another audience', (claims) => ({ ...claims, aud: 'another-client' })],
    [
      'several audiences and another party',
      (claims) => ({ ...claims, aud: [oidcClient.id, 'another'], azp: 'another' }),
    ],
    ['another nonce', (claims) => ({ ...claims, nonce: 'another' })],
    ['no nonce', ({ nonce: _, ...claims }) => claims],
    ['a time that is over', (claims) => ({ ...claims, iat: 1, exp: 2 })],
    ['no end', ({ exp: _, ...claims }) => claims],
    ['no subject', ({ sub: _, ...claims }) => claims],
  ])('When the token has %s, then nobody is let in', async (_what, change) => {
    resigned(change);
    await expectNobody();
  });

  it('When the token is signed by nobody (alg none), then nobody is let in', async () => {
    fixture.provider.tamper((body) => ({ ...body, id_token: new UnsecuredJWT(claimsOf(body.id_token)).encode() }));
    await expectNobody();
  });

  it('When the token is signed by another key, or with the client’s secret as key, then nobody is let in', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    for (const [alg, key] of [
      ['RS256', privateKey],
      ['HS256', Buffer.from(oidcClient.secret)],
    ] as const) {
      fixture.provider.tamper(async (body) => {
        const token = new SignJWT(claimsOf(body.id_token)).setProtectedHeader({ alg, kid: 'key-1' });
        return { ...body, id_token: await token.sign(key) };
      });
      await expectNobody();
    }
  });

  it('When there is no ID token at all, then nobody is let in', async () => {
    fixture.provider.tamper(({ id_token: _, ...body }) => body);
    await expectNobody();
  });

  it.each<[string, (callback: URL) => void]>([
    ['another state', (callback) => callback.searchParams.set('state', 'another')],
    ['no state', (callback) => callback.searchParams.delete('state')],
    ['two states', (callback) => callback.searchParams.append('state', 'another')],
    ['another issuer (mix-up)', (callback) => callback.searchParams.set('iss', 'https://evil.example')],
    ['no issuer, though the provider always says it', (callback) => callback.searchParams.delete('iss')],
    ['another code', (callback) => callback.searchParams.set('code', 'another')],
    ['no code', (callback) => callback.searchParams.delete('code')],
  ])('When the way back carries %s, then nobody is let in', async (_what, change) => {
    const browser = fixture.visitor();
    const page = await browser.get('/sign-in/start');
    const callback = new URL(await finishElsewhere(page.url.href, browser.jar), fixture.url);
    change(callback);
    expect(await browser.get(`${callback.pathname}${callback.search}`)).toMatchObject(refused);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('When the way back is gone twice, then it leads nowhere the second time', async () => {
    const browser = fixture.visitor();
    const page = await browser.get('/sign-in/start');
    const callback = await finishElsewhere(page.url.href, browser.jar);
    expect((await browser.get(callback, { follow: false })).headers.get('location')).toBe('/');
    expect((await browser.get(callback)).status).toBe(400);
    const other = fixture.visitor();
    expect((await other.get(callback)).status).toBe(400);
  });
});

describe('Sign-ins that nobody began or that were forged', () => {
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const entriesOf = async (address: string) =>
    (await fixture.audits(activity.signedIn)).filter((entry) => entry.address === address);

  it('When one address tries again and again, then the first few are on record with where they came from', async () => {
    for (let time = 0; time < 7; time++) {
      await fixture.visitor().get('/sign-in/callback?code=x&state=y', from('203.0.113.77'));
    }
    const entry = { result: 'failure', resultReason: 'NOT_BEGUN', actor: { kind: 'latchkey' } };
    const tried = await entriesOf('203.0.113.77');
    expect(tried).toHaveLength(5);
    for (const each of tried) expect(each).toMatchObject(entry);
  });

  it('When the way back carries another state, then that is on record', async () => {
    const browser = fixture.visitor();
    await browser.get('/sign-in/start', { follow: false });
    await browser.get('/sign-in/callback?code=x&state=forged', from('203.0.113.78'));
    expect(await entriesOf('203.0.113.78')).toMatchObject([{ result: 'failure', resultReason: 'NOT_VERIFIED' }]);
  });
});

describe('A way back to elsewhere (open redirect)', () => {
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/.//evil.example'])(
    'When a link to the sign-in names “%s”, then she stays here',
    async (address) => {
      const browser = fixture.visitor();
      const page = await browser.get(`/sign-in?return=${encodeURIComponent(address)}`);
      expect(page.text).toContain('href="/sign-in/start?return=%2F"');
      const back = await browser.signIn({ account: 'ada' }, address);
      expect(back.url.origin).toBe(fixture.url);
      const again = await browser.get(`/sign-in?return=${encodeURIComponent(address)}`, { follow: false });
      expect(again.headers.get('location')).toBe('/');
    },
  );

  it('When a link carries markup, then it is shown as text', async () => {
    const page = await fixture.visitor().get(`/sign-in?return=${encodeURIComponent('/"><script>alert(1)</script>')}`);
    expect(page.text).not.toContain('<script>alert');
  });
});

describe('A flood', () => {
  /** Newcomers behind this address have begun as many sign-ins as they may. */
  const spent = async (product: SignedInFixture, address: string) => {
    const { times } = firstSignIns;
    const all = Array.from({ length: times }, () =>
      product.database.rateLimits.exceeded(firstSignIns, `address:${address}`),
    );
    expect((await Promise.all(all)).filter((wait) => wait !== undefined)).toEqual([]);
  };

  it('When newcomers behind one address come back from sign-ins without end, then they are told to wait, and nobody whose browser is known', async () => {
    const other = await signedInFixture();
    try {
      const office = { 'x-forwarded-for': '203.0.113.50' };
      type Browser = ReturnType<typeof other.visitor>;
      const start = (browser: Browser, headers: Record<string, string>) =>
        browser.get('/sign-in/start', { follow: false, headers });
      /** Begins a sign-in and comes back with an answer that the provider never gave. */
      const comeBack = async (browser: Browser, headers: Record<string, string>) => {
        const sent = new URL((await start(browser, headers)).headers.get('location') ?? '');
        return browser.get(`/sign-in/callback?code=x&state=${sent.searchParams.get('state')}`, { headers });
      };
      const ada = other.visitor();
      await ada.signIn({ account: 'ada' });
      await ada.get('/identities', { headers: office });
      await spent(other, '203.0.113.50');
      const late = await comeBack(other.visitor(), office);
      expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true]);
      const later = Array.from({ length: 5 }, () => comeBack(other.visitor(), office));
      expect((await Promise.all(later)).map(({ status }) => status)).toEqual(Array(5).fill(429));
      // What they only begin costs nothing.
      expect((await start(other.visitor(), office)).status).toBe(303);
      // Who has signed in before is not held up by others behind the same address, signed out or not.
      await ada.post('/sign-out', { _csrf: ada.token() }, { headers: office });
      expect((await ada.signIn({ account: 'ada' })).status).toBe(200);
      expect((await start(ada, office)).status).toBe(303);
      expect((await comeBack(other.visitor(), { 'x-forwarded-for': '203.0.113.9' })).status).not.toBe(429);
      expect(await other.audits(activity.requestRefused)).toMatchObject([
        {
          result: 'failure',
          resultReason: 'TOO_OFTEN',
          after: { limit: 'sign-in-address' },
          actor: { kind: 'latchkey' },
        },
      ]);
      // Nor can many addresses together fill the audit log.
      const many = Array.from({ length: 70 }, (_, index) =>
        other.visitor().get('/sign-in/callback', { headers: { 'x-forwarded-for': `198.51.100.${index}` } }),
      );
      await Promise.all(many);
      const refused = (await other.audits(activity.signedIn)).filter(({ result }) => result === 'failure');
      expect(refused).toHaveLength(59);
    } finally {
      await other.stop();
    }
  });

  it('When somebody who is no proxy of ours makes up for whom they ask, then it is still them who is told to wait', async () => {
    const other = await signedInFixture({ settings: { TRUSTED_PROXIES: '10.0.0.1' } });
    try {
      const posing = (index: number) => ({ follow: false, headers: { 'x-forwarded-for': `203.0.113.${index}` } });
      await spent(other, '127.0.0.1');
      const asked = Array.from({ length: 5 }, async (_, index) => {
        const browser = other.visitor();
        const sent = new URL((await browser.get('/sign-in/start', posing(index))).headers.get('location') ?? '');
        return browser.get(`/sign-in/callback?code=x&state=${sent.searchParams.get('state')}`, posing(index));
      });
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(5).fill(429));
    } finally {
      await other.stop();
    }
  });

  it('When one person changes things without end, then they are told to wait, and others are not', async () => {
    const { browser } = await asAda();
    const answers = await Promise.all(Array.from({ length: 121 }, () => browser.post('/identities/unlink', {})));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    const told = (await fixture.audits(activity.requestRefused)).filter(
      ({ resultReason }) => resultReason === 'TOO_OFTEN',
    );
    expect(told).toMatchObject([{ resultReason: 'TOO_OFTEN', actor: { principalId: people.ada.id } }]);
    const bob = fixture.visitor();
    await bob.signIn({ account: 'bob' });
    expect((await bob.post('/sign-out', { _csrf: bob.token() })).status).toBe(200);
  });
});

it('When the secret of the cookies is changed, then the old one is good as long as it stands behind the new', async () => {
  const [old, fresh] = ['an old secret that is surely long enough', 'a new secret that is surely long enough'];
  const before = await signedInFixture({ settings: { SESSION_SECRET: old } });
  const ada = before.visitor();
  await ada.signIn({ account: 'ada' });
  const cookie = ada.cookie();
  for (const [secrets, path] of [
    [`${fresh},${old}`, '/identities'],
    [fresh, '/sign-in'],
  ] as const) {
    const after = await signedInFixture({ settings: { SESSION_SECRET: secrets, MONGODB_URI: before.uri } });
    const answer = await after.visitor().get('/identities', { headers: { cookie } });
    expect(answer.url.pathname).toBe(path);
    await after.stop();
  }
  await before.stop();
});

it('When limits are set for sessions, then they are the ones that count', async () => {
  const strict = await signedInFixture({ settings: { SESSION_IDLE: 'PT2M', SESSION_ABSOLUTE: 'PT1H' } });
  const ada = strict.visitor();
  await ada.signIn({ account: 'ada' });
  strict.pass(duration(minutes(2)));
  expect((await ada.get('/identities')).url.pathname).toBe('/sign-in');
  strict.pass(hours(1));
  await strict.stop();
});
