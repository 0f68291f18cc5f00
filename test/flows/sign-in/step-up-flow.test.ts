import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { minutes } from '../../../domain/time.js';
import { eventually } from '../../support/eventually.js';
import { changeSettings, people, type RoleName } from '../../support/organisation.js';
import type { ProviderLogin } from '../../support/parts/oidc-provider.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;

const mfa: PolicyChanges = {
  Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'MultiFactorAuthentication'] },
};
const context: PolicyChanges = {
  Enablement_EndUser_Assignment: { enabledRules: ['Justification'] },
  AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' },
};

beforeAll(async () => {
  fixture = await signedInFixture({ slack: true });
  await fixture.database.identities.link('slack', fixture.slack.externalId('ada'), people.ada.id);
  await changeSettings(fixture.database, 'Security Reader', mfa);
  await changeSettings(fixture.database, 'Security Administrator', mfa);
  await changeSettings(fixture.database, 'Message Center Reader', context);
});
afterAll(() => fixture.stop());
beforeEach(() => fixture.forgetLimits());

const proveLinkIn = (shown: unknown): string => /\/prove\/[^"\\]+/.exec(JSON.stringify(shown))?.[0] ?? '';

/** Asks for a role in Slack, and takes the link that Latchkey answers with. */
async function askFor(role: RoleName): Promise<string> {
  const before = (await fixture.slack.inbox('ada')).length;
  await fixture.slack.sendMessage('ada', `activate ${role} for 1h because the pager says so`);
  return eventually(async () => {
    const link = proveLinkIn((await fixture.slack.inbox('ada')).slice(before).map(({ blocks }) => blocks));
    if (link === '') throw new Error('no link yet');
    return link;
  });
}

async function signedInAda() {
  const browser = fixture.visitor();
  await browser.signIn({ account: 'ada', amr: ['pwd'] });
  return browser;
}

const asked = async () => (await fixture.database.store.read.requests.list({ limit: 100 })).length;
const strong: ProviderLogin = { account: 'ada', amr: ['pwd', 'mfa'] };

it('When the role asks for a second factor, then she proves it at the provider, and what she asked for in Slack goes on', async () => {
  const link = await askFor('Security Reader');
  expect(await asked()).toBe(0);
  const ada = await signedInAda();
  expect((await ada.get(link)).status).toBe(200);
  expect(await asked()).toBe(0);
  const back = await ada.through(`${link}/identity-provider`, strong);
  expect(back).toMatchObject({ status: 200 });
  expect(back.url.pathname).toBe(link);
  // To come back is to look: only her press goes on.
  expect(await asked()).toBe(0);
  await ada.post(`${link}/go-on`, { _csrf: ada.token() });
  await eventually(async () => expect(await asked()).toBe(1));
});

it.each<[string, Partial<ProviderLogin>, string]>([
  ['signs in with one factor', { amr: ['pwd'] }, 'NOT_ENOUGH'],
  ['signs in there as somebody else', { account: 'bob' }, 'OTHER_PERSON'],
  ['is taken for signed in from an hour ago', { authTime: Math.floor(Date.now() / 1000) - 3600 }, 'NOT_AGAIN'],
])('When she %s, then nothing is proven, and it is on record', async (_what, over, code) => {
  const link = await askFor('Security Administrator');
  const before = await asked();
  const ada = await signedInAda();
  const refused = await ada.through(`${link}/identity-provider`, { ...strong, ...over });
  expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('Nothing was proven') });
  expect((await fixture.audits(activity.proofRefused)).at(-1)).toMatchObject({
    result: 'failure',
    resultReason: code,
    actor: { principalId: people.ada.id },
  });
  // She is still who she was, and the turn still waits.
  await ada.get(link);
  await ada.post(`${link}/go-on`, { _csrf: ada.token() });
  expect(await asked()).toBe(before);
});

it('When a proof was given for one request, then it counts for no other', async () => {
  const one = await askFor('Security Administrator');
  const other = await askFor('Message Center Reader');
  const before = await asked();
  const ada = await signedInAda();
  await ada.through(`${one}/identity-provider`, { ...strong, acr: 'c1' });
  await ada.get(other);
  await ada.post(`${other}/go-on`, { _csrf: ada.token() });
  expect(await asked()).toBe(before);
});

it('When the role asks for an authentication context, then the provider has to vouch for that very one', async () => {
  const link = await askFor('Message Center Reader');
  const before = await asked();
  const ada = await signedInAda();
  expect((await ada.through(`${link}/identity-provider`, { ...strong, acr: 'c2' })).status).toBe(403);
  const back = await ada.through(`${link}/identity-provider`, { ...strong, acr: 'c1' });
  expect(back.url.pathname).toBe(link);
  await ada.post(`${link}/go-on`, { _csrf: ada.token() });
  await eventually(async () => expect(await asked()).toBe(before + 1));
});

it('When she gives a proof, then her cookie changes, and the old one is worth nothing', async () => {
  const link = await askFor('Security Administrator');
  const ada = await signedInAda();
  const before = ada.cookie();
  await ada.through(`${link}/identity-provider`, strong);
  expect(ada.cookie()).not.toBe(before);
  const stolen = await fixture.visitor().get('/identities', { headers: { cookie: before } });
  expect(stolen.url.pathname).toBe('/sign-in');
  expect((await ada.get('/identities')).url.pathname).toBe('/identities');
});

// The last of them: time has passed for the product alone from here on.
it('When she comes back to it more than five minutes after she proved it, then it is proven no more', async () => {
  const link = await askFor('Security Administrator');
  const before = await asked();
  const ada = await signedInAda();
  await ada.through(`${link}/identity-provider`, strong);
  fixture.pass(minutes(5));
  await ada.get(link);
  await ada.post(`${link}/go-on`, { _csrf: ada.token() });
  expect(await asked()).toBe(before);
});
