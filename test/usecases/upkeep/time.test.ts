import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mongoStore } from '../../../adapters/mongo/store/store.js';
import { activity } from '../../../domain/audit/activity.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later, milliseconds, minutes, seconds } from '../../../domain/time.js';
import { applyDueTransitions } from '../../../domain/usecases/upkeep/apply-due-transitions.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  by,
  dave,
  monday,
  principal,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const tomorrow = later(monday, days(1));

describe('When nobody decides', () => {
  it('then the request is over after a day, and can be asked for again', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    const id = idIn(await fixture.ask());
    fixture.clock.set(later(tomorrow, milliseconds(-1)));
    // It is recalled for the last time; what is then left is its end.
    expect(await fixture.tick()).toBe(1);
    expect(await fixture.store.nextTransitionAt()).toBe(tomorrow);
    expect(await fixture.tick()).toBe(0);
    fixture.clock.set(tomorrow);
    expect(await fixture.tick()).toBe(1);
    expect(await fixture.tick()).toBe(0);
    expect(await fixture.request(id)).toMatchObject({ status: 'TimedOut', completedDateTime: tomorrow });
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.requestTimedOut]);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it('then the escalation approvers are asked, and may decide only from then on', async () => {
    const stage = aStagePolicy({
      primaryApprovers: asks(bob),
      escalationApprovers: asks(dave),
      escalationTime: hours(2),
    });
    await fixture.changePolicy(approvedBy(stage));
    const id = idIn(await fixture.ask());
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    fixture.clock.pass(hours(2));
    await fixture.tick();
    expect(await fixture.trail(id)).toContain(activity.requestEscalated);
    const waiting = { approverIds: [dave], statuses: ['PendingApproval'], limit: 9 } as const;
    expect(await fixture.store.read.requests.list(waiting)).toHaveLength(1);
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });
});

describe('When many are due', () => {
  const people = Array.from({ length: 12 }, (_, number) => principal(`p${number}`));
  const leases = people.map((principalId, number) =>
    aSchedule({ id: scheduleId(`lease-${number}`), principalId, endDateTime: later(monday, minutes(number)) }),
  );

  it('then each batch takes the longest due first, and says when there is no more', async () => {
    await fixture.hold(...leases);
    fixture.clock.pass(minutes(6));
    const batches = [];
    for (let batch = 0; batch < 3; batch += 1) batches.push(await applyDueTransitions(fixture.deps)(4));
    expect(batches).toEqual([4, 3, 0]);
    expect(await fixture.store.nextTransitionAt()).toBe(later(monday, minutes(7)));
  });

  it('then five processes at once end each of them once', async () => {
    await fixture.hold(...leases);
    fixture.clock.pass(hours(1));
    const changed = await Promise.all(Array.from({ length: 5 }, () => fixture.tick()));
    expect(changed.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(await fixture.written()).toMatchObject({ audit: 12, outbox: 12 });
  });
});

describe('When several processes are at one backlog', () => {
  it('then each of it ends once, on record once, whatever they take from each other', async () => {
    const backlog = Array.from({ length: 240 }, (_, number) =>
      aSchedule({ id: scheduleId(randomUUID()), principalId: principal(`b${number}`), endDateTime: monday }),
    );
    await fixture.hold(...backlog);
    const stores = Array.from({ length: 4 }, () =>
      mongoStore(fixture.connection, { deadline: seconds(15), onCommit: () => undefined }),
    );
    const drain = async (store: (typeof stores)[number]) => {
      let changed = 0;
      do changed += await applyDueTransitions({ ...fixture.deps, store })(20);
      while ((await store.nextTransitionAt()) === monday);
      return changed;
    };
    const each = await Promise.all(stores.map(drain));
    expect(each.reduce((sum, count) => sum + count, 0)).toBe(240);
    const lines = (await fixture.audits()).map(({ scheduleId }) => String(scheduleId));
    expect(lines.toSorted()).toEqual(backlog.map(({ id }) => String(id)).toSorted());
  });
});

describe('When an eligibility ends', () => {
  it('then it is over at once and nobody asks the directory', async () => {
    await fixture.hold(anEligibility({ id: scheduleId('short'), role: aRole('short'), endDateTime: tomorrow }));
    fixture.clock.set(tomorrow);
    expect(await fixture.tick()).toBe(1);
    expect(await fixture.store.read.schedules.get(scheduleId('short'))).toMatchObject({
      status: 'Revoked',
      endedBy: 'expired',
      endedDateTime: tomorrow,
    });
    // Its holder is told.
    expect(await fixture.written()).toMatchObject({ audit: 1, outbox: 1 });
  });

  it('then one that is planned begins at its start', async () => {
    const planned = anEligibility({
      id: scheduleId('planned'),
      role: aRole('x'),
      status: 'Granted',
      startDateTime: tomorrow,
    });
    await fixture.hold(planned);
    fixture.clock.set(tomorrow);
    await fixture.tick();
    expect(await fixture.store.read.schedules.get(scheduleId('planned'))).toMatchObject({ status: 'Provisioned' });
  });
});

describe('When a lease ends before the directory has ever held it', () => {
  it('then its request is over too, and does not stand in the way of the next', async () => {
    const id = idIn(await fixture.ask());
    fixture.clock.pass(hours(2));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'TIME_PASSED' });
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'expired' });
    expect(await fixture.grantedUntil(alice)).toBe('never');
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });
});
