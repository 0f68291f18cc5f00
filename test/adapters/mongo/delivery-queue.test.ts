import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { mongoDeliveryQueue } from '../../../adapters/mongo/outbox/delivery-queue.js';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import type { ClaimedDelivery, Delivery, DeliveryQueue, Lane } from '../../../bot/outbox/delivery.js';
import type { AsideEvent, DomainEvent } from '../../../domain/domain-event.js';
import { correlationId, eventId, requestId } from '../../../domain/ids.js';
import type { AdapterErrorCode } from '../../../domain/ports/system.js';
import { type Instant, instant, after as later, milliseconds, minutes, seconds } from '../../../domain/time.js';
import { alice, aRole, monday } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';

const database = migratedDatabase();
const lease = seconds(30);
const now = monday;
const leaseEnd = later(now, lease);
let queue: DeliveryQueue;

beforeEach(() => {
  queue = mongoDeliveryQueue(database.connection, { lease, newLease: randomUUID });
});

const base = { lane: 'slack', priority: 2, correlationId: correlationId('correlation-1') } as const;
const alone = { kind: 'person', principalId: alice } as const;
const aCard = (key: string, over: Partial<Delivery> = {}): Delivery => ({
  ...base,
  key,
  effect: { kind: 'card', requestId: requestId('request-1'), recipient: alone },
  requestId: requestId('request-1'),
  ...over,
});
const aNote = (key: string, over: Partial<Delivery> = {}): Delivery => ({
  ...base,
  key,
  effect: { kind: 'note', what: 'activated', as: 'Requestor', requestId: requestId('request-1'), recipient: alone },
  ...over,
});
const anAccess = (over: Partial<Delivery> = {}): Delivery => ({
  ...base,
  lane: 'directory',
  key: 'access',
  effect: { kind: 'access', access: { principalId: alice, role: aRole() } },
  ...over,
});
const anEvent = (name = 'event-1', at: Instant = now): Exclude<DomainEvent, AsideEvent> => ({
  type: 'request.approved',
  id: eventId(name),
  at,
  requestId: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
});

const commit = (...events: DomainEvent[]) =>
  mongoStore(database.connection, { deadline: seconds(10), onCommit: () => undefined }).transaction((tx) =>
    tx.outbox.append(...events),
  );
const expand = (deliveries: Delivery[], at = now, event = anEvent()) => queue.expand([{ event, deliveries }], at);

async function claim(at: Instant = now, lane: Lane = 'slack'): Promise<ClaimedDelivery> {
  const claimed = await queue.claim(lane, at);
  if (!claimed) throw new Error('nothing is due');
  return claimed;
}
const claimedKeys = async (at: Instant = now, lane: Lane = 'slack') => {
  const keys: string[] = [];
  for (let claimed = await queue.claim(lane, at); claimed; claimed = await queue.claim(lane, at))
    keys.push(claimed.key);
  return keys;
};

