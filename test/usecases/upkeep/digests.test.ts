import { beforeEach, describe, expect, it } from 'vitest';
import { mongoDigestReads } from '../../../adapters/mongo/directory/digest-reads.js';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { systemIds as ids } from '../../../adapters/system/ids.js';
import { readConfig } from '../../../bot/config/config.js';
import { type DigestDeps, tellDigests } from '../../../bot/notify/tell-digests.js';
import type { MessageLane } from '../../../bot/outbox/delivery.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { correlationId, incidentId, requestId, scheduleId } from '../../../domain/ids.js';
import { type Duration, days, hours, type Instant, after as later, minutes } from '../../../domain/time.js';
import { alice, anEligibility, aRequest, aRole, at, bob, carol, principal } from '../../support/builders.js';
import { shownText } from '../../support/conversation.js';
import { inbox } from '../../support/inbox.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const surfaces = (): MessageLane[] => ['web', 'mail'];
const eight = at('2026-03-02T08:00Z');
let mail: ReturnType<typeof inbox>;

const look = (over: Partial<DigestDeps> = {}) => {
  const { connection, directory, clock, deps } = fixture;
  const settings = readConfig({}).digests;
  const told = { digests: mongoDigestReads(connection), checkpoints: mongoCheckpoints(connection), queue: deps.queue };
  return tellDigests({ ...told, directory, clock, ids, settings, surfaces, ...over })();
};
/** What the administrators' channel reads. */
async function reads(over: Partial<DigestDeps> = {}): Promise<string[]> {
  await look(over);
  await mail.follow();
  return mail.news().map(({ to, card }) => `${to}: ${card.title}`);
}
const anIncident = (name: string): AlertIncident => ({
  id: incidentId(name),
  version: 0,
  alert: 'NoMfaOnRoleActivationAlert',
  key: name,
  role: aRole(),
  facts: {},
  status: 'open',
  batch: 'batch',
  raisedDateTime: eight,
  correlationId: correlationId('correlation'),
});
const ending = (name: string, lasts: Duration, who = alice) =>
  anEligibility({
    id: scheduleId(name),
    role: aRole(`role-${name}`),
    principalId: who,
    endDateTime: later(eight, lasts),
  });

beforeEach(async () => {
  mail = inbox(fixture);
  fixture.clock.set(later(eight, hours(-1)));
  await look();
  fixture.clock.set(eight);
});

describe('When a day begins', () => {
  const list = 'admins: 4 assignments end soon';

  it('then the administrators read once what ends today, tomorrow and in a fortnight, on one card', async () => {
    await fixture.hold(
      ending('over', hours(-9)),
      ending('today', hours(1), bob),
      ending('tonight', hours(15)),
      ending('tomorrow', hours(17)),
      ending('overmorrow', days(3)),
      ending('fortnight', days(14)),
      ending('later', days(15)),
    );
    expect(await reads({ settings: { ...readConfig({}).digests, weekday: undefined } })).toEqual([list]);
    const text = shownText(mail.last('admins'));
    expect(text).toContain('Ending 2 today, 1 tomorrow and 1 in 14 days');
    expect(text).toContain('Bob: role-today');
    expect(text).toContain('Eligible until 09:00 (UTC)');
    for (const absent of ['over:', 'overmorrow', 'later']) expect(text).not.toContain(absent);
    fixture.clock.pass(minutes(2));
    expect(await reads()).not.toContain(list);
  });

  it('then after some days without anybody, the list makes up for the fortnights that were missed', async () => {
    await reads();
    await fixture.hold(ending('one', days(15)), ending('two', days(16)), ending('gone', days(2)));
    fixture.clock.set(later(eight, days(3)));
    expect(await reads()).toEqual(['admins: 2 assignments end soon']);
    fixture.clock.set(later(eight, days(4)));
    expect(await reads()).toEqual([]);
  });

  it('then hundreds are one card that says how many', async () => {
    const crowd = Array.from({ length: 300 }, (_, number) =>
      ending(`crowd-${number}`, days(1), principal(`c${number}`)),
    );
    await fixture.hold(...crowd);
    const settings = { ...readConfig({}).digests, weekday: undefined };
    expect(await reads({ settings })).toEqual(['admins: 300 assignments end soon']);
    const text = shownText(mail.last('admins'));
    expect(text).toContain('and 288 more — type “assignments ending within 15 days”');
  });

  it('then a day on which nothing ends has no list', async () => {
    expect(await reads()).not.toContainEqual(expect.stringContaining('soon'));
  });
});

