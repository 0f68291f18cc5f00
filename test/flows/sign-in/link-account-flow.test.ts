import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSignInState } from '../../../adapters/web/sessions/sealed-sign-in-state.js';
import { activity } from '../../../domain/audit/activity.js';
import { commandId, correlationId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { minutes } from '../../../domain/time.js';
import { aRole, aSchedule } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { changeSettings, type Name, names, people } from '../../support/organisation.js';
import { oidcClient } from '../../support/parts/oidc-provider.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture({ slack: true });
});
afterAll(() => fixture.stop());
beforeEach(async () => {
  const { identities } = fixture.database;
  for (const name of names) {
    for (const identity of await identities.allOf(people[name].id)) await identities.unlink(identity, people[name].id);
  }
  fixture.pass(minutes(11));
  await fixture.forgetLimits();
});

const linkIn = (shown: unknown): string => /\/link\/[\w-]{43}/.exec(JSON.stringify(shown))?.[0] ?? '';

/** Writes to Latchkey in Slack and takes the link out of what is answered. */
async function askForLink(who: Name): Promise<string> {
  const before = (await fixture.slack.inbox(who)).length;
  await fixture.slack.sendMessage(who, 'my roles');
  return eventually(async () => {
    const answer = (await fixture.slack.inbox(who))[before];
    if (!answer) throw new Error('no answer yet');
    return linkIn(answer.blocks);
  });
}

async function signedInAs(account: Name) {
  const browser = fixture.visitor();
  await browser.signIn({ account });
  return browser;
}

/** What somebody was told last in Slack, once it says this. */
const lastTold = (who: Name, text: string): Promise<string> =>
  eventually(async () => {
    const told = JSON.stringify((await fixture.slack.inbox(who)).at(-1)) ?? '';
    expect(told).toContain(text);
    return told;
  });

/** Dan manages the roles of the directory from here on. */
async function danAdministers(): Promise<void> {
  const role = aRole(wellKnownRole.globalAdministrator);
  const id = scheduleId('dan-administers');
  if (await fixture.database.store.read.schedules.get(id)) return;
  const held = aSchedule({ id, principalId: people.dan.id, role, endDateTime: undefined });
  await fixture.database.store.transaction((tx) => tx.schedules.insert(held));
}

let turns = 0;

/** Asks in chat for a role that wants a second factor; returns the path of the link that is answered. */
async function askToProve(who: Name): Promise<string> {
  await changeSettings(fixture.database, 'Message Center Reader', {
    Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
  });
  turns += 1;
  const reply = await fixture.handle({
    commandId: commandId(`slack:turn-${turns}`),
    correlationId: correlationId(`turn-${turns}`),
    surface: 'slack',
    actor: people[who].id,
    timeZone: 'UTC',
    input: { kind: 'text', text: 'activate Message Center Reader for 2h because INC-42', opensForms: false },
  });
  if (reply.kind !== 'delivered' || !reply.prove) throw new Error(`no link: ${JSON.stringify(reply)}`);
  return new URL(reply.prove).pathname;
}