describe('When events wait', () => {
  it('then one that takes access away is claimed before all that came earlier', async () => {
    const { type: _type, ...ending } = anEvent('ending');
    const access = { principalId: alice, role: aRole() };
    await commit(anEvent('earlier', instant(now - 5)), { ...ending, type: 'access.ended', access, cause: 'expired' });
    expect((await queue.claimEvents(now, 1)).map(({ event }) => event.id)).toEqual(['ending']);
  });

  it('then they are claimed oldest first, up to the limit, and by one claimer alone', async () => {
    await commit(anEvent('second', instant(now - 1)), anEvent('first', instant(now - 2)), anEvent('third'));
    const found = await queue.claimEvents(now, 2);
    expect(found).toEqual([
      { event: anEvent('first', instant(now - 2)), attempts: 1 },
      { event: anEvent('second', instant(now - 1)), attempts: 1 },
    ]);
    expect((await queue.claimEvents(now, 9)).map(({ event }) => event.id)).toEqual(['third']);
    expect(await queue.claimEvents(now, 9)).toEqual([]);
  });

  it('then ten claimers at once share them, each event with one of them', async () => {
    await commit(...Array.from({ length: 30 }, (_, number) => anEvent(`event-${number}`)));
    const shares = await Promise.all(Array.from({ length: 10 }, () => queue.claimEvents(now, 30)));
    const all = shares.flat().map(({ event }) => event.id);
    expect(all).toHaveLength(30);
    expect(new Set(all).size).toBe(30);
  });

  it('then what a dead process had claimed is free again when its lease is over, and not before', async () => {
    await commit(anEvent());
    await queue.claimEvents(now, 9);
    expect(await queue.claimEvents(instant(leaseEnd - 1), 9)).toEqual([]);
    expect(await queue.claimEvents(leaseEnd, 9)).toMatchObject([{ attempts: 2 }]);
  });

  it('then one that is handed back comes again at its time', async () => {
    await commit(anEvent());
    await queue.claimEvents(now, 9);
    await queue.returnEvent(anEvent(), later(now, seconds(3)), 'the directory is down');
    expect(await queue.claimEvents(later(now, seconds(2)), 9)).toEqual([]);
    expect(await queue.claimEvents(later(now, seconds(3)), 9)).toHaveLength(1);
  });

  it('then one that is expanded is gone, and its deliveries are due', async () => {
    await commit(anEvent());
    await queue.claimEvents(now, 9);
    await expand([aCard('card'), aNote('note')]);
    expect(await queue.claimEvents(leaseEnd, 9)).toEqual([]);
    expect(await claimedKeys()).toEqual(['card', 'note']);
  });
});

describe('When an event is expanded', () => {
  it('then expanding it again, after a crash, sends no note and no reply twice', async () => {
    const reply = aNote('reply', { effect: { kind: 'reply', view: {} as never, recipient: alone } });
    await expand([aNote('note'), reply]);
    for (const _ of ['note', 'reply']) await queue.done(await claim(), now, {});
    await expand([aNote('note'), reply]);
    expect(await claimedKeys()).toEqual([]);
  });

  it('then a second expansion before the first is delivered leaves one delivery of each key', async () => {
    await expand([aCard('card'), aNote('note'), anAccess()]);
    await expand([aCard('card'), aNote('note'), anAccess()]);
    expect(await claimedKeys()).toEqual(['card', 'note']);
    expect(await claimedKeys(now, 'directory')).toEqual(['access']);
  });

  it('then every living card of its request is looked at again, and no other', async () => {
    await expand([aCard('one'), aCard('two'), aNote('note'), aCard('other', { requestId: requestId('request-2') })]);
    await expand([], now, { ...anEvent(), requestId: requestId('request-3') });
    for (const _ of ['one', 'two', 'note', 'other'])
      await queue.done(await claim(), now, { ref: { id: 1 }, shown: 'x' });
    await expand([]);
    expect((await claimedKeys()).toSorted()).toEqual(['one', 'two']);
  });

  it('then twenty processes that expand it at once make one delivery of it', async () => {
    await Promise.all(Array.from({ length: 20 }, () => expand([aCard('card'), aNote('note')])));
    expect((await claimedKeys()).toSorted()).toEqual(['card', 'note']);
  });

  it('then an access takes the urgency and correlation of the latest wish', async () => {
    await expand([anAccess({ priority: 1 })]);
    await expand([anAccess({ priority: 0, correlationId: correlationId('correlation-2') })]);
    expect(await claim(now, 'directory')).toMatchObject({ priority: 0, correlationId: 'correlation-2' });
  });
});