describe('When a week begins', () => {
  const inWeek = (day: number): Instant => later(eight, days(day - 7));
  const asked = (name: string, day: number, over: Partial<ScheduleRequest> = {}) =>
    aRequest({
      id: requestId(name),
      principalId: principal(name),
      status: 'Provisioned',
      createdDateTime: inWeek(day),
      completedDateTime: later(inWeek(day), minutes(1)),
      ...over,
    });
  const hold = (...requests: ScheduleRequest[]) =>
    fixture.store.transaction(async (tx) => {
      for (const each of requests) await tx.requests.insert(each);
    });
  const digest = 'admins: The week from Mon 23 Feb to Mon 2 Mar';

  it('then the administrators read once what the week before brought, counted', async () => {
    const forGood = { scheduleInfo: { expiration: { type: 'noExpiration' } } } as const;
    const reader = aRole();
    const others = ['b', 'c', 'd', 'e', 'f'].map((name, number) =>
      asked(`once-${name}`, number, { role: aRole(`role-${name}`), principalId: carol }),
    );
    await hold(
      asked('one', 1, { principalId: alice }),
      asked('two', 2, { principalId: alice, status: 'Revoked' }),
      asked('three', 3, { principalId: bob }),
      ...others,
      // Asked for before the week, and active within it.
      asked('four', -20, { completedDateTime: inWeek(5), role: reader }),
      asked('before', -1, {}),
      asked('after', 7, {}),
      asked('denied', 2, { status: 'Denied' }),
      asked('nobody', 2, { status: 'TimedOut' }),
      asked('canceled', 2, { status: 'Canceled' }),
      asked('given', 2, { action: 'adminAssign', level: 'eligibility', ...forGood }),
      asked('given-for-good', 2, { action: 'adminAssign', ...forGood }),
      asked('given-for-long', 2, { action: 'adminRenew' }),
      asked('removed', 2, { action: 'adminRemove', status: 'Revoked' }),
    );
    const outside = [{ principalId: bob, role: aRole('outside') }];
    await fixture.store.transaction((tx) => tx.outside.find(outside, inWeek(3), later(eight, days(30))));
    await fixture.store.transaction((tx) => tx.outside.find(outside, inWeek(6), later(eight, days(30))));
    await fixture.hold(ending('next', days(6)), ending('later', days(7)));
    await fixture.store.transaction((tx) =>
      tx.alerts.insert(anIncident('a'), anIncident('b'), { ...anIncident('c'), status: 'dismissed' }),
    );
    expect(await reads()).toEqual([digest]);
    expect(shownText(mail.last('admins'))).toMatchInlineSnapshot(`
      "The week from Mon 23 Feb to Mon 2 Mar
      4 people activated a role, 9 times in all
      Assigned: 3, 1 of them active for good
      Outside: 1 found that nobody gave through Latchkey
      Denied: 1
      Timed out: 1
      Ending: 1 within the next seven days
      Alerts: 2 open
      - Security Reader · 4 activations
      - role-b · 1 activation
      - role-c · 1 activation
      - role-d · 1 activation
      - role-e · 1 activation
      and 1 more — type “requests last 7 days”"
    `);
    fixture.clock.pass(minutes(5));
    expect(await reads()).toEqual([]);
  });

  it('then several processes at once, or one that dies before it has noted it, tell it once', async () => {
    await Promise.all([look(), look(), look()]);
    const checkpoints = mongoCheckpoints(fixture.connection);
    fixture.clock.pass(days(7));
    const dying = { ...checkpoints, finish: () => Promise.reject(new Error('killed')) };
    await expect(look({ checkpoints: dying })).rejects.toThrow('killed');
    fixture.clock.pass(minutes(1));
    await look();
    await mail.follow();
    expect(mail.news().map(({ card }) => card.title)).toEqual([
      'The week from Mon 23 Feb to Mon 2 Mar',
      'The week from Mon 2 Mar to Mon 9 Mar',
    ]);
  });

  it('then after an outage only the last week is told', async () => {
    fixture.clock.pass(days(25));
    expect(await reads()).toEqual(['admins: The week from Mon 16 Mar to Mon 23 Mar']);
  });

  it('then it goes by mail as well, and the daily list does not', async () => {
    await fixture.hold(ending('today', hours(1)));
    await look();
    const keys = (await fixture.connection.collection('deliveries').find({ lane: 'mail' }).toArray()).map(({ _id }) =>
      String(_id),
    );
    expect(keys).toEqual([`digest|${eight}|channel:admins|mail`]);
  });
});

it('When Latchkey starts for the first time, then it tells of nothing that was before', async () => {
  await fixture.connection.collection('checkpoints').deleteMany({});
  await fixture.hold(ending('today', hours(1)));
  expect(await reads()).toEqual([]);
});

it('When it has looked, then it looks again at the next time of the list', async () => {
  expect(await look()).toBe(later(eight, days(1)));
});
