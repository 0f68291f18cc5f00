import { describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later } from '../../../domain/time.js';
import { requestActivation } from '../../../domain/usecases/activation/request-activation.js';
import {
  alice,
  anAsk,
  anEligibility,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  monday,
} from '../../support/builders.js';
import { eligibleGroup, erin, idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const inTwoHours = later(monday, hours(2));
const byApprovers = approvedBy(aStagePolicy({ primaryApprovers: [{ type: 'groupMembers', groupId: approversGroup }] }));

describe('When nobody has to approve', () => {
  it('then the role is in the directory until its end, and the record says how it came there', async () => {
    const id = idIn(await fixture.ask());
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingProvisioning' });
    expect(await fixture.grantedUntil()).toBe('never');
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned', completedDateTime: monday });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Provisioned', provisionedDateTime: monday });
    expect(await fixture.grantedUntil()).toBe(inTwoHours);
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.activationCompleted]);
  });

  it('then asking again while it is active is refused, and names what is there', async () => {
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.ask()).toEqual({
      ok: false,
      refusal: { code: 'ASSIGNMENT_EXISTS', requestId: id, startDateTime: monday, endDateTime: inTwoHours },
    });
  });

  it('then it ends with the eligibility where that ends first', async () => {
    const [eligibility] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
    if (!eligibility) throw new Error('nobody is eligible');
    await fixture.store.transaction((tx) =>
      tx.schedules.save({ ...eligibility, endDateTime: later(monday, hours(1)) }),
    );
    await fixture.ask();
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(later(monday, hours(1)));
  });
});

describe('When somebody is eligible only through a group within a group', () => {
  const role = aRole('through-a-group');

  it('then they may activate for themself, and nobody else of the group has it by that', async () => {
    await fixture.changePolicy({}, role);
    await fixture.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup, role }));
    const id = idIn(await fixture.ask({}, by(alice), role));
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned', activatedUsing: 'of-the-group' });
    expect(await fixture.grantedUntil(alice, role)).toBe(inTwoHours);
    expect(await fixture.grantedUntil(eligibleGroup, role)).toBe('never');
    expect(await fixture.ask({}, by(bob), role)).toMatchObject({ ok: false });
  });
});

describe('When somebody has to approve', () => {
  it('then nothing begins, and the first stage is under review from now', async () => {
    await fixture.changePolicy(byApprovers);
    const id = idIn(await fixture.ask());
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({
      status: 'PendingApproval',
      stages: [{ status: 'InProgress', timesOutAt: later(monday, days(1)) }],
    });
    expect(await fixture.store.read.schedules.createdBy(id)).toEqual([]);
    expect(await fixture.trail(id)).toEqual([activity.activationRequested]);
  });

  it.each([
    ['the only approver is disabled', asks(erin)],
    ['the only approver is the requestor', asks(alice)],
    ['nobody is named and nobody holds the roles that decide by default', []],
  ])('then it is refused at once where %s', async (_why, primaryApprovers) => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers })));
    expect(await fixture.ask()).toMatchObject({ ok: false, refusal: { code: 'NO_APPROVER', available: 0 } });
  });

  it('then whoever is disabled or asks themself does not count among the group’s members', async () => {
    const stage = { primaryApprovers: byApprovers.Approval_EndUser_Assignment?.stages[0]?.primaryApprovers ?? [] };
    await fixture.changePolicy(approvedBy(aStagePolicy({ ...stage, approvalsRequired: 3 })));
    expect(await fixture.ask()).toMatchObject({ refusal: { code: 'NO_APPROVER', required: 3, available: 2 } });
  });
});

describe('When asking is refused', () => {
  it('then nothing is left of it but its line in the record', async () => {
    const before = await fixture.written();
    expect(await fixture.ask({ justification: '' })).toMatchObject({ refusal: { code: 'POLICY_RULES_FAILED' } });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
    expect(await fixture.audits()).toMatchObject([
      {
        activity: activity.activationRequested,
        result: 'failure',
        resultReason: 'POLICY_RULES_FAILED',
        subject: alice,
      },
    ]);
  });

  it('then the same delivery again says the same, and is not recorded twice', async () => {
    const delivery = by(alice);
    const first = await fixture.ask({ justification: '' }, delivery);
    expect(await fixture.ask({ justification: '' }, delivery)).toEqual(first);
    expect(await fixture.written()).toMatchObject({ audit: 1 });
  });

  it.each([
    ['a disabled person', erin],
    ['somebody the directory does not know', eligibleGroup],
  ])('then %s learns only that they may not', async (_who, actor) => {
    await fixture.hold(anEligibility({ id: scheduleId('theirs'), principalId: actor }));
    expect(await fixture.ask({}, by(actor))).toMatchObject({ refusal: { code: 'REQUESTOR_NOT_ENABLED' } });
  });
});