describe('When deliveries are due', () => {
  it('then the most urgent goes first, and among those the longest due', async () => {
    await expand([aNote('note-2', { priority: 3 })], instant(now - 1));
    await expand([aNote('note-1', { priority: 3 })], instant(now - 2));
    await expand([aCard('removal', { priority: 0 }), aCard('card', { priority: 2 }), aCard('access', { priority: 1 })]);
    expect(await claimedKeys()).toEqual(['removal', 'access', 'card', 'note-1', 'note-2']);
  });

  it('then each lane sees only its own', async () => {
    await expand([aNote('for-slack'), aNote('for-teams', { lane: 'teams' })]);
    expect(await claimedKeys(now, 'teams')).toEqual(['for-teams']);
    expect(await claimedKeys(now, 'web')).toEqual([]);
  });

  it('then ten claimers at once share them, each with one of them', async () => {
    await expand(Array.from({ length: 10 }, (_, number) => aNote(`note-${number}`)));
    const claims = await Promise.all(Array.from({ length: 12 }, () => queue.claim('slack', now)));
    expect(new Set(claims.flatMap((claimed) => claimed?.key ?? [])).size).toBe(10);
  });

  it('then one whose lease has run out is claimed by another, with a higher fence, and not before', async () => {
    await expand([aNote('note')]);
    const first = await claim();
    expect(await queue.claim('slack', instant(leaseEnd - 1))).toBeUndefined();
    const second = await claim(leaseEnd);
    expect(second.fence).toBeGreaterThan(first.fence);
    expect([first, second]).toMatchObject([{ isInDoubt: false }, { isInDoubt: true }]);
  });

  it('then one whose lease is renewed stays its claimer’s, and one that another has claimed since is theirs', async () => {
    await expand([aNote('note')]);
    const first = await claim();
    await queue.renew([first], instant(leaseEnd - 1));
    expect(await claimedKeys(leaseEnd)).toEqual([]);
    const renewedEnd = later(instant(leaseEnd - 1), lease);
    const second = await claim(renewedEnd);
    await queue.renew([first], later(renewedEnd, seconds(1)));
    expect(await claimedKeys(later(renewedEnd, lease))).toEqual([second.key]);
  });

  it('then one that was settled before it could be renewed is due again when it is wished for', async () => {
    await expand([aCard('card')]);
    const first = await claim();
    await queue.done(first, now, {});
    await queue.renew([first], now);
    await expand([]);
    expect(await claimedKeys()).toEqual(['card']);
  });
});

describe('When a delivery went well', () => {
  it('then it is no longer due, and a card remembers where it is and what it shows', async () => {
    await expand([aCard('card')]);
    await queue.done(await claim(), now, { ref: { channel: 'C1', ts: '1.2' }, shown: '$fingerprint' });
    expect(await claimedKeys(later(now, minutes(9)))).toEqual([]);
    await expand([]);
    expect(await claim()).toMatchObject({ ref: { channel: 'C1', ts: '1.2' }, shown: '$fingerprint', attempts: 0 });
  });

  it('then a later success that names neither keeps both', async () => {
    await expand([aCard('card')]);
    await queue.done(await claim(), now, { ref: { ts: '1' }, shown: 'x' });
    await expand([]);
    await queue.done(await claim(), now, {});
    await expand([]);
    expect(await claim()).toMatchObject({ ref: { ts: '1' }, shown: 'x' });
  });

  it('then one that was wished for meanwhile is due again at once', async () => {
    await expand([aCard('card')]);
    const claimed = await claim();
    await expand([]);
    expect(await queue.claim('slack', now)).toBeUndefined();
    await queue.done(claimed, now, { ref: { ts: '1' }, shown: 'x' });
    expect(await claim()).toMatchObject({ key: 'card', ref: { ts: '1' } });
  });

  it('then it is due again when touched, and has forgotten what it shows', async () => {
    await expand([aCard('card')]);
    await queue.done(await claim(), now, { ref: { ts: '1' }, shown: 'x' });
    await queue.touch('card', now);
    const touched = await claim();
    expect(touched).toMatchObject({ key: 'card', ref: { ts: '1' } });
    expect(touched.shown).toBeUndefined();
  });

  it('then earlier failures are forgotten', async () => {
    await expand([aCard('card')]);
    await queue.failed(await claim(), { at: now }, 'down');
    await queue.done(await claim(), now, {});
    await expand([]);
    expect(await claim()).toMatchObject({ attempts: 0 });
  });

  it('then only what is told once is forgotten in the end, long after any redelivery', async () => {
    await expand([aCard('card'), aNote('note'), anAccess()]);
    for (const _ of ['card', 'note']) await queue.done(await claim(), now, {});
    await queue.done(await claim(now, 'directory'), now, {});
    const rows = await database.connection
      .collection('deliveries')
      .find({ expiresAt: { $exists: true } })
      .toArray();
    expect(rows).toMatchObject([{ _id: 'note', expiresAt: expect.any(Date) }]);
    expect(rows[0]?.expiresAt.getTime()).toBeGreaterThan(later(now, minutes(7 * 24 * 60)));
  });
});