describe('Linking a Slack account', () => {
  it('When Ada writes for the first time, then she gets a link, signs in, sees which account it is, and is herself from then on', async () => {
    const link = await askForLink('ada');
    const ada = fixture.visitor();
    const led = await ada.get(link);
    expect(led.url.pathname).toBe('/sign-in');
    const page = await ada.signIn({ account: 'ada' }, link);
    expect(page.text).toContain('<strong>ada</strong> (ada@contoso.example)');
    expect(page.text).not.toContain('is not yours in the directory');
    expect(await fixture.database.identities.principalOf('slack', fixture.slack.externalId('ada'))).toBeUndefined();
    const linked = await ada.post(link, { _csrf: ada.token() });
    expect(linked).toMatchObject({ status: 200, text: expect.stringContaining('The account is linked to you') });
    expect(linked.text).toContain(fixture.slack.externalId('ada'));
    await lastTold('ada', 'A Slack account was linked to Ada');
    await fixture.slack.slash('ada', 'my roles', { directly: true });
    await fixture.settle();
    expect(JSON.stringify((await fixture.slack.inbox('ada')).at(-1))).toContain('Security Reader');
    expect((await fixture.audits(activity.accountLinked)).at(-1)).toMatchObject({
      result: 'success',
      actor: { principalId: people.ada.id },
      after: { surface: 'slack', externalId: fixture.slack.externalId('ada') },
    });
  });

  it('When she unlinks it, then Slack does not know her any more; nobody else can unlink it', async () => {
    const { identities } = fixture.database;
    await identities.link('slack', fixture.slack.externalId('ada'), people.ada.id);
    const account = fixture.slack.externalId('ada');
    const bob = await signedInAs('bob');
    expect((await bob.post('/identities/unlink', { _csrf: bob.token(), surface: 'slack', account })).status).toBe(404);
    const ada = await signedInAs('ada');
    const unlinked = await ada.post('/identities/unlink', { _csrf: ada.token(), surface: 'slack', account });
    expect(unlinked.text).toContain('not linked any more');
    expect(await lastTold('ada', 'A Slack account was unlinked from Ada')).not.toContain('Unlinked by');
    expect((await fixture.audits(activity.unlinkRequested)).at(-1)).toMatchObject({
      actor: { principalId: people.ada.id },
      after: { surface: 'slack', externalId: account },
    });
    expect(await identities.principalOf('slack', account)).toBeUndefined();
    expect((await fixture.audits(activity.accountUnlinked)).at(-1)).toMatchObject({
      actor: { principalId: people.ada.id },
    });
  });

  it('When an administrator unlinks it, then she is told there who it was', async () => {
    const account = fixture.slack.externalId('cas');
    await fixture.database.identities.link('slack', account, people.cas.id);
    await danAdministers();
    const dan = await signedInAs('dan');
    await dan.post('/identities/unlink', { _csrf: dan.token(), of: people.cas.id, surface: 'slack', account });
    expect(await lastTold('cas', 'unlinked from Cas')).toContain('Unlinked by Dan');
  });

  it('When an administrator cuts off one who may activate a privileged role, then they prove themselves first', async () => {
    const account = fixture.slack.externalId('bob');
    await fixture.database.identities.link('slack', account, people.bob.id);
    await danAdministers();
    const dan = await signedInAs('dan');
    const of = { _csrf: dan.token(), of: people.bob.id };
    const unlinked = await dan.post('/identities/unlink', { ...of, surface: 'slack', account });
    expect(unlinked.url.pathname).toMatch(/^\/prove\//);
    expect((await dan.post('/identities/sessions/end-others', of)).url.pathname).toMatch(/^\/prove\//);
    expect(await fixture.database.identities.principalOf('slack', account)).toBe(people.bob.id);
  });

  it('When she asks in a channel, then the link is shown to her alone', async () => {
    await fixture.slack.slash('ada', 'my roles');
    expect(linkIn(fixture.slack.ephemerals('ada').at(-1)?.blocks)).not.toBe('');
  });

  it('When she presses a button that others see too, then she gets no link there', async () => {
    const posted = { ts: '', channel: fixture.slack.adminChannel, text: '', blocks: [], shown: '', buttons: [] };
    const button = { type: 'button', action_id: 'x', value: JSON.stringify({ do: 'run', text: 'help' }) };
    await fixture.slack.press('ada', posted, '', button);
    await expect.poll(() => fixture.slack.ephemerals('ada').at(-1)?.shown).toContain('direct message');
    expect(linkIn(fixture.slack.ephemerals('ada').at(-1))).toBe('');
  });
});

describe('A link in the wrong hands', () => {
  it('When it is looked at, by her or by a program, then nothing is linked', async () => {
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    for (let time = 0; time < 3; time++) expect((await ada.get(link)).status).toBe(200);
    expect(await fixture.database.identities.principalOf('slack', fixture.slack.externalId('ada'))).toBeUndefined();
  });

  it('When somebody has her use the link of their own account, then the page says whose address it has', async () => {
    const link = await askForLink('dan');
    const ada = await signedInAs('ada');
    const page = await ada.get(link);
    expect(page.text).toContain('dan@contoso.example');
    expect(page.text).toContain('is not yours in the directory');
    // And no form of another site can press the button for her.
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await ada.post(link, { _csrf: ada.token() }, { headers })).status).toBe(403);
    expect((await ada.post(link, {})).status).toBe(403);
    expect(await fixture.database.identities.principalOf('slack', fixture.slack.externalId('dan'))).toBeUndefined();
  });

  it('When somebody has taken hers and uses it for themself, then she is told in her account whose it is now', async () => {
    const link = await askForLink('ada');
    const bob = await signedInAs('bob');
    await bob.get(link);
    await bob.post(link, { _csrf: bob.token() });
    await lastTold('ada', 'A Slack account was linked to Bob');
  });

  it('When it was used, then it is worth nothing', async () => {
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    await ada.get(link);
    const token = ada.token();
    expect((await ada.post(link, { _csrf: token })).status).toBe(200);
    expect(await ada.get(link)).toMatchObject({ status: 404, text: expect.stringContaining('has been used') });
    const bob = await signedInAs('bob');
    expect((await bob.post(link, { _csrf: bob.token() })).status).toBe(404);
    expect(await fixture.database.identities.principalOf('slack', fixture.slack.externalId('ada'))).toBe(people.ada.id);
  });

  it('When two people press at once, then one gets the account, and the other’s try is on record', async () => {
    const link = await askForLink('dan');
    const [ada, bob] = [await signedInAs('ada'), await signedInAs('bob')];
    const answers = await Promise.all([ada, bob].map((browser) => browser.post(link, { _csrf: browser.token() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    const tried = (await fixture.audits(activity.accountLinked)).slice(-2);
    expect(tried.map(({ resultReason }) => resultReason).sort()).toEqual(['LINK_NOT_FOUND', 'slack']);
  });

  it('When ten minutes have gone by, then it is worth nothing', async () => {
    const link = await askForLink('ada');
    fixture.pass(minutes(10));
    const ada = await signedInAs('ada');
    expect((await ada.get(link)).status).toBe(404);
    expect((await ada.post(link, { _csrf: ada.token() })).status).toBe(404);
  });

  it('When she asked for another since, then the earlier one is worth nothing', async () => {
    const first = await askForLink('ada');
    await fixture.slack.slash('ada', 'my roles');
    const second = linkIn(fixture.slack.ephemerals('ada').at(-1)?.blocks);
    const ada = await signedInAs('ada');
    expect((await ada.get(first)).status).toBe(404);
    expect((await ada.get(second)).status).toBe(200);
  });

  it('When it is guessed, cut or turned into a query, then it is worth nothing', async () => {
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    for (const path of [link.slice(0, -1), `${link}A`, '/link/x', '/link/%00', '/link/[$ne]=1', '/link/..%2f..%2f']) {
      expect((await ada.get(path)).status).toBe(404);
    }
  });

  it('When the account became somebody else’s meanwhile, then it stays theirs, and the attempt is on record', async () => {
    const link = await askForLink('dan');
    await fixture.database.identities.link('slack', fixture.slack.externalId('dan'), people.dan.id);
    const ada = await signedInAs('ada');
    const refused = await ada.post(link, { _csrf: ada.token() });
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('linked to another person') });
    expect(await fixture.database.identities.principalOf('slack', fixture.slack.externalId('dan'))).toBe(people.dan.id);
    const entry = { result: 'failure', resultReason: 'LINKED_TO_ANOTHER', actor: { principalId: people.ada.id } };
    expect((await fixture.audits(activity.accountLinked)).at(-1)).toMatchObject(entry);
  });

  it('When she has another account there, then she has to unlink that one first', async () => {
    await fixture.database.identities.link('slack', fixture.slack.externalId('bob'), people.ada.id);
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    const refused = await ada.post(link, { _csrf: ada.token() });
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('unlink that one first') });
    expect((await fixture.audits(activity.accountLinked)).at(-1)).toMatchObject({
      resultReason: 'HAS_ANOTHER_ACCOUNT',
    });
  });

  it('When somebody took over a session that is hours old, then they have to sign in anew to link anything', async () => {
    const ada = await signedInAs('ada');
    fixture.pass(minutes(6));
    const link = await askForLink('dan');
    const page = await ada.get(link);
    expect(page).toMatchObject({ status: 403, text: expect.stringContaining('no older than five minutes') });
    expect((await ada.post(link, { _csrf: ada.token() })).status).toBe(403);
    await ada.get(link);
    const again = await ada.post('/sign-in/again', { _csrf: ada.token(), return: link });
    expect(again.url.pathname).toBe('/sign-in');
    expect(again.text).toContain(encodeURIComponent(link));
  });

  it('When somebody reads the database, then the link is not in it', async () => {
    const link = await askForLink('ada');
    expect(await fixture.everything()).not.toContain(link.slice('/link/'.length));
  });

  it('When an account asks for links without end, then it gets a few', async () => {
    for (let time = 0; time < 6; time++) await fixture.slack.slash('cas', 'my roles');
    expect(fixture.slack.ephemerals('cas').filter(({ blocks }) => linkIn(blocks) !== '')).toHaveLength(5);
    expect(fixture.slack.ephemerals('cas').at(-1)?.shown).toContain('several links already');
  });
});

