import { afterEach, describe, expect, it } from 'vitest';
import { duration } from '../../../domain/time.js';
import { aCard, adele, ben, type SlackFixture, slackFixture } from '../../support/platforms/slack-fixture.js';

let fixture: SlackFixture;
afterEach(() => fixture.close());

const toAdele = { kind: 'person', principalId: adele } as const;
const toAdmins = { kind: 'channel', channel: 'admins' } as const;
const first = { key: 'event-1:adele:slack', isRetry: false };
const retry = { ...first, isRetry: true };

describe('Posting and changing', () => {
  it('When a card is posted and later changed, then Adele has one message, as it stands now', async () => {
    fixture = await slackFixture();
    const ref = await fixture.messenger.post(toAdele, aCard(), first);
    if (ref === 'unreachable') throw new Error('unreachable');
    expect(await fixture.messenger.update(ref, aCard({ title: 'Approved', buttons: [] }))).toBe('updated');
    const inbox = await fixture.fake.inbox('adele');
    expect(inbox).toMatchObject([{ shown: expect.stringContaining('Approved'), buttons: [] }]);
  });

  it('When the message is gone, then it is left gone', async () => {
    fixture = await slackFixture();
    const ref = await fixture.messenger.post(toAdele, aCard(), first);
    const [message] = await fixture.fake.inbox('adele');
    if (ref === 'unreachable' || !message) throw new Error('unreachable');
    await fixture.fake.remove(message);
    expect(await fixture.messenger.update(ref, aCard())).toBe('gone');
    expect(await fixture.fake.inbox('adele')).toEqual([]);
  });

  it('When the administrators are to hear of it, then it stands in their channel', async () => {
    fixture = await slackFixture();
    await fixture.messenger.post(toAdmins, aCard(), first);
    expect(await fixture.fake.channel()).toHaveLength(1);
  });

  it.each([
    ['no channel is set', { adminChannel: undefined }],
    ['the channel does not exist', { adminChannel: 'C_NOWHERE' }],
  ])('When %s, then they cannot be reached, which is no fault', async (_why, config) => {
    fixture = await slackFixture({ config });
    expect(await fixture.messenger.post(toAdmins, aCard(), first)).toBe('unreachable');
  });

  it('When a person is not linked, or linked in another workspace, then they cannot be reached', async () => {
    fixture = await slackFixture();
    expect(await fixture.messenger.post({ kind: 'person', principalId: ben }, aCard(), first)).toBe('unreachable');
    fixture.identities.links.set('T_OTHER:U1', ben);
    expect(await fixture.messenger.post({ kind: 'person', principalId: ben }, aCard(), first)).toBe('unreachable');
  });

  it('When hostile words stand on a card, then nothing in it is a mention, a link or markup', async () => {
    fixture = await slackFixture();
    const hostile = '<!channel> <@U1> <http://evil.example|here>';
    await fixture.messenger.post(
      toAdele,
      aCard({ title: hostile, summary: hostile, body: [hostile], quote: { label: 'Reason', text: hostile } }),
      first,
    );
    const [sent] = fixture.fake.calls('chat.postMessage');
    const markup = JSON.stringify(JSON.parse(String(sent?.blocks)), (_key, value) =>
      value?.type === 'plain_text' || value?.type === 'text' ? undefined : value,
    );
    expect(`${sent?.text} ${markup}`).not.toMatch(/<!|<@|<http/);
    expect(sent).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });

  it('When many people are written to again, then their conversations are not opened anew', async () => {
    fixture = await slackFixture();
    for (const key of ['1', '2', '3']) await fixture.messenger.post(toAdele, aCard(), { key, isRetry: false });
    expect(fixture.fake.calls('conversations.open')).toHaveLength(1);
  });
});