describe('When a process has slept through its lease', () => {
  it('then what it says afterwards is not kept, good or bad, and what it may have covered is looked at again', async () => {
    await expand([aCard('card')]);
    const late = await claim();
    const present = await claim(leaseEnd);
    await queue.done(late, leaseEnd, { ref: { ts: 'late' }, shown: 'late' });
    await queue.failed(late, { at: now }, 'late');
    await queue.failed(late, { deadLetter: now }, 'late');
    expect(await queue.claim('slack', leaseEnd)).toBeUndefined();
    expect(await queue.deadLetters(9)).toEqual([]);
    await queue.done(present, leaseEnd, { ref: { ts: 'present' }, shown: 'present' });
    expect(await claim(leaseEnd)).toMatchObject({ ref: { ts: 'present' }, shown: undefined });
  });

  it('then what was told once by somebody else is not told again', async () => {
    await expand([aNote('note')]);
    const late = await claim();
    await queue.done(await claim(leaseEnd), leaseEnd, {});
    await queue.done(late, leaseEnd, {});
    expect(await queue.claim('slack', leaseEnd)).toBeUndefined();
  });
});

const standing = { lane: 'slack', effect: aNote('note').effect, priority: 2, fence: 1, attempts: 1, since: now };

describe('When a delivery has failed', () => {
  it('then one that was wished for meanwhile is due again at once, however long it was to wait', async () => {
    await expand([anAccess()]);
    const claimed = await claim(now, 'directory');
    await expand([anAccess()]);
    await queue.failed(claimed, { at: later(now, minutes(60)) }, '$last-owner');
    const again = await claim(now, 'directory');
    await queue.failed(again, { at: later(now, minutes(60)) }, 'last-owner');
    expect(await queue.claim('directory', later(now, minutes(59)))).toBeUndefined();
    expect(await claim(later(now, minutes(60)), 'directory')).toMatchObject({ attempts: 2 });
  });

  it('then it comes again at its time, with one failure more', async () => {
    await expand([aNote('note')]);
    await queue.failed(await claim(), { at: later(now, seconds(5)) }, 'down');
    expect(await queue.claim('slack', later(now, milliseconds(4_999)))).toBeUndefined();
    expect(await claim(later(now, seconds(5)))).toMatchObject({ attempts: 1 });
  });

  it('then one that is set aside is not due any more, and is listed', async () => {
    await expand([aNote('one'), aNote('two')]);
    const [one, two] = [await claim(), await claim()];
    await queue.failed(two, { deadLetter: later(now, seconds(1)) }, 'later');
    await queue.failed(one, { deadLetter: now }, 'no such channel', 'rejected');
    expect(await claimedKeys(later(now, minutes(60)))).toEqual([]);
    expect(await queue.deadLetters(9)).toEqual([
      { ...standing, key: 'one', code: 'rejected' },
      { ...standing, key: 'two', code: undefined },
    ]);
    expect(await queue.deadLetters(1)).toHaveLength(1);
  });

  it.each<[string, () => Promise<void>]>([
    ['its request changes', () => expand([])],
    ['it is wished for', () => expand([aCard('card')])],
    ['it is touched', () => queue.touch('card', now)],
  ])('then a card that was set aside is tried again when %s, and is set aside no more', async (_why, input) => {
    await expand([aCard('card')]);
    await queue.failed(await claim(), { deadLetter: now }, 'rejected');
    await input();
    expect(await queue.deadLetters(9)).toEqual([]);
    await queue.done(await claim(), now, {});
    expect(await queue.deadLetters(9)).toEqual([]);
  });
});

