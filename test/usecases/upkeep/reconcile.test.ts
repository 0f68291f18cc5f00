import { beforeEach, describe, expect, it } from 'vitest';
import { accessesUnderWay } from '../../../adapters/mongo/store/accesses-under-way.js';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { accessDeliveryKey } from '../../../bot/outbox/removal-alarm.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, scheduleId } from '../../../domain/ids.js';
import type { Provisioner } from '../../../domain/ports/directory.js';
import { AdapterError } from '../../../domain/ports/system.js';
import type { Access, Role } from '../../../domain/role/role.js';
import { type Duration, days, hours, after as later, minutes } from '../../../domain/time.js';
import { reconcile } from '../../../domain/usecases/upkeep/reconcile.js';
import { alice, aRole, aSchedule, bob, by, carol, dave, monday, principal } from '../../support/builders.js';
import { eligibleGroup, idIn, organisation, useCaseFixture } from '../../support/setups/use-case-fixture.js';
import { silentLog as log } from '../../support/silent-log.js';

const fixture = useCaseFixture();
const pause = minutes(1);
const large = 500;
const inTwoHours = later(monday, hours(2));
const access = (principalId: PrincipalId, role: Role = aRole()): Access => ({ principalId, role });

/** How often the directory is asked, and for what: counted by every process of a story. */
let asked: { reads: number; pages: number; atOnce: number[] };
/** What keeps the directory from answering, while there is anything. */
let fault: AdapterError | undefined;
/** Called instead of the directory, which then never answers: the process that asks dies of it. */
let stall: (() => void) | undefined;
beforeEach(() => {
  asked = { reads: 0, pages: 0, atOnce: [] };
  fault = undefined;
  stall = undefined;
});

function watched(sound: Provisioner): Provisioner {
  const through = <T>(what: 'reads' | 'pages', work: () => Promise<T>): Promise<T> => {
    asked[what] += 1;
    if (stall) {
      stall();
      return new Promise<never>(() => undefined);
    }
    return fault ? Promise.reject(fault) : work();
  };
  return {
    ...sound,
    readAll(accesses) {
      asked.atOnce.push(accesses.length);
      return through('reads', () => sound.readAll(accesses));
    },
    grants: (after, limit) => through('pages', () => sound.grants(after, limit)),
  };
}

/** One step of the job by a process that knows nothing of any other. */
const step = (limit = large) =>
  reconcile({
    ...fixture.deps,
    provisioners: fixture.provisioners.map(watched),
    checkpoints: mongoCheckpoints(fixture.connection),
    underWay: accessesUnderWay(fixture.connection, accessDeliveryKey),
    log,
  })(limit, pause);

/** A whole round, and what it makes due. */
async function round(limit = large, steps = 2) {
  for (let taken = 0; taken < steps; taken += 1) {
    await step(limit);
    fixture.clock.pass(pause);
  }
  await fixture.follow();
}

const heard = () => fixture.events.map(({ type }) => type);
const reported = async () =>
  (await fixture.audits()).filter((event) => event.activity === activity.assignedOutside).map(({ subject }) => subject);
const lease = (name: string, over: Partial<Schedule> = {}) =>
  aSchedule({ id: scheduleId(name), endDateTime: inTwoHours, ...over });

describe('When the directory is as the leases say', () => {
  it('then nothing is made due, and it is asked once for all of them', async () => {
    const people = Array.from({ length: 20 }, (_, number) => principal(`p${number}`));
    await fixture.hold(...people.map((principalId, number) => lease(`lease-${number}`, { principalId })));
    for (const person of people)
      await fixture.records.grants.put(access(person), { endDateTime: inTwoHours, fence: 1 });
    const before = await fixture.written();
    await round();
    expect(asked).toMatchObject({ reads: 1, pages: 1 });
    expect([await fixture.written(), heard(), fixture.calls]).toEqual([before, [], []]);
  });

  it('then a lease that begins later, and one past its end that nobody has swept, are as they should be', async () => {
    await fixture.hold(
      lease('planned', { status: 'Granted', startDateTime: later(monday, hours(1)) }),
      lease('ended', { principalId: bob, endDateTime: later(monday, minutes(1)) }),
    );
    await fixture.records.grants.put(access(bob), { endDateTime: later(monday, minutes(1)), fence: 1 });
    fixture.clock.pass(minutes(5));
    await round();
    expect([heard(), fixture.calls]).toEqual([[], []]);
  });
});

