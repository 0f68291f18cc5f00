import { describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import { hours, after as later, minutes } from '../../../domain/time.js';
import {
  alice,
  approvedBy,
  aRequest,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  by,
  dave,
  monday,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();

async function active() {
  const id = idIn(await fixture.ask());
  await fixture.follow();
  return id;
}

describe('When somebody gives back what they activated', () => {
  it('then it is gone from the directory, the record says so, and it can be activated again', async () => {
    const id = await active();
    fixture.clock.pass(minutes(5));
    expect(await fixture.giveBack(id)).toEqual({ ok: true, value: { requestId: id } });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.schedule(id)).toMatchObject({
      status: 'Revoked',
      endedBy: 'deactivated',
      endJustification: 'done',
    });
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.activationCompleted,
      activity.deactivationRequested,
      activity.deactivationCompleted,
    ]);
    expect(await fixture.store.nextTransitionAt()).toBeUndefined();
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it('then it is a request of its own, as in Graph', async () => {
    const id = await active();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(id);
    const [newest] = await fixture.store.read.requests.list({ principalId: alice, limit: 1 });
    const { id: targetScheduleId } = await fixture.schedule(id);
    expect(newest).toMatchObject({ action: 'selfDeactivate', status: 'Revoked', targetScheduleId });
  });

  it('then a redelivery and a second press change nothing', async () => {
    const id = await active();
    fixture.clock.pass(minutes(5));
    const press = by(alice);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => fixture.giveBack(id, press)));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await fixture.giveBack(id)).toMatchObject({ refusal: { code: 'NOT_ACTIVE' } });
    await fixture.follow();
    expect(fixture.calls).toEqual(['grant', 'revoke']);
  });

  it('then one on its way in never becomes active, and does not stand in the way of the next', async () => {
    const id = idIn(await fixture.ask());
    fixture.clock.pass(minutes(5));
    expect(await fixture.giveBack(id)).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.request(id)).toMatchObject({ status: 'Revoked' });
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });
});

describe('When what somebody has was given to them', () => {
  it.each(['assignment', 'eligibility'] as const)('then it is not theirs to give back: %s', async (level) => {
    const given = { id: scheduleId('given'), createdUsing: requestId('given'), role: aRole('given'), level };
    const request = aRequest({ id: requestId('given'), action: 'adminAssign', role: aRole('given'), level });
    await fixture.store.transaction((tx) => tx.requests.insert(request));
    await fixture.hold(aSchedule({ ...given, assignmentType: 'assigned' }));
    expect(await fixture.giveBack(requestId('given'))).toMatchObject({ refusal: { code: 'NOT_ACTIVE' } });
    expect(await fixture.schedule(requestId('given'))).toMatchObject({ status: 'Provisioned' });
  });
});

describe('When it cannot be given back, then it stays, and only the attempt is on record', () => {
  it.each<[string, number, typeof alice, string]>([
    ['too soon', 4, alice, 'ACTIVE_TOO_SHORT'],
    ['by somebody else', 5, dave, 'NOT_YOURS'],
    ['at its end, before anything has swept', 120, alice, 'NOT_ACTIVE'],
  ])('%s', async (_case, after, actor, code) => {
    const id = await active();
    fixture.clock.pass(minutes(after));
    const before = await fixture.written();
    expect(await fixture.giveBack(id, by(actor))).toMatchObject({ ok: false, refusal: { code } });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Provisioned' });
  });

  it('and one that never was is not found', async () => {
    expect(await fixture.giveBack(requestId('no-such'))).toEqual({ ok: false, refusal: { code: 'REQUEST_NOT_FOUND' } });
  });
});

describe('When a request is canceled', () => {
  const waiting = async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    return idIn(await fixture.ask());
  };

  it('then it is over, nobody can decide it any more, and it can be asked for again', async () => {
    const id = await waiting();
    expect(await fixture.cancel(id)).toEqual({ ok: true, value: { requestId: id } });
    expect(await fixture.request(id)).toMatchObject({ status: 'Canceled', completedDateTime: monday });
    expect(await fixture.review(id)).toMatchObject({ refusal: { code: 'NOT_PENDING', status: 'Canceled' } });
    expect(await fixture.trail(id)).toContain(activity.requestCanceled);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it('then time does nothing to it', async () => {
    const id = await waiting();
    await fixture.cancel(id);
    fixture.clock.pass(hours(48));
    expect(await fixture.tick()).toBe(0);
    expect(await fixture.request(id)).toMatchObject({ status: 'Canceled' });
  });

  it.each<[string, typeof alice, string]>([
    ['by somebody else', dave, 'NOT_YOURS'],
    ['by its approver', bob, 'NOT_YOURS'],
  ])('then not %s', async (_who, actor, code) => {
    const id = await waiting();
    const before = await fixture.written();
    expect(await fixture.cancel(id, by(actor))).toMatchObject({ refusal: { code } });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
  });

  it('then of a cancellation and an approval at the same moment one wins, and the other is told', async () => {
    const id = await waiting();
    const [canceled, approved] = await Promise.all([fixture.cancel(id), fixture.review(id)]);
    expect([canceled.ok, approved.ok].filter(Boolean)).toHaveLength(1);
    await fixture.follow();
    expect((await fixture.request(id)).status).toBe(canceled.ok ? 'Canceled' : 'Provisioned');
    expect(await fixture.grantedUntil()).toBe(canceled.ok ? 'never' : later(monday, hours(2)));
  });

  it('then what is active has to be given back instead', async () => {
    const id = await active();
    expect(await fixture.cancel(id)).toMatchObject({ refusal: { code: 'NOT_CANCELABLE', status: 'Provisioned' } });
  });
});