describe('When what takes access away fails', () => {
  const fail = async (at: Instant, code: AdapterErrorCode = 'unavailable') =>
    queue.failed(await claim(at, 'directory'), { at: later(at, seconds(5)) }, 'down', code);
  const failing = (before: Instant) => queue.failing(0, before, 9);

  it('then it is known since when, how often and by what, until it has gone well', async () => {
    await expand([anAccess({ priority: 0 })]);
    await fail(now);
    await fail(later(now, seconds(5)), 'timeout');
    expect(await failing(later(now, milliseconds(-1)))).toEqual([]);
    const [found] = await failing(now);
    expect(found).toMatchObject({ key: 'access', since: now, attempts: 2, code: 'timeout' });
    expect(await queue.deadLetter('access')).toEqual(found);
    const again = await claim(later(now, seconds(10)), 'directory');
    expect(again.failingSince).toBe(now);
    await queue.done(again, later(now, seconds(10)), {});
    expect([await failing(later(now, minutes(60))), await queue.deadLetter('access')]).toEqual([[], undefined]);
  });

  it('then those of that urgency alone are found, those that fail longest first', async () => {
    await expand([anAccess({ key: 'removal-1', priority: 0 })]);
    await fail(now);
    await expand([anAccess({ key: 'removal-2', priority: 0 })]);
    await fail(later(now, seconds(1)));
    await expand([anAccess({ key: 'grant', priority: 1 })]);
    await fail(later(now, seconds(2)));
    expect((await failing(later(now, minutes(1)))).map(({ key }) => key)).toEqual(['removal-1', 'removal-2']);
    expect(await queue.failing(0, later(now, minutes(1)), 1)).toHaveLength(1);
  });

  it('then a group that keeps its last owner is no failure, and ends what failed before', async () => {
    await expand([anAccess({ priority: 0 })]);
    await fail(now);
    await fail(later(now, seconds(5)), 'last-owner');
    expect(await failing(later(now, minutes(60)))).toEqual([]);
    await fail(later(now, seconds(10)));
    expect(await failing(later(now, minutes(60)))).toMatchObject([{ since: later(now, seconds(10)) }]);
  });

  it('then one that had gone well, and of which only the word was lost, has failed since then alone', async () => {
    await expand([anAccess({ priority: 0 })]);
    const claimed = await claim(now, 'directory');
    await queue.done(claimed, now, {});
    await queue.failed(claimed, { at: later(now, seconds(5)) }, 'lost');
    expect(await queue.deadLetter('access')).toMatchObject({ since: later(now, seconds(5)) });
  });

  it('then retrying makes it due at once and keeps the count, and a second retry changes nothing', async () => {
    await expand([anAccess({ priority: 0 })]);
    await fail(now);
    const seen = await failing(now);
    const soon = later(now, seconds(1));
    await queue.retry(seen, soon);
    const claimed = await claim(soon, 'directory');
    expect(claimed).toMatchObject({ attempts: 1, failingSince: now });
    await queue.failed(claimed, { at: later(now, minutes(1)) }, 'down', 'unavailable');
    await queue.retry(seen, soon);
    expect(await queue.claim('directory', later(now, seconds(59)))).toBeUndefined();
  });

  it('then dropping it changes nothing', async () => {
    await expand([anAccess({ priority: 0 })]);
    await fail(now);
    await queue.drop(await failing(now), now);
    expect(await failing(now)).toHaveLength(1);
    expect(await claim(later(now, seconds(5)), 'directory')).toMatchObject({ key: 'access' });
  });
});

