import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { commandId, correlationId, scheduleId } from '../../../domain/ids.js';
import { hasAuthenticator, noAuthenticators } from '../../../domain/proof/authenticators.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { duration, hours, instant, minutes } from '../../../domain/time.js';
import { aRole, aSchedule } from '../../support/builders.js';
import { people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture();
  const administers = aSchedule({
    id: scheduleId('dan-administers'),
    principalId: people.dan.id,
    role: aRole(wellKnownRole.globalAdministrator),
    assignmentType: 'assigned',
    startDateTime: instant(0),
    endDateTime: undefined,
  });
  await store().transaction((tx) => tx.schedules.insert(administers));
});
afterAll(() => fixture.stop());

type Browser = ReturnType<SignedInFixture['visitor']>;
type Name = 'ada' | 'dan' | 'bob';
const store = () => fixture.database.store;
const ofPerson = (name: Name) => store().read.authenticators.of(people[name].id);

/** The provider says nothing of when it asked, so that no sign-in is fresh. Dan administers; Ada has set up nothing. */
beforeEach(async () => {
  fixture.provider.leaveOutAuthTime(true);
  await fixture.forgetLimits();
  for (const name of ['ada', 'bob'] as const) {
    await store().transaction(async (tx) => {
      const { version } = await tx.authenticators.of(people[name].id);
      await tx.authenticators.save({ ...noAuthenticators(people[name].id), version });
    });
  }
});

async function signedIn(account: Name): Promise<Browser> {
  const browser = fixture.visitor();
  await browser.signIn({ account }, '/security');
  return browser;
}
async function send(browser: Browser, to: string, fields: Record<string, string> = {}) {
  await browser.get('/security');
  return browser.post(to, { _csrf: browser.token(), ...fields });
}

let count = 0;
/** As Dan types or presses it; `isProven`: with a fresh proof of hers for just that. */
async function give(to: Name, { by = 'dan', isProven = true }: { by?: Name; isProven?: boolean } = {}) {
  const at = fixture.database.clock.now();
  const intent = `give-pass|${people[to].id}`;
  count += 1;
  return fixture.handle({
    commandId: commandId(`pass-${count}`),
    correlationId: correlationId(`pass-${count}`),
    surface: 'web',
    actor: people[by].id,
    timeZone: 'UTC',
    ...(isProven && { proof: { by: 'passkey', at, intent, authenticationContexts: [] } }),
    input: { kind: 'press', action: { do: 'give-pass', principalId: people[to].id }, fields: {} },
  });
}
const shown = (text: string) => /<code>([0-9a-z-]{19})<\/code>/.exec(text)?.[1] ?? '';
async function passFor(name: Name): Promise<string> {
  await give(name);
  const dan = await signedIn('dan');
  return shown((await send(dan, `/security/pass/${people[name].id}`)).text);
}
async function setUpApp(browser: Browser) {
  const begun = await send(browser, '/security/app');
  const seed = (/<code>([A-Z2-7 ]{30,})<\/code>/.exec(begun.text)?.[1] ?? '').replaceAll(' ', '');
  if (seed === '') return begun.status;
  const code = TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: fixture.database.clock.now() });
  return (await send(browser, '/security/app/finish', { code })).status;
}