it('When a role was given a moment ago and nobody has told the directory yet, then the comparison leaves it to that', async () => {
  idIn(await fixture.ask());
  await step();
  await fixture.follow();
  expect(heard().filter((type) => type === 'access.due')).toEqual(['access.due']);
  expect(fixture.calls).toEqual(['grant']);
});

describe('When somebody changes in the directory what Latchkey put there', () => {
  beforeEach(async () => {
    idIn(await fixture.ask());
    await fixture.follow();
    fixture.events.length = 0;
    fixture.calls.length = 0;
  });

  it('then what was taken out is put in again, until the same end', async () => {
    await fixture.records.grants.remove(access(alice), { fence: 1, now: fixture.clock.now() });
    await round();
    expect(heard()).toEqual(['access.due']);
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
  });

  it.each([
    ['for good', undefined],
    ['for longer', later(monday, days(1))],
    ['for shorter', later(monday, hours(1))],
  ])('then what was made to last %s ends when it should', async (_what, endDateTime) => {
    await fixture.records.grants.put(access(alice), { endDateTime, fence: 1 });
    await round();
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
    await round();
    expect(fixture.calls).toEqual(['grant']);
  });

  it('then what stayed in after its lease was over is taken back, and nobody is told that it was theirs', async () => {
    fixture.clock.pass(hours(2));
    await fixture.tick();
    await fixture.follow();
    fixture.events.length = 0;
    await fixture.records.grants.put(access(alice), { fence: 1 });
    await round();
    expect(heard()).toEqual(['access.ended']);
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await reported()).toEqual([]);
  });
});

describe('When a delivery was lost', () => {
  it('then what was on its way in or out gets there', async () => {
    await fixture.hold(
      lease('in', { status: 'PendingProvisioning' }),
      lease('out', { status: 'PendingRevocation', endedBy: 'deactivated', principalId: bob }),
    );
    await fixture.records.grants.put(access(bob), { endDateTime: inTwoHours, fence: 1 });
    await round();
    expect([await fixture.grantedUntil(alice), await fixture.grantedUntil(bob)]).toEqual([inTwoHours, 'never']);
    expect(await fixture.store.read.schedules.get(scheduleId('in'))).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.store.read.schedules.get(scheduleId('out'))).toMatchObject({ status: 'Revoked' });
  });

  it('then one that was not, and waits because the directory asked for it, keeps its own pace', async () => {
    const slowDown = new AdapterError('rate-limited', 'later', { retryAfter: hours(1) });
    fixture.mishaps.push({ failed: slowDown });
    idIn(await fixture.ask());
    await fixture.follow();
    expect(fixture.calls).toEqual(['grant']);
    fixture.events.length = 0;
    await round();
    expect([heard(), fixture.calls]).toEqual([[], ['grant']]);
  });
});

describe('When the directory holds what Latchkey never gave', () => {
  beforeEach(() => fixture.records.grants.put(access(dave), { fence: 1 }));

  it('then it is recorded and told once, and left alone, however often and by how many it is found', async () => {
    for (let times = 0; times < 6; times += 1) {
      await Promise.all([step(), step(), step()]);
      fixture.clock.pass(pause);
    }
    await fixture.follow();
    expect(await reported()).toEqual([dave]);
    expect(heard()).toEqual(['access.outside']);
    expect(await fixture.grantedUntil(dave)).toBe('for good');
    expect((await fixture.audits())[0]).toMatchObject({
      activity: 'Add member to role outside of PIM (permanent)',
      actor: { kind: 'latchkey' },
      after: { endDateTime: null },
    });
  });

  it('then two who look at the same moment record it once', async () => {
    const find = () =>
      fixture.store.transaction((tx) => tx.outside.find([access(dave), access(carol)], monday, later(monday, days(1))));
    const found = await Promise.all([find(), find(), find(), find()]);
    expect(
      found
        .flat()
        .map(({ principalId }) => principalId)
        .sort(),
    ).toEqual([carol, dave].sort());
  });

  it('then one who has only planned to activate it keeps what others gave', async () => {
    await fixture.hold(
      lease('planned', { principalId: dave, status: 'Granted', startDateTime: later(monday, days(1)) }),
    );
    await fixture.hold(lease('canceled', { principalId: dave, status: 'Canceled' }));
    await round();
    expect(await fixture.grantedUntil(dave)).toBe('for good');
    expect(await reported()).toEqual([dave]);
  });

  it('then it is told again if it was gone for thirty days and has come back, and not before', async () => {
    await round();
    expect(await reported()).toEqual([dave]);
    const leaveFor = async (length: Duration) => {
      await fixture.records.grants.remove(access(dave), { fence: 1, now: fixture.clock.now() });
      fixture.clock.pass(length);
      await fixture.records.grants.put(access(dave), { fence: 1 });
      await round();
    };
    await leaveFor(days(29));
    expect(await reported()).toEqual([dave]);
    await leaveFor(days(30));
    expect(await reported()).toEqual([dave, dave]);
    expect(heard()).toEqual(['access.outside', 'access.outside']);
    expect(await fixture.grantedUntil(dave)).toBe('for good');
  });

  it('then it is no news, however long it stays', async () => {
    for (let month = 0; month < 3; month += 1) {
      await round();
      fixture.clock.pass(days(29));
    }
    expect(await reported()).toEqual([dave]);
  });

  it('then it is no news once it is assigned here as well', async () => {
    await fixture.hold(lease('taken-on', { principalId: dave, assignmentType: 'assigned', endDateTime: undefined }));
    await round();
    expect([await reported(), fixture.calls]).toEqual([[], []]);
  });
});