describe('When deliveries come more than once or all at once', () => {
  it('then ten of the same make one request, and all are told the same', async () => {
    const delivery = by(alice);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => fixture.ask({}, delivery)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    await fixture.follow();
    expect(await fixture.written()).toMatchObject({ requests: 1, schedules: 2, audit: 2 });
    expect(fixture.calls).toEqual(['grant']);
  });

  it('then of two who ask for the same at once one is told that the other’s waits', async () => {
    await fixture.changePolicy(byApprovers);
    const outcomes = await Promise.all([fixture.ask(), fixture.ask(), fixture.ask()]);
    const [winner, ...more] = outcomes.filter(({ ok }) => ok);
    expect(more).toEqual([]);
    const losers = outcomes.filter(({ ok }) => !ok);
    const standing = winner?.ok && winner.value.requestId;
    const told = { ok: false, refusal: { code: 'REQUEST_PENDING', requestId: standing, status: 'PendingApproval' } };
    expect(losers).toMatchObject([told, told]);
  });
});

describe('When the start is later', () => {
  const tomorrow = later(monday, days(1));
  const asked = { scheduleInfo: { startDateTime: tomorrow, expiration: anAsk().scheduleInfo.expiration } };

  it('then it waits, begins at its start, and ends at its end', async () => {
    const id = idIn(await fixture.ask(asked));
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Granted' });
    expect(await fixture.store.nextTransitionAt()).toBe(tomorrow);
    expect(fixture.calls).toEqual([]);
    fixture.clock.set(tomorrow);
    expect(await fixture.tick()).toBe(1);
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.grantedUntil()).toBe(later(tomorrow, hours(2)));
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.activationStarted,
      activity.activationCompleted,
    ]);
  });

  it('then it cannot be asked for twice meanwhile, and can again once canceled', async () => {
    const id = idIn(await fixture.ask(asked));
    expect(await fixture.ask()).toMatchObject({ refusal: { code: 'REQUEST_PENDING', requestId: id } });
    expect(await fixture.cancel(id)).toMatchObject({ ok: true });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Canceled' });
    expect(await fixture.store.nextTransitionAt()).toBeUndefined();
    expect(await fixture.ask(asked)).toMatchObject({ ok: true });
  });

  it('then it fails where the eligibility is gone by then, and the directory never hears of it', async () => {
    const id = idIn(await fixture.ask(asked));
    const [eligibility] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
    if (!eligibility) throw new Error('nobody is eligible');
    await fixture.store.transaction((tx) => tx.schedules.save({ ...eligibility, endDateTime: tomorrow }));
    fixture.clock.set(tomorrow);
    await fixture.tick();
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'ELIGIBILITY_GONE' });
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Failed', endedBy: 'failed' });
    expect(fixture.calls).toEqual([]);
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      `${activity.requestFailed}: ELIGIBILITY_GONE`,
    ]);
  });

  it('then one that was slept through altogether has failed, and does not stand in the way', async () => {
    const id = idIn(await fixture.ask(asked));
    fixture.clock.set(later(tomorrow, hours(2)));
    await fixture.tick();
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'TIME_PASSED' });
    expect(fixture.calls).toEqual([]);
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, `${activity.requestFailed}: TIME_PASSED`]);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });
});

describe('When the policy changes while somebody asks', () => {
  it('then the one that decides is the one in force, never the one read before', async () => {
    let asked = 0;
    const { policies } = fixture.store.read;
    const of: typeof policies.of = async (role) => {
      const before = await policies.of(role);
      asked += 1;
      if (asked === 1) await fixture.changePolicy(byApprovers);
      return before;
    };
    const store = { ...fixture.store, read: { ...fixture.store.read, policies: { of } } };
    const proofs = { multiFactor: false, authenticationContexts: [] };
    const outcome = await requestActivation({ ...fixture.deps, store })(aRole(), anAsk(), proofs, by(alice));
    expect(await fixture.request(idIn(outcome))).toMatchObject({ status: 'PendingApproval' });
    expect(asked).toBe(2);
  });
});