it('When people of every kind open every kind of link and account page, then each sees just what is theirs', async () => {
  const over = { prove: await askToProve('ada'), link: await askForLink('bob') };
  fixture.pass(minutes(11));
  const held = { prove: await askToProve('ada'), link: await askForLink('dan') };
  await danAdministers();
  const used = await askForLink('eva');
  const kinds = ['ada', 'bob', 'dan'] as const;
  const browsers = await Promise.all(kinds.map(signedInAs));
  const cas = await signedInAs('cas');
  await cas.post(used, { _csrf: cas.token() });
  await fixture.database.records.principals.save([{ ...people.cas, accountEnabled: false }]);
  const madeUp = 'A'.repeat(43);
  const [all, nobody] = [
    { ada: 200, bob: 200, dan: 200 },
    { ada: 404, bob: 404, dan: 404 },
  ];
  const hers = { ada: 200, bob: 403, dan: 403 };
  const table: Record<string, Record<(typeof kinds)[number], number>> = {
    [held.prove]: hers,
    [over.prove]: hers,
    [`${held.prove}x`]: nobody,
    [`/prove/${madeUp}`]: nobody,
    [held.link.replace('/link/', '/prove/')]: nobody,
    [held.link]: all,
    [over.link]: nobody,
    [used]: nobody,
    [`/link/${madeUp}`]: nobody,
    [held.prove.replace('/prove/', '/link/')]: nobody,
    '/security': all,
    '/identities': all,
    [`/identities?of=${people.ada.id}`]: { ada: 200, bob: 404, dan: 200 },
    [`/identities?of=${people.cas.id}`]: { ada: 404, bob: 404, dan: 200 },
    '/identities?of=00000000-0000-4000-8000-00000000ffff': nobody,
    '/identities?of[$ne]=x': all,
    '/identities?of=x&of=y': nobody,
  };
  for (const [path, expected] of Object.entries(table)) {
    const seen = await Promise.all(browsers.map((browser) => browser.get(path, { follow: false })));
    expect(Object.fromEntries(kinds.map((name, at) => [name, seen[at]?.status])), path).toEqual(expected);
    for (const outsider of [fixture.visitor(), cas]) {
      const led = await outsider.get(path, { follow: false });
      expect(led.headers.get('location'), path).toBe(`/sign-in?return=${encodeURIComponent(path)}`);
    }
  }
  await fixture.database.records.principals.save([people.cas]);
});