describe('When Slack fails', () => {
  it('When the answer to a post is lost, then trying again finds the message, shows what is so now, and posts no second', async () => {
    fixture = await slackFixture();
    fixture.fake.fail('chat.postMessage', { kind: 'drop' });
    await expect(fixture.messenger.post(toAdele, aCard(), first)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    const ref = await fixture.messenger.post(toAdele, aCard({ title: 'What has become of it' }), retry);
    const inbox = await fixture.fake.inbox('adele');
    expect(inbox).toHaveLength(1);
    expect(ref).toEqual({ channel: inbox[0]?.channel, ts: inbox[0]?.ts });
    expect(inbox[0]?.shown).toContain('What has become of it');
  });

  it('When the earlier try never landed, then trying again posts; other messages are not mistaken for it', async () => {
    fixture = await slackFixture();
    await fixture.messenger.post(toAdele, aCard(), { key: 'another', isRetry: false });
    fixture.fake.fail('chat.postMessage', { kind: 'reset' });
    await expect(fixture.messenger.post(toAdele, aCard(), first)).rejects.toMatchObject({ code: 'unavailable' });
    await fixture.messenger.post(toAdele, aCard(), retry);
    expect(await fixture.fake.inbox('adele')).toHaveLength(2);
  });

  it('When the alert channel may not be read, then trying again still posts', async () => {
    fixture = await slackFixture();
    await fixture.messenger.post(toAdmins, aCard(), retry);
    expect(await fixture.fake.channel()).toHaveLength(1);
  });

  it('When Slack asks to wait, then the wait it asked for comes with the refusal, and it is not asked again', async () => {
    fixture = await slackFixture();
    fixture.fake.fail('chat.postMessage', { kind: 'rate-limit', retryAfter: 7 });
    await expect(fixture.messenger.post(toAdele, aCard(), first)).rejects.toMatchObject({
      code: 'rate-limited',
      retryable: true,
      retryAfter: 7000,
    });
    expect(fixture.fake.calls('chat.postMessage')).toHaveLength(1);
  });

  it.each([
    ['asks to wait without saying how long', { kind: 'rate-limit' }, { code: 'rate-limited', retryAfter: 30_000 }],
    ['answers 500', { kind: 'status', status: 500 }, { code: 'unavailable', retryable: true }],
    ['answers 503', { kind: 'status', status: 503 }, { code: 'unavailable', retryable: true }],
    ['breaks off', { kind: 'reset' }, { code: 'unavailable', retryable: true }],
    ['is ill', { kind: 'error', code: 'internal_error' }, { code: 'unavailable', retryable: true }],
    ['says so in a body', { kind: 'error', code: 'ratelimited' }, { code: 'rate-limited', retryable: true }],
    ['has revoked the token', { kind: 'error', code: 'token_revoked' }, { code: 'unauthorised', retryable: false }],
    ['misses a scope', { kind: 'error', code: 'missing_scope' }, { code: 'unauthorised', retryable: false }],
    ['takes no such blocks', { kind: 'error', code: 'invalid_blocks' }, { code: 'rejected', retryable: false }],
  ] as const)('When Slack %s, then the fault says so and is tried once', async (_what, fault, expected) => {
    fixture = await slackFixture();
    fixture.fake.fail('chat.postMessage', fault);
    await expect(fixture.messenger.post(toAdele, aCard(), first)).rejects.toMatchObject(expected);
    expect(fixture.fake.calls('chat.postMessage')).toHaveLength(1);
  });

  it('When Slack never answers, then waiting ends', async () => {
    fixture = await slackFixture({ config: { timeouts: { call: duration(300) } } });
    fixture.fake.fail('chat.postMessage', { kind: 'hang' });
    await expect(fixture.messenger.post(toAdele, aCard(), first)).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
  });

  it('When the bot token is wrong, then starting fails and says which', async () => {
    fixture = await slackFixture();
    await expect(slackFixture({ config: { botToken: 'xoxb-wrong' } })).rejects.toMatchObject({ code: 'unauthorised' });
  });
});
