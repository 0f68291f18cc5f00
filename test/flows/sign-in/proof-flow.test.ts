import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import type { Turn } from '../../../bot/turns/turn.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import { commandId, correlationId, scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { type Authenticators, noAuthenticators } from '../../../domain/proof/authenticators.js';
import { minutes } from '../../../domain/time.js';
import { anEligibility, aRole } from '../../support/builders.js';
import { approvalBy, changeSettings, type Name, people } from '../../support/organisation.js';
import { softwarePasskey } from '../../support/parts/software-passkey.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';
import type { Visit } from '../../support/visitor.js';

let fixture: SignedInFixture;
let connection: Connection;
beforeAll(async () => {
  fixture = await signedInFixture();
  connection = await connect(fixture.uri);
});
afterAll(async () => {
  await connection.close();
  await fixture.stop();
});

/** What another story left waiting is not theirs to answer for. */
beforeEach(async () => {
  await connection.collection('stepUps').deleteMany({});
});

type Browser = ReturnType<SignedInFixture['visitor']>;

const withMfa: PolicyChanges = {
  Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
};
const store = () => fixture.database.store;
const authenticatorsOf = (name: Name) => store().read.authenticators.of(people[name].id);

/** Sets up what somebody proves themself with, behind the pages' back. */
const keep = (name: Name, over: Partial<Authenticators>) =>
  store().transaction(async (tx) => {
    const { version } = await tx.authenticators.of(people[name].id);
    await tx.authenticators.save({ ...noAuthenticators(people[name].id), ...over, version });
  });

let turns = 0;

/** Asks in chat for a role that wants a second factor; returns the path of the link that is answered. */
async function linkFor(name: Name, says = 'activate Message Center Reader for 2h because INC-42'): Promise<string> {
  turns += 1;
  const reply = await fixture.handle({
    commandId: commandId(`slack:turn-${turns}`),
    correlationId: correlationId(`turn-${turns}`),
    surface: 'slack',
    actor: people[name].id,
    timeZone: 'UTC',
    input: { kind: 'text', text: says, opensForms: false },
  });
  if (reply.kind !== 'delivered' || !reply.prove) throw new Error(`no link: ${JSON.stringify(reply)}`);
  return new URL(reply.prove).pathname;
}

async function signedInAs(name: Name): Promise<Browser> {
  const browser = fixture.visitor();
  await browser.signIn({ account: name }, '/security');
  return browser;
}

/** Sends a form of the page at `path` to `to`, with the page's token. */
async function send(browser: Browser, path: string, to: string, fields: Record<string, string> = {}): Promise<Visit> {
  await browser.get(path);
  return browser.post(to, { _csrf: browser.token(), ...fields });
}

const requestsOf = async (name: Name) =>
  (await store().read.requests.list({ principalId: people[name].id, limit: 20 })).filter(
    ({ action }) => action === 'selfActivate',
  );

const codeOf = (seed: string, timestamp = Date.now()) => TOTP.generate({ secret: Secret.fromBase32(seed), timestamp });

/** Sets up an app on the pages, as its owner does; returns the seed, with the step it was set up with forgotten. */
async function setUpApp(name: Name, browser: Browser): Promise<string> {
  await browser.through('/security/sign-in-again', { account: name });
  const page = await send(browser, '/security', '/security/app');
  const seed = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '');
  const done = await browser.post('/security/app/finish', { _csrf: browser.token(), code: codeOf(seed) });
  expect(done.text).toContain('The app is set up');
  await forgetSteps(name);
  return seed;
}

/** As though the app's last code had been used long ago. */
async function forgetSteps(name: Name): Promise<void> {
  const present = await authenticatorsOf(name);
  if (present.codeApp) await keep(name, { ...present, codeApp: { ...present.codeApp, lastStep: 0 } });
}

const trailOf = async (name: Name, activity: RegExp): Promise<AuditEvent[]> =>
  (await connection
    .collection('auditEvents')
    .find({ 'actor.principalId': people[name].id, activity })
    .sort({ at: 1, _id: 1 })
    .toArray()) as never;

beforeEach(async () => {
  await changeSettings(fixture.database, 'Message Center Reader', withMfa);
  for (const name of ['ada', 'bob'] as const) await keep(name, {});
  const { id: ada } = people.ada;
  await connection.collection('scheduleRequests').deleteMany({ principalId: ada });
  await connection.collection('schedules').deleteMany({ principalId: ada, assignmentType: 'activated' });
  // The stories come faster than any person.
  await connection.collection('rateLimitCounts').deleteMany({});
});