describe('What is secret', () => {
  type Browser = Awaited<ReturnType<typeof signedInAs>>;
  const secrets = new Map<string, string>();
  const sessionSecret = 'a secret that signs cookies in tests and is long';
  const keep = (name: string, value: string | null | undefined): string => {
    if (!value) throw new Error(`there is no ${name}`);
    secrets.set(`${name} ${secrets.size}`, value);
    return value;
  };
  const post = (browser: Browser, path: string, fields: Record<string, string> = {}) =>
    browser.post(path, { _csrf: keep('form token', browser.token()), ...fields });
  const keepCookie = (browser: Browser) => {
    const [, value = ''] = browser.cookie().split('=');
    keep('cookie', value);
    keep('session id', decodeURIComponent(value).slice(2).split('.')[0]);
  };

  /** Signs in as Ada step by step, noting what goes to and fro. Returns the way back, before it is gone. */
  async function wayBackNoting(ada: Browser): Promise<string> {
    fixture.provider.tamper((body) => {
      keep('ID token', String(body.id_token));
      keep('access token', String(body.access_token));
      return body;
    });
    const start = await ada.get('/sign-in/start?return=/security', { follow: false });
    const there = new URL(start.headers.get('location') ?? '');
    for (const name of ['state', 'nonce']) keep(name, there.searchParams.get(name));
    const [, signInState] = /latchkey-sign-in=([^;]+)/.exec(ada.cookie()) ?? [];
    const opened = openSignInState(keep('sealed sign-in state', signInState), [sessionSecret]);
    keep('verifier', /"codeVerifier":"([\w-]{43,})"/.exec(opened ?? '')?.[1]);
    let step = await ada.post((await ada.get(there.href)).url.href, { account: 'ada' }, { follow: false });
    let next = new URL(step.headers.get('location') ?? '', step.url);
    while (next.origin !== fixture.url) {
      step = await ada.get(next.href, { follow: false });
      next = new URL(step.headers.get('location') ?? '', step.url);
    }
    keep('code', next.searchParams.get('code'));
    return next.href;
  }

  /** Sets up an app and recovery codes, and proves with them, rightly and wrongly. */
  async function proveNoting(ada: Browser): Promise<void> {
    const authTime = Math.floor(fixture.database.clock.now() / 1000);
    await ada.through('/security/sign-in-again', { account: 'ada', authTime });
    keepCookie(ada);
    const page = await post(ada, '/security/app');
    const seed = keep('seed', /<code>([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1]?.replaceAll(' ', ''));
    const code = keep(
      'app code',
      TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: fixture.database.clock.now() }),
    );
    expect((await post(ada, '/security/app/finish', { code })).text).toContain('The app is set up');
    keepCookie(ada);
    await ada.get('/security');
    const made = (await post(ada, '/security/recovery-codes')).text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g);
    const recovery = [...made].map(([, each]) => keep('recovery code', each));
    const link = await askToProve('ada');
    keep('prove token', link.slice('/prove/'.length));
    await ada.get(link);
    await post(ada, `${link}/code`, { code: keep('wrong code', code === '918273' ? '918274' : '918273') });
    const proven = await post(ada, `${link}/recovery-code`, { code: recovery[0] ?? '' });
    expect(proven.text).toContain('You have proven');
    keepCookie(ada);
  }

  /** What goes wrong: signing in, being vouched for, a provider that talks nonsense or is away, and a fault of our own. */
  async function failNoting(ada: Browser): Promise<void> {
    const other = fixture.visitor();
    await other.signIn({ account: 'mallory' });
    for (const lie of [{ id_token: 'a.b.c' }, { access_token: 7 }, { token_type: 'none' }]) {
      fixture.provider.tamper((body) => ({ ...body, ...lie, note: keep('ID token', String(body.id_token)) }));
      await other.signIn({ account: 'ada' });
    }
    fixture.provider.tamper(undefined);
    await other.get(
      `/sign-in/callback?code=${keep('code', 'c0de-that-nobody-gave')}&state=${keep('state', 'st4te-made-up')}`,
    );
    const late = fixture.visitor();
    const back = await wayBackNoting(late);
    fixture.provider.away(true);
    expect((await late.get(back)).status).toBe(503);
    fixture.provider.away(false);
    fixture.provider.tamper(undefined);
    const { store } = fixture.database;
    await store.transaction(async (tx) => {
      const present = await tx.authenticators.of(people.ada.id);
      const codeApp = { sealedSeed: 'sealed.with.nothing', addedAt: fixture.database.clock.now(), lastStep: 0 };
      await tx.authenticators.save({ ...present, codeApp });
    });
    await ada.get('/security');
    const broken = await post(ada, '/security/prove/code', { code: keep('app code', '564738') });
    expect(broken.status).toBe(500);
  }

  it('When a whole story has gone well and wrong, then neither the log nor the database, the record in it, keeps any of it in the clear', async () => {
    keep('client secret', oidcClient.secret);
    keep('session secret', sessionSecret);
    const link = await askForLink('ada');
    keep('link token', link.slice('/link/'.length));
    const ada = fixture.visitor();
    await ada.get(link);
    await ada.get(await wayBackNoting(ada));
    fixture.provider.tamper(undefined);
    keepCookie(ada);
    await ada.get(link);
    await post(ada, link);
    await ada.get('/security');
    await proveNoting(ada);
    await failNoting(ada);
    await ada.get('/security');
    await post(ada, '/sign-out');
    await fixture.settle();

    const [log, all] = [fixture.logged.join(''), await fixture.everything()];
    expect(log).toContain('http.failed');
    const isIn = (text: string, secret: string) =>
      /^\d{6}$/.test(secret) ? new RegExp(`(?<![\\w.])${secret}(?![\\w.])`).test(text) : text.includes(secret);
    const found = [...secrets].flatMap(([name, secret]) => [
      ...(isIn(log, secret) ? [`${name} in the log`] : []),
      ...(isIn(all, secret) ? [`${name} in the database`] : []),
    ]);
    expect(found).toEqual([]);
  });
});
