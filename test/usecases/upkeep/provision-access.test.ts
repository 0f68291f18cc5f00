import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { activity } from '../../../domain/audit/activity.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { hours, after as later, minutes } from '../../../domain/time.js';
import { provisionAccess } from '../../../domain/usecases/upkeep/provision-access.js';
import { alice, aRequest, aRole, aSchedule, by, monday } from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const access = { principalId: alice, role: aRole() };
const timeout = () => new AdapterError('timeout', 'no answer');
const rejected = () => new AdapterError('rejected', 'the directory says no');
const inTwoHours = later(monday, hours(2));

/** Lets a minute go by, which is longer than any backoff, and carries out what is due. */
const followLater = async () => {
  fixture.clock.pass(minutes(1));
  await fixture.follow();
};
const assigned = (name: string, over: Parameters<typeof aSchedule>[0] = {}) =>
  aSchedule({
    id: scheduleId(name),
    createdUsing: requestId(`request of ${name}`),
    assignmentType: 'assigned',
    status: 'PendingProvisioning',
    ...over,
  });

/** Leases that an administrator's requests have become. */
const lease = (...schedules: Schedule[]) =>
  fixture.store.transaction(async (tx) => {
    for (const { createdUsing: id } of schedules) {
      await tx.requests.insert(aRequest({ id, action: 'adminAssign', status: 'Provisioned' }));
    }
    await tx.schedules.insert(...schedules);
  });

