import { afterEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../../domain/time.js';
import type { FakeUser, SlackFault } from '../../support/platforms/fake-slack.js';
import { aCard, adele, aUser, ben, type SlackFixture, slackFixture } from '../../support/platforms/slack-fixture.js';

let fixture: SlackFixture;
afterEach(() => fixture.close());

const adeleWith = (slack: NonNullable<FakeUser['slack']>, more: Partial<FakeUser> = {}): FakeUser[] => [
  { name: 'adele', email: 'adele@contoso.example', timeZone: 'Europe/Berlin', slack, ...more },
  { name: 'ben', email: 'ben@contoso.example' },
];
const elsewhere = { speaksFrom: 'T_OTHER' };

describe('Who may speak', () => {
  it.each([
    ['a guest of several channels', { is_restricted: true }, 'guest accounts'],
    ['a guest of one channel', { is_restricted: true, is_ultra_restricted: true }, 'guest accounts'],
    ['a stranger of a shared channel', { is_stranger: true }, 'workspace it is installed in'],
    ['a member of another workspace', { team_id: 'T_OTHER' }, 'workspace it is installed in'],
    ['a bot', { is_bot: true }, undefined],
    ['a deactivated account', { deleted: true }, undefined],
  ])('When %s speaks, then nothing is done, even if linked, and people are told why', async (_who, slack, told) => {
    fixture = await slackFixture({ users: adeleWith(slack) });
    expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(200);
    await fixture.settled();
    expect(fixture.turns).toEqual([]);
    const inbox = await fixture.fake.inbox('adele');
    expect(inbox).toMatchObject(told ? [{ shown: expect.stringContaining(told) }] : []);
  });

  it.each([
    ['as Slack knows her and as the press says', { team_id: 'T_OTHER' }, elsewhere],
    ['as the press says', {}, elsewhere],
    ['as Slack knows her', { team_id: 'T_OTHER' }, {}],
  ])('When a member of another workspace (%s) presses a forwarded button, then nothing is done', async (...row) => {
    const [_from, slack, more] = row;
    fixture = await slackFixture({ users: adeleWith(slack, more) });
    const posted = { ts: '', channel: 'C000000001', text: '', blocks: [], shown: '', buttons: [] };
    const button = { type: 'button', action_id: 'x', value: JSON.stringify(aCard().buttons[0]?.action) };
    expect((await fixture.fake.press('adele', posted, '', button)).status).toBe(200);
    expect(fixture.turns).toEqual([]);
  });

  it('When a member of the same Enterprise organisation comes from a sister workspace, then they may speak', async () => {
    const member = { team_id: 'T_OTHER', enterprise_user: { teams: ['T_OTHER', 'T000000001'] } };
    fixture = await slackFixture({ users: adeleWith(member, elsewhere) });
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toMatchObject([{ actor: adele }]);
  });

  it('When Adele is not linked, then she is told how to be, and only she', async () => {
    fixture = await slackFixture({ isAdeleLinked: false });
    await fixture.fake.slash('adele', 'my roles');
    expect(fixture.turns).toEqual([]);
    expect(fixture.fake.ephemerals('adele')).toMatchObject([
      { shown: expect.stringContaining('ask an administrator') },
    ]);
  });

  it('When Adele is deactivated in Slack, then she is refused within minutes', async () => {
    const users = adeleWith({});
    fixture = await slackFixture({ users });
    await fixture.fake.sendMessage('adele', 'my roles');
    const [member] = users;
    if (member) member.slack = { deleted: true };
    fixture.time.now += 3 * 60_000;
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toHaveLength(1);
  });

  it('When she speaks often, then Slack is asked who she is only now and then', async () => {
    fixture = await slackFixture();
    for (let index = 0; index < 5; index++) await fixture.fake.sendMessage('adele', 'help');
    expect(fixture.fake.calls('users.info')).toHaveLength(1);
  });

  it('When Slack cannot say who speaks, then nothing is done and the message comes again', async () => {
    fixture = await slackFixture();
    fixture.fake.fail('users.info', { kind: 'status', status: 500 });
    const first = await fixture.fake.sendMessage('adele', 'my roles');
    expect(first.status).toBe(503);
    expect((await first.redeliver()).status).toBe(200);
    expect(fixture.turns).toHaveLength(1);
  });
});

describe('When Latchkey has just started and Slack does not say who anybody is', () => {
  const profiles = 'users.info';
  const away: SlackFault = { kind: 'status', status: 503 };
  /** Adele has spoken an hour ago, as Slack knew her then, to a process that is gone. */
  async function spokeAnHourAgo(options: Parameters<typeof slackFixture>[0] = {}): Promise<void> {
    fixture = await slackFixture({ config: { timeouts: { turn: seconds(0.5) } }, ...options });
    await fixture.fake.sendMessage('adele', 'help');
    await fixture.startAnew();
    fixture.time.now += hours(1);
    fixture.turns.length = 0;
  }

  it.each<SlackFault>([away, { kind: 'rate-limit', retryAfter: 30 }, { kind: 'reset' }, { kind: 'hang' }])(
    'then a member whom it knew (%o) is served as before',
    async (fault) => {
      await spokeAnHourAgo();
      fixture.fake.fail(profiles, fault);
      expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(200);
      expect(fixture.turns).toMatchObject([{ actor: adele, timeZone: 'Europe/Berlin' }]);
    },
  );

  it('then nobody else is: neither a member of whom it knew nothing, nor one who is not linked', async () => {
    await spokeAnHourAgo({ config: { matchByMail: true } });
    fixture.fake.fail(profiles, away, 9);
    expect((await fixture.fake.sendMessage('ben', 'my roles')).status).toBe(503);
    fixture.identities.links.set(fixture.fake.externalId('ben'), ben);
    expect((await fixture.fake.sendMessage('ben', 'my roles')).status).toBe(503);
    expect(fixture.turns).toEqual([]);
  });

  it('then what it knew counts for a day', async () => {
    await spokeAnHourAgo();
    fixture.fake.fail(profiles, away, 9);
    fixture.time.now += hours(23) - 1;
    expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(200);
    fixture.time.now += minutes(1);
    expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(503);
    expect(fixture.turns).toHaveLength(1);
  });

  it.each([
    ['a guest', { is_restricted: true }],
    ['deactivated', { deleted: true }],
  ])('then somebody whom it knew as %s stays refused', async (_what, slack) => {
    await spokeAnHourAgo({ users: adeleWith(slack) });
    fixture.fake.fail(profiles, away, 9);
    expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(200);
    await fixture.settled();
    expect(fixture.turns).toEqual([]);
  });

  it('then a member of another workspace, who belongs to the same organisation, is served too', async () => {
    const member = { team_id: 'T_OTHER', enterprise_user: { teams: ['T_OTHER', 'T000000001'] } };
    await spokeAnHourAgo({ users: adeleWith(member, elsewhere) });
    fixture.fake.fail(profiles, away);
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toMatchObject([{ actor: adele }]);
  });

  it('then it is asked again soon, and its new word counts', async () => {
    const users = adeleWith({});
    await spokeAnHourAgo({ users });
    fixture.fake.fail(profiles, away);
    await fixture.fake.sendMessage('adele', 'my roles');
    await fixture.fake.sendMessage('adele', 'my roles');
    expect([fixture.turns.length, fixture.fake.calls(profiles).length]).toEqual([2, 2]);
    const [member] = users;
    if (member) member.slack = { deleted: true };
    fixture.time.now += seconds(15);
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toHaveLength(2);
  });

  it('then a token that it no longer takes lets nobody in', async () => {
    await spokeAnHourAgo();
    fixture.fake.fail(profiles, { kind: 'error', code: 'token_revoked' });
    expect((await fixture.fake.sendMessage('adele', 'my roles')).status).toBe(503);
    expect(fixture.turns).toEqual([]);
  });

  it('then nothing by which somebody could be linked anew has been kept of anybody', async () => {
    await spokeAnHourAgo({ config: { matchByMail: true }, isAdeleLinked: false });
    fixture.time.now += minutes(3);
    await fixture.fake.sendMessage('adele', 'my roles');
    const { profile } = (await fixture.identities.lastSeen('slack', fixture.fake.externalId('adele'))) ?? {};
    expect(profile).toEqual({ timeZone: 'Europe/Berlin', isOfOrganisation: false });
  });
});

describe('Matching by workspace address', () => {
  const byMail = { config: { matchByMail: true }, isAdeleLinked: false };

  it('When it is switched on, then a member with a confirmed address is linked for good', async () => {
    fixture = await slackFixture(byMail);
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toMatchObject([{ actor: adele }]);
    expect(await fixture.identities.find('slack', adele)).toEqual({ externalId: fixture.fake.externalId('adele') });
  });

  it.each<[string, Parameters<typeof slackFixture>[0]]>([
    ['it is switched off', { config: { matchByMail: false } }],
    ['the address is not confirmed', { users: adeleWith({ is_email_confirmed: false }) }],
    ['the directory account is disabled', { directory: [aUser({ accountEnabled: false })] }],
    ['the directory account is a guest’s', { directory: [aUser({ userType: 'Guest' })] }],
    ['nobody in the directory has the address', { directory: [] }],
  ])('When %s, then nobody is linked', async (_why, options) => {
    fixture = await slackFixture({ ...byMail, ...options });
    await fixture.fake.sendMessage('adele', 'my roles');
    expect(fixture.turns).toEqual([]);
    expect(fixture.identities.links.size).toBe(0);
  });

  it('When somebody takes the address of a person who is linked already, then the link stays where it was', async () => {
    const [rightful, thief] = adeleWith({});
    if (!rightful || !thief) throw new Error('no members');
    thief.slack = { profile: { email: rightful.email } };
    fixture = await slackFixture({ config: { matchByMail: true }, users: [rightful, thief] });
    await fixture.fake.sendMessage('ben', 'my roles');
    expect(fixture.turns).toEqual([]);
    expect(await fixture.identities.principalOf('slack', fixture.fake.externalId('ben'))).toBeUndefined();
  });

  it('When Latchkey has news for a person who never wrote, then they are found by their address and linked', async () => {
    fixture = await slackFixture(byMail);
    await fixture.messenger.post({ kind: 'person', principalId: ben }, aCard(), { key: 'k', isRetry: false });
    expect(await fixture.fake.inbox('ben')).toHaveLength(1);
    expect(await fixture.identities.find('slack', ben)).toEqual({ externalId: fixture.fake.externalId('ben') });
  });

  it('When it is switched off, then a person who is not linked cannot be reached', async () => {
    fixture = await slackFixture();
    const posted = fixture.messenger.post({ kind: 'person', principalId: ben }, aCard(), { key: 'k', isRetry: false });
    expect(await posted).toBe('unreachable');
    expect(fixture.fake.calls('users.lookupByEmail')).toEqual([]);
  });
});