it('When a group has members and owners for good, then these are no grants and nobody hears of them', async () => {
  const [group] = organisation.filter(({ id }) => id === eligibleGroup);
  await fixture.records.principals.save([{ ...group, memberIds: [bob], ownerIds: [carol] } as never]);
  await round();
  expect([await reported(), heard()]).toEqual([[], []]);
});

describe('When there is more than one page', () => {
  const people = Array.from({ length: 5 }, (_, number) => principal(`p${number}`)).sort();

  it('then every process goes on where another stopped, one page in each pause, and all are reached', async () => {
    for (const person of people) await fixture.records.grants.put(access(person), { fence: 1 });
    await step(2); // the leases: there are none
    for (const known of [2, 4, 5, 5]) {
      await step(2); // too soon: nothing is done
      fixture.clock.pass(pause);
      await step(2);
      expect(await reported()).toHaveLength(known);
    }
    expect(asked).toMatchObject({ reads: 0, pages: 3 });
  });

  it('then a page that was in hand when its process was killed is another’s after the pause, whole', async () => {
    for (const person of people) await fixture.records.grants.put(access(person), { fence: 1 });
    await step(2); // the leases: there are none
    fixture.clock.pass(pause);
    await new Promise<void>((isAsking) => {
      stall = isAsking;
      void step(2);
    });
    stall = undefined;
    await step(2); // it might still be at work
    expect(await reported()).toEqual([]);
    for (const known of [2, 4, 5]) {
      fixture.clock.pass(pause);
      await step(2);
      expect(await reported()).toEqual(expect.arrayContaining(people.slice(0, known)));
      expect(await reported()).toHaveLength(known);
    }
  });

  it('then no step asks the directory for more than a page', async () => {
    await fixture.hold(...people.map((principalId, number) => lease(`lease-${number}`, { principalId })));
    for (const person of people)
      await fixture.records.grants.put(access(person), { endDateTime: inTwoHours, fence: 1 });
    await round(2, 6);
    expect(asked.atOnce).toEqual([2, 2, 1]);
    expect(asked.pages).toBe(3);
    expect([heard(), fixture.calls]).toEqual([[], []]);
  });

  it('then an access with many leases is judged by all of them, whichever page they fall on', async () => {
    const ends = [1, 2, 3, 4].map((number) => later(monday, hours(number)));
    await fixture.hold(...ends.map((endDateTime, number) => lease(`lease-${number}`, { endDateTime })));
    await fixture.records.grants.put(access(alice), { endDateTime: later(monday, hours(4)), fence: 1 });
    await round(2, 4);
    expect(heard()).toEqual([]);
  });

  it('then a page that the directory did not answer is looked at again', async () => {
    await fixture.hold(...people.map((principalId, number) => lease(`lease-${number}`, { principalId })));
    fault = new AdapterError('unavailable', 'away');
    await expect(step()).rejects.toBe(fault);
    expect(heard()).toEqual([]);
    fault = undefined;
    fixture.clock.pass(pause);
    await step();
    await fixture.follow();
    expect(fixture.calls).toEqual(people.map(() => 'grant'));
  });
});

it('When somebody gives a role back while it is looked at, then that stands', async () => {
  const id = idIn(await fixture.ask());
  await fixture.follow();
  fixture.clock.pass(minutes(6));
  await Promise.all([step(), fixture.giveBack(id, by(alice)), step()]);
  await round();
  expect(await fixture.grantedUntil()).toBe('never');
  expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'deactivated' });
});
