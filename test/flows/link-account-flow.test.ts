import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activity } from '../../domain/audit/activity.js';
import { minutes } from '../../domain/time.js';
import { eventually } from '../support/eventually.js';
import { type Name, names, people } from '../support/organisation.js';
import { type SignedInHouse, signedInHouse } from '../support/signed-in-house.js';

let house: SignedInHouse;
beforeAll(async () => {
  house = await signedInHouse({ slack: true });
});
afterAll(() => house.stop());
beforeEach(async () => {
  const { identities } = house.database;
  for (const name of names) {
    for (const identity of await identities.allOf(people[name].id)) await identities.unlink(identity, people[name].id);
  }
  house.pass(minutes(11));
  await house.forgetLimits();
});

const linkIn = (shown: unknown): string => /\/link\/[\w-]{43}/.exec(JSON.stringify(shown))?.[0] ?? '';

/** Writes to Latchkey in Slack and takes the link out of what is answered. */
async function askForLink(who: Name): Promise<string> {
  const before = (await house.slack.inbox(who)).length;
  await house.slack.sendMessage(who, 'my roles');
  return eventually(async () => {
    const answer = (await house.slack.inbox(who))[before];
    if (!answer) throw new Error('no answer yet');
    return linkIn(answer.blocks);
  });
}

async function signedInAs(account: Name) {
  const browser = house.visitor();
  await browser.signIn({ account });
  return browser;
}

describe('Linking a Slack account', () => {
  it('When Ada writes for the first time, then she gets a link, signs in, sees which account it is, and is herself from then on', async () => {
    const link = await askForLink('ada');
    const ada = house.visitor();
    const led = await ada.get(link);
    expect(led.url.pathname).toBe('/sign-in');
    const page = await ada.signIn({ account: 'ada' }, link);
    expect(page.text).toContain('<strong>ada</strong> (ada@contoso.example)');
    expect(page.text).not.toContain('is not yours in the directory');
    expect(await house.database.identities.principalOf('slack', house.slack.externalId('ada'))).toBeUndefined();
    const linked = await ada.post(link, { _csrf: ada.token() });
    expect(linked).toMatchObject({ status: 200, text: expect.stringContaining('The account is linked to you') });
    expect(linked.text).toContain(house.slack.externalId('ada'));
    await house.slack.slash('ada', 'my roles', { directly: true });
    await house.settle();
    expect(JSON.stringify((await house.slack.inbox('ada')).at(-1))).toContain('Security Reader');
    expect((await house.audits(activity.accountLinked)).at(-1)).toMatchObject({
      result: 'success',
      actor: { principalId: people.ada.id },
      after: { surface: 'slack', externalId: house.slack.externalId('ada') },
    });
  });

  it('When she unlinks it, then Slack does not know her any more; nobody else can unlink it', async () => {
    const { identities } = house.database;
    await identities.link('slack', house.slack.externalId('ada'), people.ada.id);
    const account = house.slack.externalId('ada');
    const bob = await signedInAs('bob');
    expect((await bob.post('/identities/unlink', { _csrf: bob.token(), surface: 'slack', account })).status).toBe(404);
    const ada = await signedInAs('ada');
    const unlinked = await ada.post('/identities/unlink', { _csrf: ada.token(), surface: 'slack', account });
    expect(unlinked.text).toContain('not linked any more');
    expect(await identities.principalOf('slack', account)).toBeUndefined();
    expect((await house.audits(activity.accountUnlinked)).at(-1)).toMatchObject({
      actor: { principalId: people.ada.id },
    });
  });

  it('When she asks in a channel, then the link is shown to her alone', async () => {
    await house.slack.slash('ada', 'my roles');
    expect(linkIn(house.slack.ephemerals('ada').at(-1)?.blocks)).not.toBe('');
  });

  it('When she presses a button that others see too, then she gets no link there', async () => {
    const posted = { ts: '', channel: house.slack.adminChannel, text: '', blocks: [], shown: '', buttons: [] };
    const button = { type: 'button', action_id: 'x', value: JSON.stringify({ do: 'run', text: 'help' }) };
    await house.slack.press('ada', posted, '', button);
    await expect.poll(() => house.slack.ephemerals('ada').at(-1)?.shown).toContain('direct message');
    expect(linkIn(house.slack.ephemerals('ada').at(-1))).toBe('');
  });
});

describe('A link in the wrong hands', () => {
  it('When it is looked at, by her or by a program, then nothing is linked', async () => {
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    for (let time = 0; time < 3; time++) expect((await ada.get(link)).status).toBe(200);
    expect(await house.database.identities.principalOf('slack', house.slack.externalId('ada'))).toBeUndefined();
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
    expect(await house.database.identities.principalOf('slack', house.slack.externalId('dan'))).toBeUndefined();
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
    expect(await house.database.identities.principalOf('slack', house.slack.externalId('ada'))).toBe(people.ada.id);
  });

  it('When two people press at once, then one gets the account', async () => {
    const link = await askForLink('dan');
    const [ada, bob] = [await signedInAs('ada'), await signedInAs('bob')];
    const answers = await Promise.all([ada, bob].map((browser) => browser.post(link, { _csrf: browser.token() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  it('When ten minutes have gone by, then it is worth nothing', async () => {
    const link = await askForLink('ada');
    house.pass(minutes(10));
    const ada = await signedInAs('ada');
    expect((await ada.get(link)).status).toBe(404);
    expect((await ada.post(link, { _csrf: ada.token() })).status).toBe(404);
  });

  it('When she asked for another since, then the earlier one is worth nothing', async () => {
    const first = await askForLink('ada');
    await house.slack.slash('ada', 'my roles');
    const second = linkIn(house.slack.ephemerals('ada').at(-1)?.blocks);
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
    await house.database.identities.link('slack', house.slack.externalId('dan'), people.dan.id);
    const ada = await signedInAs('ada');
    const refused = await ada.post(link, { _csrf: ada.token() });
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('linked to another person') });
    expect(await house.database.identities.principalOf('slack', house.slack.externalId('dan'))).toBe(people.dan.id);
    const entry = { result: 'failure', resultReason: 'LINKED_TO_ANOTHER', actor: { principalId: people.ada.id } };
    expect((await house.audits(activity.accountLinked)).at(-1)).toMatchObject(entry);
  });

  it('When she has another account there, then she has to unlink that one first', async () => {
    await house.database.identities.link('slack', house.slack.externalId('bob'), people.ada.id);
    const link = await askForLink('ada');
    const ada = await signedInAs('ada');
    const refused = await ada.post(link, { _csrf: ada.token() });
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('unlink that one first') });
    expect((await house.audits(activity.accountLinked)).at(-1)).toMatchObject({ resultReason: 'HAS_ANOTHER_ACCOUNT' });
  });

  it('When somebody took over a session that is hours old, then they have to sign in anew to link anything', async () => {
    const ada = await signedInAs('ada');
    house.pass(minutes(6));
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
    expect(await house.everything()).not.toContain(link.slice('/link/'.length));
  });

  it('When an account asks for links without end, then it gets a few', async () => {
    for (let time = 0; time < 6; time++) await house.slack.slash('cas', 'my roles');
    expect(house.slack.ephemerals('cas').filter(({ blocks }) => linkIn(blocks) !== '')).toHaveLength(5);
    expect(house.slack.ephemerals('cas').at(-1)?.shown).toContain('several links already');
  });
});
