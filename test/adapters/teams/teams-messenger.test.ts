import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '../../../bot/outbox/messenger.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { cardOf, partsOf, textOf } from '../../support/platforms/fake-teams.js';
import type { Fault } from '../../support/platforms/fake-teams-connector.js';
import {
  ADMINS,
  aCard,
  adele,
  adeleId,
  type Fixture,
  openFixture,
  outsider,
} from '../../support/platforms/fake-teams-fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.fake.install(adele);
});
afterEach(() => fixture.close());

const toAdele = { kind: 'person', principalId: adeleId } as const;
const toAdmins = { kind: 'channel', channel: 'admins' } as const;
const first = { key: 'k-1', isRetry: false };
const post = async (view = aCard()): Promise<MessageRef> => {
  const ref = await fixture.teams.messenger.post(toAdele, view, first);
  if (ref === 'unreachable') throw new Error('Adele is not reachable');
  return ref;
};
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('When a person is written to first', () => {
  it('then the card is in their own chat, with a summary for notifications, and can be changed there', async () => {
    const ref = await post();
    const [message] = fixture.fake.inbox(adele);
    expect(message?.activity).toMatchObject({ summary: 'Adele asks for Security Reader' });
    expect(JSON.parse(JSON.stringify(ref))).toEqual(ref);
    expect(await fixture.teams.messenger.update(ref, aCard({ title: 'Decided' }))).toBe('updated');
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
    expect(textOf(fixture.fake.inbox(adele)[0] as never)).toContain('Decided');
  });

  it('then those who have no chat with the bot are said to be unreachable, without a call', async () => {
    const recipient = { kind: 'person', principalId: outsider.aadObjectId as never } as const;
    expect(await fixture.teams.messenger.post(recipient, aCard(), first)).toBe('unreachable');
    expect(fixture.fake.calls).toEqual([]);
  });

  it('then those who blocked the bot are too', async () => {
    fixture.fake.block(adele);
    expect(await fixture.teams.messenger.post(toAdele, aCard(), first)).toBe('unreachable');
  });

  it('then nothing is sent to an address that is not of Teams, whoever kept it', async () => {
    const address = { conversationId: 'a:1', serviceUrl: 'https://elsewhere.example/' };
    await fixture.identities.link('teams', adeleId, adeleId, address);
    expect(await fixture.teams.messenger.post(toAdele, aCard(), first)).toBe('unreachable');
    expect(await fixture.teams.messenger.update({ ...address, activityId: '1' }, aCard())).toBe('gone');
    expect(fixture.fake.calls).toEqual([]);
  });
});

describe('When a message is to be changed', () => {
  it('then one that has been deleted is left gone', async () => {
    const ref = await post();
    fixture.fake.messages.length = 0;
    expect(await fixture.teams.messenger.update(ref, aCard())).toBe('gone');
  });

  it('then what is no reference of ours is gone', async () => {
    expect(await fixture.teams.messenger.update({ ts: '1' }, aCard())).toBe('gone');
  });
});

describe('When administrators are alerted', () => {
  it('then a thread starts in their channel, and its card can be changed', async () => {
    const ref = await fixture.teams.messenger.post(toAdmins, aCard({ title: 'Alert' }), first);
    if (ref === 'unreachable') throw new Error('The channel is not reachable');
    const [thread] = fixture.fake.channel(ADMINS);
    expect(textOf(thread as never)).toContain('Alert');
    expect(await fixture.teams.messenger.update(ref, aCard({ title: 'Over' }))).toBe('updated');
    expect(textOf(fixture.fake.channel(ADMINS)[0] as never)).toContain('Over');
  });

  it('then they are unreachable where no channel is set', async () => {
    await fixture.close();
    fixture = await openFixture({ adminChannel: undefined });
    expect(await fixture.teams.messenger.post(toAdmins, aCard(), first)).toBe('unreachable');
  });
});

describe('When Teams does not do its part, then the fault says whether and when to try again', () => {
  it.each<[string, Fault, { code: string; retryable: boolean; retryAfter?: number | undefined }]>([
    [
      'busy, with a time to wait',
      { times: 9, does: 'refuse', status: 429, headers: { 'retry-after': '17' } },
      { code: 'rate-limited', retryable: true, retryAfter: 17_000 },
    ],
    [
      'busy',
      { times: 9, does: 'refuse', status: 429 },
      { code: 'rate-limited', retryable: true, retryAfter: undefined },
    ],
    ['a passing conflict', { times: 9, does: 'refuse', status: 412 }, { code: 'unavailable', retryable: true }],
    ['a bad gateway', { times: 9, does: 'refuse', status: 502 }, { code: 'unavailable', retryable: true }],
    ['a fault of its own', { times: 9, does: 'refuse', status: 500 }, { code: 'unavailable', retryable: true }],
    ['the bot unknown', { times: 9, does: 'refuse', status: 401 }, { code: 'unauthorised', retryable: false }],
    ['the bot forbidden', { times: 9, does: 'refuse', status: 403 }, { code: 'unauthorised', retryable: false }],
    ['no sense in it', { times: 9, does: 'refuse', status: 400 }, { code: 'rejected', retryable: false }],
    ['a line that breaks', { times: 9, does: 'drop' }, { code: 'unavailable', retryable: true }],
    ['silence', { times: 9, does: 'hang' }, { code: 'timeout', retryable: true }],
  ])('%s', async (_what, fault, expected) => {
    const ref = await post();
    fixture.fake.calls.length = 0;
    fixture.fake.fail(fault);
    const { messenger } = fixture.teams;
    for (const work of [() => messenger.post(toAdele, aCard(), first), () => messenger.update(ref, aCard())]) {
      const error = await faultOf(work());
      expect(error).toBeInstanceOf(AdapterError);
      expect(error).toMatchObject(expected);
    }
    expect(fixture.fake.calls).toHaveLength(2); // the outbox tries again, nobody else
  });

  it('a time to wait given as a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    fixture.fake.fail({ times: 1, does: 'refuse', status: 429, headers: { 'retry-after': date } });
    const { retryAfter } = (await faultOf(post())) as AdapterError;
    expect(retryAfter).toBeGreaterThan(50_000);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
  });

  it('a card that Teams finds too large', async () => {
    fixture.fake.fail({ times: 1, does: 'refuse', status: 413, code: 'MessageSizeTooBig' });
    expect(await faultOf(post())).toMatchObject({ code: 'rejected', retryable: false, cause: { status: 413 } });
  });
});

describe('When people have written much, or markup', () => {
  const hostile = '[click](https://evil.example) **now** <at>everyone</at>';

  it('then the message is within what Teams takes', async () => {
    const much = 'ü'.repeat(60_000);
    await post(
      aCard({ title: much, summary: much, body: Array(50).fill(much), quote: { label: 'Reason', text: much } }),
    );
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
  });

  it('then the card shows it as it was written, where no markup is read', async () => {
    await post(aCard({ title: hostile, quote: { label: 'Reason', text: hostile } }));
    const [message] = fixture.fake.inbox(adele);
    const shown = partsOf(message && cardOf(message));
    const readAsMarkup = shown.filter(({ type }) => type === 'TextBlock' || type === 'FactSet' || type === 'Fact');
    expect(JSON.stringify(readAsMarkup)).not.toContain('[click](');
    expect(shown.filter(({ type, text }) => type === 'TextRun' && text === hostile)).toHaveLength(2);
    expect(message?.activity.entities ?? []).toEqual([]);
  });
});