describe('When somebody settles what was set aside', () => {
  const deadLetter = async (delivery: Delivery) => {
    await expand([delivery]);
    await queue.failed(await claim(), { deadLetter: now }, 'no such channel', 'rejected');
    return queue.deadLetters(9);
  };

  it('then retrying begins anew, and a second retry changes nothing', async () => {
    const seen = await deadLetter(aNote('note'));
    await queue.retry(seen, now);
    expect(await queue.deadLetters(9)).toEqual([]);
    const claimed = await claim();
    expect(claimed).toMatchObject({ key: 'note', attempts: 0 });
    expect(claimed.failingSince).toBeUndefined();
    await queue.failed(claimed, { deadLetter: now }, 'no such channel', 'rejected');
    await queue.retry(seen, now);
    expect(await queue.deadLetters(9)).toHaveLength(1);
    expect(await claimedKeys()).toEqual([]);
  });

  it('then what is dropped is not sent any more, also where its event is expanded again, and is forgotten in time', async () => {
    await queue.drop(await deadLetter(aNote('note')), now);
    await expand([aNote('note')]);
    expect([await queue.deadLetters(9), await claimedKeys()]).toEqual([[], []]);
    const row = await database.connection.collection('deliveries').findOne({ expiresAt: { $exists: true } });
    expect(row).toMatchObject({ _id: 'note' });
  });

  it('then a living card that is dropped is brought up to date again when its request changes', async () => {
    await queue.drop(await deadLetter(aCard('card')), now);
    expect(await claimedKeys()).toEqual([]);
    await expand([]);
    expect(await claim()).toMatchObject({ key: 'card', attempts: 0 });
  });

  it('then what was tried meanwhile is not dropped', async () => {
    const seen = await deadLetter(aNote('note'));
    await queue.retry(seen, now);
    await queue.failed(await claim(), { deadLetter: now }, 'no such channel', 'rejected');
    await queue.drop(seen, now);
    expect(await queue.deadLetters(9)).toHaveLength(1);
  });
});

describe('When something living is wanted for later', () => {
  const anAlert: Delivery = {
    ...base,
    key: 'alert',
    effect: {
      kind: 'alert',
      access: { principalId: alice, role: aRole() },
      recipient: { kind: 'channel', channel: 'admins' },
    },
  };

  it('then it is due then, or when it was wanted first', async () => {
    await queue.want([anAlert], later(now, minutes(1)));
    await queue.want([anAlert], later(now, minutes(2)));
    expect(await claimedKeys(later(now, seconds(59)))).toEqual([]);
    expect(await claimedKeys(later(now, minutes(1)))).toEqual(['alert']);
  });

  it('then it is looked at again when it has said so, and stays on file', async () => {
    await queue.want([anAlert], now);
    await queue.done(await claim(), now, { ref: { ts: '1' }, shown: 'x', again: later(now, minutes(10)) });
    expect(await claimedKeys(later(now, minutes(9)))).toEqual([]);
    const again = await claim(later(now, minutes(10)));
    expect(again).toMatchObject({ ref: { ts: '1' }, shown: 'x' });
    await queue.done(again, now, {});
    expect(await database.connection.collection('deliveries').findOne({ expiresAt: { $exists: true } })).toBeNull();
  });
});

describe('When somebody waits for the next that is due', () => {
  it('then the first of all is found, events and deliveries alike, past or to come, but nothing that is claimed', async () => {
    expect(await queue.firstDue(now)).toBeUndefined();
    await expand([aNote('note')], later(now, seconds(5)));
    expect(await queue.firstDue(now)).toBe(later(now, seconds(5)));
    await commit(anEvent('event-2', instant(now - 1)));
    expect(await queue.firstDue(now)).toBe(now - 1);
    await queue.claimEvents(now, 9);
    expect(await queue.firstDue(now)).toBe(later(now, seconds(5)));
    expect(await queue.firstDue(leaseEnd)).toBe(now - 1);
  });

  it('then it is the earliest still to come, of events and deliveries alike', async () => {
    expect(await queue.nextDue(now)).toBeUndefined();
    await expand([aNote('note')], later(now, seconds(5)));
    expect(await queue.nextDue(now)).toBe(later(now, seconds(5)));
    await commit(anEvent('event-2', later(now, seconds(2))));
    expect(await queue.nextDue(now)).toBe(later(now, seconds(2)));
  });

  it('then what is due already does not hide what comes next', async () => {
    await expand([aNote('due')]);
    await expand([aNote('next')], later(now, seconds(5)));
    expect(await queue.nextDue(now)).toBe(later(now, seconds(5)));
  });

  it('then what somebody is at work on is left to them', async () => {
    await expand([aNote('note')]);
    await claim();
    expect(await queue.nextDue(now)).toBeUndefined();
  });
});

describe('When a reply is enqueued', () => {
  it('then it is due at once, and a second one of its key is not sent', async () => {
    await queue.enqueue(aNote('reply'), now);
    await queue.done(await claim(), now, {});
    await queue.enqueue(aNote('reply'), now);
    expect(await claimedKeys()).toEqual([]);
  });
});