describe('When Ada cannot prove a fresh sign-in', () => {
  it('then an administrator’s pass lets her set up her first app, once, in the session that took it', async () => {
    const ada = await signedIn('ada');
    const other = await signedIn('ada');
    expect(await setUpApp(ada)).toBe(422);
    const pass = await passFor('ada');
    expect(pass).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    expect((await send(ada, '/security/pass', { pass: ` ${pass.toUpperCase()} ` })).status).toBe(200);
    expect(await setUpApp(other)).toBe(422);
    expect((await send(other, '/security/pass', { pass })).text).toContain('This pass does not work');
    expect(await setUpApp(ada)).toBe(200);
    const after = await ofPerson('ada');
    expect(hasAuthenticator(after)).toBe(true);
    expect(after.pass ?? after.passedIn).toBeUndefined();
  });

  it('then it is told to her and to the administrators, logged, and stored nowhere as it was shown', async () => {
    const pass = await passFor('ada');
    await fixture.settle();
    expect(await fixture.everything()).not.toContain(pass);
    expect(fixture.logged.join()).not.toContain(pass);
    expect(await fixture.everything()).toContain('made an enrolment pass for');
    expect(await fixture.everything()).toContain('An administrator made an enrolment pass for you');
    const made = { result: 'success', subject: people.ada.id, actor: { principalId: people.dan.id } };
    expect((await fixture.audits(activity.passMade)).at(-1)).toMatchObject(made);
    await send(await signedIn('ada'), '/security/pass', { pass });
    const taken = { result: 'success', actor: { principalId: people.ada.id } };
    expect((await fixture.audits(activity.passTaken)).at(-1)).toMatchObject(taken);
  });

  it('then it is shown once, to who made it alone', async () => {
    await give('ada');
    const bob = await signedIn('bob');
    expect(await send(bob, `/security/pass/${people.ada.id}`)).toMatchObject({ status: 422 });
    const dan = await signedIn('dan');
    expect(shown((await send(dan, `/security/pass/${people.ada.id}`)).text)).not.toBe('');
    const again = await send(dan, `/security/pass/${people.ada.id}`);
    expect(again).toMatchObject({ status: 422, text: expect.stringContaining('There is no pass of yours to show') });
  });

  it('then it counts for an hour, and for her alone', async () => {
    const pass = await passFor('ada');
    expect((await send(await signedIn('bob'), '/security/pass', { pass })).status).toBe(422);
    fixture.pass(hours(1));
    const late = await send(await signedIn('ada'), '/security/pass', { pass });
    fixture.pass(duration(-hours(1)));
    expect(late).toMatchObject({ status: 422, text: expect.stringContaining('This pass does not work') });
  });

  it('then it counts no more once another is made', async () => {
    const [first, second] = [await passFor('ada'), await passFor('ada')];
    const ada = await signedIn('ada');
    expect((await send(ada, '/security/pass', { pass: first })).status).toBe(422);
    expect((await send(ada, '/security/pass', { pass: second })).status).toBe(200);
  });

  it('then of many who use it at once one session gets it', async () => {
    const pass = await passFor('ada');
    const browsers = await Promise.all(Array.from({ length: 3 }, () => signedIn('ada')));
    for (const browser of browsers) await browser.get('/security');
    const answers = await Promise.all(
      browsers.map((browser) => browser.post('/security/pass', { _csrf: browser.token(), pass })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('then whoever guesses is locked out for a while, the right one included', async () => {
    const pass = await passFor('ada');
    const ada = await signedIn('ada');
    for (let tries = 0; tries < 5; tries += 1) await send(ada, '/security/pass', { pass: `wrong-${tries}` });
    const locked = await send(ada, '/security/pass', { pass });
    expect(locked).toMatchObject({ status: 422, text: expect.stringContaining('There were too many wrong codes') });
    fixture.pass(minutes(16));
    expect((await send(ada, '/security/pass', { pass })).status).toBe(200);
    fixture.pass(minutes(-16));
  });
});

describe('When an administrator wants to make a pass', () => {
  it('then it needs a fresh proof of their own', async () => {
    expect(await give('ada', { isProven: false })).toMatchObject({ prove: expect.stringContaining('/prove/') });
    expect((await ofPerson('ada')).pass).toBeUndefined();
  });

  it('then never for themself, not for one who has something to prove with, and not by one who administers nothing', async () => {
    expect(await give('dan')).toMatchObject({ text: expect.stringContaining('for yourself') });
    expect(await give('ada', { by: 'bob' })).toMatchObject({ kind: 'said' });
    expect((await ofPerson('ada')).pass).toBeUndefined();
    const pass = await passFor('bob');
    const bob = await signedIn('bob');
    await send(bob, '/security/pass', { pass });
    expect(await setUpApp(bob)).toBe(200);
    expect(await give('bob')).toMatchObject({ text: expect.stringContaining('reset proofs of') });
  });
});