describe('When the directory fails', () => {
  it('then nothing is called active until it has confirmed, and it is tried again', async () => {
    fixture.mishaps.push({ failed: timeout() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingProvisioning' });
    await followLater();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(fixture.calls).toEqual(['grant', 'grant']);
  });

  it('then a grant whose answer was lost is found there, and not made twice', async () => {
    fixture.mishaps.push({ lost: timeout() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingProvisioning' });
    await followLater();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(fixture.calls).toEqual(['grant']);
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.activationCompleted]);
  });

  it('then a grant that lands after its role was given back is kept out', async () => {
    fixture.mishaps.push({ late: timeout() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    await followLater();
    expect(fixture.calls).toEqual(['grant', 'revoke', 'grant kept out']);
    expect(await fixture.grantedUntil()).toBe('never');
  });

  it('then a late grant that no fence could keep out is found and taken out a minute later', async () => {
    fixture.mishaps.push({ failed: timeout() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    await followLater();
    await fixture.records.grants.put(access, { endDateTime: inTwoHours, fence: 2 });
    await fixture.follow();
    expect(await fixture.grantedUntil()).not.toBe('never');
    fixture.clock.pass(minutes(1));
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
  });

  it('then a removal is tried until it is done, and once more after one whose answer was lost', async () => {
    const id = idIn(await fixture.ask());
    await fixture.follow();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    fixture.mishaps.push({ failed: timeout() }, { failed: rejected() }, { lost: timeout() });
    for (let round = 0; round < 3; round += 1) await followLater();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation' });
    await followLater();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'deactivated' });
    expect(await fixture.grantedUntil()).toBe('never');
    expect(fixture.calls).toEqual(['grant', 'revoke', 'revoke', 'revoke', 'revoke']);
  });

  it('then a grant it refuses for good has failed, with the reason, and can be asked for again', async () => {
    fixture.mishaps.push({ failed: rejected() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'rejected' });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Failed', endedBy: 'failed' });
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, `${activity.requestFailed}: rejected`]);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it('then a grant that it shows is active, even where its answer was a refusal', async () => {
    fixture.mishaps.push({ lost: rejected() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
  });

  it('then a refused change of the end does not hide a lease that has to go', async () => {
    const [long, short] = [
      assigned('long', { endDateTime: later(monday, hours(8)) }),
      assigned('short', { endDateTime: inTwoHours }),
    ];
    await lease(long, short);
    await fixture.provision(access, { fence: 1 });
    await fixture.store.transaction(async (tx) => {
      const held = await tx.schedules.get(long.id);
      if (held) await tx.schedules.save({ ...held, status: 'PendingRevocation', endedBy: 'removed' });
    });
    fixture.mishaps.push({ failed: rejected() });
    await expect(fixture.provision(access, { fence: 2 })).rejects.toMatchObject({ code: 'rejected' });
    expect(await fixture.store.read.schedules.get(long.id)).toMatchObject({ status: 'PendingRevocation' });
    await fixture.provision(access, { fence: 3 });
    expect(await fixture.store.read.schedules.get(long.id)).toMatchObject({ status: 'Revoked' });
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
  });

  it('then a lease that is refused does not keep in what another lease gives back', async () => {
    await lease(assigned('going', { status: 'PendingRevocation', endedBy: 'removed' }));
    fixture.mishaps.push({ failed: rejected() });
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed' });
    expect(await fixture.store.read.schedules.get(scheduleId('going'))).toMatchObject({ status: 'Revoked' });
  });
});

describe('When two leases hold one access', () => {
  const standing = { endDateTime: later(monday, hours(5)) };

  it('then giving back the activation leaves the other, until its own end', async () => {
    await lease(assigned('standing', standing));
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(standing.endDateTime);
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    await fixture.follow();
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked' });
    expect(await fixture.grantedUntil()).toBe(standing.endDateTime);
    fixture.clock.set(standing.endDateTime);
    await fixture.tick();
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.store.read.schedules.get(scheduleId('standing'))).toMatchObject({ status: 'Revoked' });
  });

  it('then the shorter one ending does not cut the longer one short', async () => {
    await lease(assigned('standing', { endDateTime: later(monday, hours(1)) }));
    const id = idIn(await fixture.ask());
    await fixture.follow();
    fixture.clock.pass(hours(1));
    await fixture.tick();
    await fixture.follow();
    expect(await fixture.store.read.schedules.get(scheduleId('standing'))).toMatchObject({ status: 'Revoked' });
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
    expect(fixture.calls).not.toContain('revoke');
  });

  it('then the longer one going leaves the shorter one’s end', async () => {
    await lease(assigned('short', { endDateTime: later(monday, hours(1)) }));
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(later(monday, hours(1)));
  });

  it('then a permanent one makes the grant permanent', async () => {
    await lease(assigned('permanent', { endDateTime: undefined }));
    await fixture.ask();
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('for good');
  });
});

describe('When it is carried out again without need', () => {
  it('then nothing more is done or recorded', async () => {
    const id = idIn(await fixture.ask());
    await fixture.follow();
    const before = await fixture.written();
    await Promise.all([fixture.provision(access, { fence: 7 }), fixture.provision(access, { fence: 8 })]);
    expect(fixture.calls).toEqual(['grant']);
    expect(await fixture.written()).toEqual(before);
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
  });

  it('then five at once confirm it once', async () => {
    const id = idIn(await fixture.ask());
    await Promise.all([1, 1, 1, 1, 1].map((fence) => fixture.provision(access, { fence })));
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.activationCompleted]);
  });
});

describe('When a lease changes while the directory is at work', () => {
  it('then the directory’s answer settles only what it was asked for', async () => {
    const id = idIn(await fixture.ask());
    fixture.clock.pass(minutes(5));
    const provisioner = {
      serves: () => true,
      read: async () => (fixture.calls.includes('granted') ? { access, endDateTime: inTwoHours } : undefined),
      grant: async () => {
        fixture.calls.push('granted');
        await fixture.giveBack(id, by(alice));
      },
      revoke: async () => undefined,
      readAll: async () => [],
      grants: async () => ({ grants: [], next: undefined }),
    };
    await provisionAccess({ ...fixture.deps, provisioners: [provisioner] })(access, { fence: 1 });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'PendingRevocation' });
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.deactivationRequested]);
  });
});

it('When nothing serves a kind of role, then that is a fault for the operator, and nothing is said to have happened', async () => {
  await expect(provisionAccess({ ...fixture.deps, provisioners: [] })(access, { fence: 1 })).rejects.toMatchObject({
    code: 'rejected',
  });
});