describe('When somebody opens the link that chat has sent them', () => {
  it('then they sign in first, and are shown what will be done: looking at it does nothing', async () => {
    const link = await linkFor('ada');
    const ada = fixture.visitor();
    expect((await ada.get(link)).url.pathname).toBe('/sign-in');
    const page = await ada.signIn({ account: 'ada' }, link);
    expect(page.url.pathname).toBe(link);
    expect(page.text).toContain('Activate Message Center Reader for 2 h');
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const _ of ['once', 'twice']) await ada.get(link);
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('then a link preview, which is nobody, learns nothing of it', async () => {
    const link = await linkFor('ada');
    const preview = await fixture.visitor().get(link);
    expect(preview.text).not.toContain('Message Center Reader');
  });

  it('then whoever has nothing to prove it with is led to set something up, and back', async () => {
    const link = await linkFor('ada');
    const ada = await signedInAs('ada');
    expect((await ada.get(link)).text).toContain(`/security?return=${encodeURIComponent(link)}`);
    await setUpApp('ada', ada);
    const page = await ada.get(`/security?return=${encodeURIComponent(link)}`);
    expect(page.text).toContain(`href="${link}"`);
    const elsewhere = await ada.get(`/security?return=${encodeURIComponent('https://evil.example/prove/x')}`);
    expect(elsewhere.text).not.toContain('evil.example');
  });
});

describe('When somebody proves it with the code of their app', () => {
  it('then the role is asked for at once, and the page says so', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    const cookie = ada.cookie();
    const done = await send(ada, link, `${link}/code`, { code: codeOf(seed) });
    expect(done.url.pathname).toBe(link);
    expect(done.text).toContain('You have proven that it is you');
    expect(await requestsOf('ada')).toMatchObject([{ justification: 'INC-42' }]);
    expect(ada.cookie()).not.toBe(cookie); // the session has another name after a proof
    expect(await trailOf('ada', /identity proven/)).toMatchObject([{ result: 'success' }]);
  });

  it('then the same code proves nothing a second time, nor for anything else', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const [first, second] = [await linkFor('ada'), await linkFor('ada')];
    const code = codeOf(seed);
    await send(ada, first, `${first}/code`, { code });
    const again = await send(ada, first, `${first}/code`, { code });
    expect(again.text).toContain('You have proven that it is you');
    const other = await send(ada, second, `${second}/code`, { code });
    expect(other.status).toBe(422);
    expect(other.text).toContain('has been used already');
    expect(await requestsOf('ada')).toHaveLength(1);
  });

  it('then after five wrong ones the right one is refused too, from whatever browser it comes', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    const wrong = codeOf(seed) === '000000' ? '000001' : '000000';
    const texts: string[] = [];
    for (let tried = 0; tried < 5; tried += 1)
      texts.push((await send(ada, link, `${link}/code`, { code: wrong })).text);
    expect(texts[0]).toContain('4 more tries are left');
    expect(texts[4]).toContain('too many wrong codes');
    const elsewhere = await signedInAs('ada');
    const right = await send(elsewhere, link, `${link}/code`, { code: codeOf(seed) });
    expect(right.status).toBe(422);
    expect(right.text).toContain('too many wrong codes');
    expect(await requestsOf('ada')).toEqual([]);
    const refused = (await trailOf('ada', /identity proven/)).filter(({ result }) => result === 'failure').slice(-6);
    expect(refused.map(({ resultReason }) => resultReason)).toEqual([
      ...Array(4).fill('CODE_WRONG'),
      'PROOF_LOCKED',
      'PROOF_LOCKED',
    ]);
    await keep('ada', {
      ...(await authenticatorsOf('ada')),
      wrong: { since: (Date.now() - minutes(15)) as never, count: 5 },
    });
    expect((await send(ada, link, `${link}/code`, { code: codeOf(seed) })).text).toContain('You have proven');
  });

  it('then twenty guesses at once are counted like twenty guesses one after another', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    await ada.get(link);
    const token = ada.token();
    const wrong = codeOf(seed) === '000000' ? '000001' : '000000';
    const cookie = ada.cookie();
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${fixture.url}${link}/code`, {
          method: 'POST',
          headers: { cookie, origin: fixture.url, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
          body: new URLSearchParams({ _csrf: token, code: wrong }),
        }).then((response) => response.text()),
      ),
    );
    const counted = guesses.filter((text) => text.includes('tries are left') || text.includes('more try is left'));
    expect(counted.length).toBeLessThanOrEqual(4);
    expect((await authenticatorsOf('ada')).wrong?.count).toBe(5);
  });

  it('then neither seed nor code is to be read in the database or on record', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    expect(seed).toHaveLength(32);
    const kept = JSON.stringify([await authenticatorsOf('ada'), await trailOf('ada', /./)]);
    expect(kept).not.toContain(seed);
    expect(kept).not.toContain(codeOf(seed));
  });
});

describe('When somebody has neither at hand', () => {
  it('then a recovery code proves it, once', async () => {
    const ada = await signedInAs('ada');
    await setUpApp('ada', ada);
    const page = await send(ada, '/security', '/security/recovery-codes');
    const codes = [...page.text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map(([, code = '']) => code);
    expect(new Set(codes).size).toBe(10);
    const [code = '', next = ''] = codes;
    expect(JSON.stringify(await authenticatorsOf('ada'))).not.toContain(code);
    const link = await linkFor('ada');
    const done = await send(ada, link, `${link}/recovery-code`, { code: code.toUpperCase().replaceAll('-', ' ') });
    expect(done.text).toContain('You have proven');
    expect((await send(ada, '/security', '/security/prove/recovery-code', { code })).text).toContain('not right');
    expect((await send(ada, '/security', '/security/prove/recovery-code', { code: next })).text).toContain(
      'You have 8 left',
    );
  });
});

describe('When two proofs are given for one thing at the same moment', () => {
  it('then it is done once, whichever came first', async () => {
    const ada = await signedInAs('ada');
    await setUpApp('ada', ada);
    const page = await send(ada, '/security', '/security/recovery-codes');
    const codes = [...page.text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map(([, code = '']) => code);
    const link = await linkFor('ada');
    const browsers = [await signedInAs('ada'), await signedInAs('ada'), await signedInAs('ada')];
    await Promise.all(
      browsers.map((browser, at) => send(browser, link, `${link}/recovery-code`, { code: codes[at] ?? '' })),
    );
    expect(await requestsOf('ada')).toHaveLength(1);
  });
});

describe('When somebody is switched off while something waits for their proof', () => {
  it('then neither a code nor a word of the provider from before makes it go on', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    await ada.get(link);
    const fields = { _csrf: ada.token(), code: codeOf(seed) };
    const { records } = fixture.database;
    await records.principals.save([{ ...people.ada, accountEnabled: false }]);
    for (const what of ['code', 'go-on']) expect((await ada.post(`${link}/${what}`, fields)).status).toBe(401);
    await records.principals.save([people.ada]);
    expect(await requestsOf('ada')).toEqual([]);
    expect((await (await signedInAs('ada')).get(link)).text).toContain('Nothing is done before');
  });
});

describe('When a link comes into the wrong hands', () => {
  it('then whoever opens it learns and does nothing, it is on record, and it still works for whose it is', async () => {
    const link = await linkFor('ada');
    const bob = await signedInAs('bob');
    const seed = await setUpApp('bob', bob);
    const page = await bob.get(link);
    expect(page.status).toBe(403);
    expect(page.text).not.toContain('Message Center Reader');
    expect(page.text).not.toContain('Ada');
    for (const what of ['code', 'recovery-code', 'passkey', 'passkey/options', 'go-on']) {
      const tried = await bob.post(`${link}/${what}`, { _csrf: bob.token(), code: codeOf(seed) });
      expect(tried.status, what).toBe(403);
    }
    expect((await bob.get(`${link}/identity-provider`)).status).toBe(403);
    expect(await requestsOf('ada')).toEqual([]);
    const trail = await trailOf('bob', /identity proven/);
    expect(trail.at(-1)).toMatchObject({ result: 'failure', resultReason: 'NOT_YOURS', subject: people.ada.id });
    const ada = await signedInAs('ada');
    expect((await ada.get(link)).text).toContain('Activate Message Center Reader');
  });

  it('then one that is made up, or cut short, leads nowhere', async () => {
    const ada = await signedInAs('ada');
    const link = await linkFor('ada');
    for (const made of [link.slice(0, -1), `${link}x`, '/prove/x', '/prove/%00', '/prove/..%2f']) {
      expect((await ada.get(made)).status, made).toBeGreaterThanOrEqual(400);
    }
    const tried = (await trailOf('ada', /identity proven/)).at(-1);
    expect(tried).toMatchObject({ result: 'failure', resultReason: 'PROVE_LINK_NOT_FOUND' });
  });

  it('then a page of another site cannot press anything for them, with or without their cookie', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    await ada.get(link);
    const fields = { _csrf: ada.token(), code: codeOf(seed) };
    const foreign = { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } };
    expect((await ada.post(`${link}/code`, fields, foreign)).status).toBe(403);
    expect((await ada.post(`${link}/code`, { code: fields.code })).status).toBe(403);
    expect((await ada.post(`${link}/code`, { ...fields, _csrf: 'made up' })).status).toBe(403);
    expect(await requestsOf('ada')).toEqual([]);
  });
});

describe('When somebody answers with a passkey', () => {
  const now = () => fixture.database.clock.now();
  let key: ReturnType<typeof softwarePasskey>;
  let ada: Browser;
  let link: string;

  beforeEach(async () => {
    key = softwarePasskey(now());
    await keep('ada', { passkeys: [key.passkey] });
    ada = await signedInAs('ada');
    link = await linkFor('ada');
  });

  async function challenge(at = link): Promise<string> {
    await ada.get(at);
    const asked = await ada.post(`${at}/passkey/options`, {}, { headers: { 'x-csrf-token': ada.token() } });
    const options = JSON.parse(asked.text) as { challenge: string; userVerification: string; rpId: string };
    expect(options).toMatchObject({ userVerification: 'required', rpId: 'localhost' });
    return options.challenge;
  }
  const good = (words: string) => ({ challenge: words, origin: fixture.url, host: 'localhost', counter: 1 });
  const answer = (response: string, at = link) => send(ada, at, `${at}/passkey`, { response });

  it('then a good one proves it', async () => {
    expect((await answer(key.sign(good(await challenge())))).text).toContain('You have proven');
    expect(await requestsOf('ada')).toHaveLength(1);
  });

  const lastTry = async () => (await trailOf('ada', /identity proven/)).at(-1);
  const refusedAs = (resultReason: string) => ({ result: 'failure', resultReason, after: { by: 'passkey' } });

  it.each([
    ['was given on another site', { origin: 'https://latchkey.evil.example' }, 'PASSKEY_REFUSED'],
    ['is for another host', { host: 'evil.example' }, 'PASSKEY_REFUSED'],
    ['is from a device that did not check who holds it', { isVerified: false }, 'PASSKEY_REFUSED'],
    ['answers words of another day', { challenge: 'bWFkZSB1cA' }, 'CHALLENGE_OVER'],
  ])('then one that %s proves nothing, and it is on record', async (_what, lie, code) => {
    const page = await answer(key.sign({ ...good(await challenge()), ...lie }));
    expect(page.status).toBe(422);
    expect(await requestsOf('ada')).toEqual([]);
    expect(await lastTry()).toMatchObject(refusedAs(code));
  });

  it('then one that was looked at on its way is worth nothing a second time', async () => {
    const response = key.sign(good(await challenge()));
    await answer(response);
    const again = await send(ada, '/security', '/security/prove/passkey', { response });
    expect(again.status).toBe(422);
    expect(again.text).toContain('answered before');
    expect(await lastTry()).toMatchObject(refusedAs('CHALLENGE_OVER'));
  });

  it('then one whose counter does not rise is taken for a copy', async () => {
    await keep('ada', { passkeys: [{ ...key.passkey, counter: 5 }] });
    const page = await answer(key.sign({ ...good(await challenge()), counter: 5 }));
    expect(page.status).toBe(422);
    expect(await requestsOf('ada')).toEqual([]);
    expect(await lastTry()).toMatchObject(refusedAs('PASSKEY_REFUSED'));
  });

  it('then words that were asked for one thing prove nothing else', async () => {
    await ada.get('/security');
    const asked = await ada.post('/security/prove/passkey/options', {}, { headers: { 'x-csrf-token': ada.token() } });
    const words = (JSON.parse(asked.text) as { challenge: string }).challenge;
    expect((await answer(key.sign(good(words)))).status).toBe(422);
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('then another person’s passkey proves nothing', async () => {
    const other = softwarePasskey(now());
    await keep('bob', { passkeys: [other.passkey] });
    expect((await answer(other.sign(good(await challenge())))).status).toBe(422);
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('then words that are over, and a new passkey that was made elsewhere, are refused on record', async () => {
    const words = await challenge();
    const present = await authenticatorsOf('ada');
    await keep('ada', {
      ...present,
      challenges: present.challenges.map((each) => ({ ...each, expiresAt: now() })),
    });
    await answer(key.sign(good(words)));
    expect(await lastTry()).toMatchObject(refusedAs('CHALLENGE_OVER'));
    const made = await send(ada, '/security', '/security/passkeys', { name: 'x', response: key.sign(good(words)) });
    expect(made.status).toBe(422);
    const tried = { result: 'failure', resultReason: 'PASSKEY_REFUSED' };
    expect((await trailOf('ada', /passkey added/)).at(-1)).toMatchObject(tried);
  });

  it.each(['', '{}', '[]', 'null', '{"id":{"$gt":""}}', 'x'.repeat(100_000)])(
    'then what is no answer at all is refused',
    async (response) => {
      expect((await answer(response)).status).toBe(422);
      expect(await lastTry()).toMatchObject(refusedAs('PASSKEY_REFUSED'));
    },
  );
});

describe('When the identity provider is asked to vouch for somebody', () => {
  const stepUp = async (browser: Browser, link: string, login: Record<string, string>) => {
    const page = await browser.get(`${link}/identity-provider`);
    expect(page.url.pathname).toMatch(/^\/interaction\//);
    return browser.post(page.url.href, { account: 'ada', ...login });
  };

  it('then its fresh word for a second factor is enough, once its owner says so', async () => {
    const ada = await signedInAs('ada');
    const link = await linkFor('ada');
    const back = await stepUp(ada, link, { amr: 'pwd mfa' });
    expect(back.url.pathname).toBe(link);
    expect(await requestsOf('ada')).toEqual([]);
    const done = await ada.post(`${link}/go-on`, { _csrf: ada.token() });
    expect(done.text).toContain('You have proven');
    expect(await requestsOf('ada')).toHaveLength(1);
  });

  it('then its word for one thing is worth nothing for another', async () => {
    const ada = await signedInAs('ada');
    const [first, second] = [await linkFor('ada'), await linkFor('ada')];
    await stepUp(ada, first, { amr: 'pwd mfa' });
    const tried = await send(ada, second, `${second}/go-on`);
    expect(tried.text).toContain('Prove that it is you');
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('then a password alone is not enough', async () => {
    const ada = await signedInAs('ada');
    const link = await linkFor('ada');
    const back = await stepUp(ada, link, { amr: 'pwd' });
    expect(back.status).toBe(403);
    await send(ada, link, `${link}/go-on`);
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('then a role that asks for an authentication context is given for that context alone', async () => {
    await changeSettings(fixture.database, 'Message Center Reader', {
      AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' },
      Enablement_EndUser_Assignment: { enabledRules: ['Justification'] },
    });
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const link = await linkFor('ada');
    expect((await ada.get(link)).text).not.toContain('/code"');
    await send(ada, link, `${link}/code`, { code: codeOf(seed) });
    expect((await stepUp(ada, link, { amr: 'pwd mfa', acr: 'c2' })).status).toBe(403);
    await stepUp(ada, link, { amr: 'pwd mfa', acr: 'c1' });
    expect(await requestsOf('ada')).toEqual([]);
    await send(ada, link, `${link}/go-on`);
    expect(await requestsOf('ada')).toHaveLength(1);
  });
});

describe('When somebody changes what they prove themself with', () => {
  it('then having signed in is not enough, nor a proof that was for one act alone', async () => {
    const ada = await signedInAs('ada');
    const seed = await setUpApp('ada', ada);
    const again = await signedInAs('ada');
    const refused = await send(again, '/security', '/security/app/remove');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Prove first that it is you');
    const link = await linkFor('ada');
    await send(again, link, `${link}/code`, { code: codeOf(seed) });
    expect((await send(again, '/security', '/security/app/remove')).status).toBe(422);
    expect((await authenticatorsOf('ada')).codeApp).toBeDefined();
    await forgetSteps('ada');
    await send(again, '/security', '/security/prove/code', { code: codeOf(seed) });
    expect((await send(again, '/security', '/security/app/remove')).text).toContain('The app is removed');
  });
});

describe('When somebody has lost what they proved themself with', () => {
  it('then an administrator resets it on the page, with a proof of their own; nobody else is offered it', async () => {
    const administration = aRole('62e90394-69f5-4237-9190-012177145e10');
    const { id: principalId } = people.dan;
    const held = { id: scheduleId('dan-administers'), level: 'assignment', principalId, role: administration } as const;
    await store().transaction((tx) => tx.schedules.insert(anEligibility(held)));
    const ada = await signedInAs('ada');
    await setUpApp('ada', ada);
    expect((await ada.get('/security')).text).not.toContain('Somebody has lost theirs');
    expect((await ada.post('/security/reset', { _csrf: ada.token(), who: 'Bob' })).text).toContain(
      'Only those who manage the roles',
    );
    const dan = await signedInAs('dan');
    const seed = await setUpApp('dan', dan);
    const page = await send(dan, '/security', '/security/reset', { who: 'Ada' });
    expect(page.url.pathname).toMatch(/^\/prove\//);
    expect(page.text).toContain('Reset the passkeys and codes of Ada');
    expect((await authenticatorsOf('ada')).codeApp).toBeDefined();
    await dan.post(`${page.url.pathname}/code`, { _csrf: dan.token(), code: codeOf(seed) });
    expect((await authenticatorsOf('ada')).codeApp).toBeUndefined();
    expect(await trailOf('dan', /reset/)).toMatchObject([
      { result: 'failure', resultReason: 'RESET_PROOF_REQUIRED' },
      { result: 'success', subject: people.ada.id },
    ]);
    // By the same write: whoever was signed in as her is so no more, and nothing else had to happen for that.
    const ended = { subject: people.ada.id, resultReason: 'AUTHENTICATORS_RESET' };
    expect(await trailOf('dan', /sessions ended/)).toMatchObject([ended]);
    expect(await connection.collection('signInSessions').countDocuments({ principalId: people.ada.id })).not.toBe(0);
    const listed = await dan.get(`/identities?of=${people.ada.id}`);
    expect(listed.text).toContain('Ada is signed in nowhere');
    expect((await ada.get('/security')).url.pathname).toBe('/sign-in');
    expect((await signedInAs('ada')).token()).not.toBe('');
    expect((await (await signedInAs('ada')).get('/security')).url.pathname).toBe('/security');
  });
});

describe('When the settings want approvers to prove who they are', () => {
  const turn = (name: Name, input: Turn['input']) => {
    turns += 1;
    return fixture.handle({
      commandId: commandId(`slack:turn-${turns}`),
      correlationId: correlationId(`turn-${turns}`),
      surface: 'slack',
      actor: people[name].id,
      timeZone: 'UTC',
      input,
    });
  };
  const review = (requestId: string) => ({ do: 'review', requestId, stageId: 0, revision: 0, reviewResult: 'Approve' });

  /** Ada asks for a role whose approvers have to prove who they are. */
  async function pending(): Promise<string> {
    await changeSettings(fixture.database, 'Security Reader', approvalBy({ isApproverMultiFactorRequired: true }));
    await turn('ada', { kind: 'text', text: 'activate Security Reader for 1h because INC-42', opensForms: false });
    const [request] = await requestsOf('ada');
    if (!request) throw new Error('nothing was asked for');
    return request.id;
  }
  const statusOf = async () => (await requestsOf('ada')).map(({ status }) => status);

  it('then somebody who has taken over an approver’s chat approves nothing', async () => {
    const id = await pending();
    const reply = await turn('bob', { kind: 'press', action: review(id), fields: {} });
    expect(reply).toMatchObject({ prove: expect.stringContaining('/prove/') });
    for (const text of ['approve', 'approve Ada', 'approve all', 'deny Ada because no']) {
      await turn('bob', { kind: 'text', text, opensForms: false });
    }
    const fields = { requests: `${id}:0:0`, decision: 'Approve', justification: '' };
    await turn('bob', { kind: 'press', action: { do: 'submit', form: 'decide several' }, fields });
    expect(await statusOf()).toEqual(['PendingApproval']);
  });

  it('then the portal asks for the same proof, and approves after it', async () => {
    const id = await pending();
    const bob = await signedInAs('bob');
    const seed = await setUpApp('bob', bob);
    await bob.get('/approve');
    const page = await bob.post('/do', {
      _csrf: bob.token(),
      command: randomUUID(),
      action: JSON.stringify(review(id)),
      back: '/approve',
    });
    expect(page.url.pathname).toMatch(/^\/prove\//);
    expect(page.text).toContain('Approve Security Reader for Ada');
    expect(await statusOf()).toEqual(['PendingApproval']);
    const done = await bob.post(`${page.url.pathname}/code`, { _csrf: bob.token(), code: codeOf(seed) });
    expect(done.text).toContain('It is being activated.');
    expect(await statusOf()).not.toEqual(['PendingApproval']);
  });
});
