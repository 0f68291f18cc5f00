import { describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, type RequestId, requestId, scheduleId } from '../../../domain/ids.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { decideRequest } from '../../../domain/usecases/approval/decide-request.js';
import {
  alice,
  anEligibility,
  approvedBy,
  approversGroup,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
  monday,
  principal,
} from '../../support/builders.js';
import { eligibleGroup, erin, idIn, organisation, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const group = [{ type: 'groupMembers', groupId: approversGroup }] as const;
const oneOfThem = approvedBy(aStagePolicy({ primaryApprovers: group }));

async function asked(changes = oneOfThem) {
  await fixture.changePolicy(changes);
  return idIn(await fixture.ask());
}

async function revokeOwnEligibility() {
  const [own] = await fixture.store.read.schedules.list({ level: 'eligibility', principalIds: [alice], limit: 1 });
  if (!own) throw new Error('Alice is not eligible');
  await fixture.store.transaction((tx) => tx.schedules.save({ ...own, status: 'Revoked' }));
}

async function withoutMember(gone: PrincipalId) {
  const approvers = organisation.find(({ id }) => id === approversGroup);
  if (approvers?.type !== 'group') throw new Error('there is no group of approvers');
  const memberIds = approvers.memberIds.filter((id) => id !== gone);
  await fixture.records.principals.save([{ ...approvers, memberIds }]);
}

describe('When an approver approves', () => {
  it('then the role is live within the same breath, and taken back when its time is up', async () => {
    const id = await asked();
    fixture.clock.pass(minutes(3));
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'approved' } });
    await fixture.follow();
    const end = later(monday, milliseconds(minutes(3) + hours(2)));
    expect(await fixture.request(id)).toMatchObject({
      status: 'Provisioned',
      stages: [{ decisions: [{ reviewedBy: bob }] }],
    });
    expect(await fixture.grantedUntil()).toBe(end);
    fixture.clock.set(end);
    expect(await fixture.tick()).toBe(1);
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await fixture.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'expired', endedDateTime: end });
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      activity.activationCompleted,
      activity.activationExpired,
      activity.deactivationCompleted,
    ]);
  });

  it('then the last moment before the deadline is in time, and the deadline itself is not', async () => {
    const id = await asked();
    fixture.clock.set(later(monday, milliseconds(days(1) - 1)));
    expect(await fixture.review(id, { justification: 'in time' })).toMatchObject({ ok: true });
  });
});

describe('When an approver denies', () => {
  it('then it is over, nothing reaches the directory, and it can be asked for again', async () => {
    const id = await asked();
    expect(await fixture.review(id, { reviewResult: 'Deny', justification: 'no' })).toEqual({
      ok: true,
      value: { outcome: 'denied' },
    });
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({ status: 'Denied', completedDateTime: monday });
    expect(fixture.calls).toEqual([]);
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, activity.requestDenied]);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });
});

describe('When somebody may not decide, or not any more', () => {
  it.each<[string, PrincipalId, string]>([
    ['the requestor', alice, 'SELF_APPROVAL'],
    ['somebody who is no approver', dave, 'NOT_AN_APPROVER'],
    ['a member whose account is disabled', erin, 'NOT_AN_APPROVER'],
  ])('then %s is refused, and that is all that is recorded', async (_who, actor, code) => {
    const id = await asked();
    const before = await fixture.written();
    expect(await fixture.review(id, {}, by(actor))).toMatchObject({ ok: false, refusal: { code } });
    expect(await fixture.written()).toEqual({ ...before, audit: before.audit + 1 });
    expect(await fixture.trail(id)).toEqual([activity.activationRequested, `${activity.requestApproved}: ${code}`]);
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval', version: 0 });
  });

  it('then whoever asks in the group they would approve in does not approve for themself', async () => {
    await fixture.changePolicy(oneOfThem);
    await fixture.hold(
      aSchedule({
        id: scheduleId('bobs'),
        level: 'eligibility',
        assignmentType: 'assigned',
        principalId: bob,
        endDateTime: undefined,
      }),
    );
    const id = idIn(await fixture.ask({}, by(bob)));
    expect(await fixture.review(id, {}, by(bob))).toMatchObject({ refusal: { code: 'SELF_APPROVAL' } });
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('then one who has left the group since the card was drawn is refused', async () => {
    const id = await asked();
    await withoutMember(bob);
    expect(await fixture.review(id)).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });

  it('then one whom the policy no longer names is refused, and one it names now may', async () => {
    const id = await asked();
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(dave) })));
    expect(await fixture.review(id)).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });

  it('then a late one is told when it ended, even before anything has swept', async () => {
    const id = await asked();
    fixture.clock.set(later(monday, days(1)));
    expect(await fixture.review(id)).toMatchObject({
      refusal: { code: 'STAGE_TIMED_OUT', timedOutAt: later(monday, days(1)) },
    });
    await fixture.tick();
    expect(await fixture.review(id)).toMatchObject({ refusal: { code: 'NOT_PENDING', status: 'TimedOut' } });
  });

  it('then a second one is told how it stands', async () => {
    const id = await asked();
    await fixture.review(id);
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({
      refusal: { code: 'NOT_PENDING', status: 'PendingProvisioning' },
    });
    await fixture.follow();
    expect(await fixture.review(id, { reviewResult: 'Deny' }, by(carol))).toMatchObject({
      refusal: { status: 'Provisioned' },
    });
  });

  it('then a card of another stage or of other terms decides nothing', async () => {
    const id = await asked();
    expect(await fixture.review(id, { stageId: 1 })).toMatchObject({ refusal: { code: 'STALE_CARD' } });
    expect(await fixture.review(id, { revision: 1 })).toMatchObject({ refusal: { code: 'STALE_CARD' } });
  });

  it('then a missing reason is asked for', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: group, isApproverJustificationRequired: true })),
    );
    expect(await fixture.review(id, { justification: '' })).toMatchObject({
      refusal: { code: 'APPROVAL_JUSTIFICATION_REQUIRED' },
    });
  });

  it('then a request that never was is not found, and nothing is recorded', async () => {
    expect(await fixture.review(requestId('no-such'))).toEqual({ ok: false, refusal: { code: 'REQUEST_NOT_FOUND' } });
    expect(await fixture.written()).toMatchObject({ audit: 0 });
  });
});

describe('When presses come more than once or all at once', () => {
  it('then of an approval and a denial at the same moment one decides, and the other is told', async () => {
    const id = await asked();
    const outcomes = await Promise.all([
      fixture.review(id, {}, by(bob)),
      fixture.review(id, { reviewResult: 'Deny' }, by(carol)),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const [loser] = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.refusal));
    expect(loser).toMatchObject({ code: 'NOT_PENDING' });
    await fixture.follow();
    const { status, stages } = await fixture.request(id);
    const isApproved = outcomes[0]?.ok ?? false;
    expect(status).toBe(isApproved ? 'Provisioned' : 'Denied');
    expect(stages[0]?.decisions).toHaveLength(1);
    expect(fixture.calls).toEqual(isApproved ? ['grant'] : []);
  });

  it('then ten redeliveries of one press decide once, and all are told the same', async () => {
    const id = await asked();
    const press = by(bob);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => fixture.review(id, {}, press)));
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => ({ ok: true, value: { outcome: 'approved' } })));
    await fixture.follow();
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      activity.activationCompleted,
    ]);
  });

  it('then twelve approvers at once, all of whom it takes, are all counted', async () => {
    const crowd = Array.from({ length: 12 }, (_, number) => principal(`crew${number}`));
    const [anybody] = organisation;
    if (anybody?.type !== 'user') throw new Error('there is nobody');
    await fixture.records.principals.save(crowd.map((id) => ({ ...anybody, id, userPrincipalName: id })));
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(...crowd), approvalsRequired: 12 })));
    const outcomes = await Promise.all(crowd.map((each) => fixture.review(id, {}, by(each))));
    const words = outcomes.map((outcome) => (outcome.ok ? outcome.value.outcome : outcome.refusal.code));
    expect(words.toSorted()).toEqual(['approved', ...Array.from({ length: 11 }, () => 'waiting')]);
  });
});

describe('When there are several stages', () => {
  const twoStages = approvedBy(
    aStagePolicy({ primaryApprovers: asks(bob) }),
    aStagePolicy({ primaryApprovers: asks(carol), timeOut: hours(4) }),
  );

  it('then each asks its own people, and the first press cannot decide the second', async () => {
    const id = await asked(twoStages);
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'next-stage' } });
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ refusal: { code: 'STALE_CARD' } });
    expect(await fixture.review(id, { stageId: 1 }, by(bob))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await fixture.review(id, { stageId: 1 }, by(carol))).toEqual({ ok: true, value: { outcome: 'approved' } });
  });
});

describe('When nobody is named as approver', () => {
  it('then whoever holds Global or Privileged Role Administrator decides a directory role, for as long as they hold it', async () => {
    const held = aSchedule({
      id: scheduleId('pra'),
      assignmentType: 'assigned',
      principalId: dave,
      role: aRole(wellKnownRole.privilegedRoleAdministrator),
      endDateTime: later(monday, hours(1)),
    });
    await fixture.hold(held);
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: [] })));
    expect(await fixture.review(id, {}, by(bob))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    fixture.clock.set(later(monday, hours(1)));
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    fixture.clock.set(later(monday, minutes(59)));
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });
});

describe('When what the request stood on is gone by the time it is approved, then it fails and says why', () => {
  it('the eligibility', async () => {
    const id = await asked();
    await revokeOwnEligibility();
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'failed' } });
    await fixture.follow();
    expect(await fixture.request(id)).toMatchObject({
      status: 'Failed',
      failure: 'ELIGIBILITY_GONE',
      completedDateTime: monday,
    });
    expect(fixture.calls).toEqual([]);
    expect(await fixture.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      `${activity.requestFailed}: ELIGIBILITY_GONE`,
    ]);
  });

  it('the requestor’s account', async () => {
    const id = await asked();
    const [account] = organisation;
    if (account?.type !== 'user') throw new Error('there is nobody');
    await fixture.records.principals.save([{ ...account, accountEnabled: false }]);
    await fixture.review(id);
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'REQUESTOR_GONE' });
  });

  it('the policy’s permission for so long', async () => {
    const id = await asked();
    const shorter = { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } };
    await fixture.changePolicy({ ...oneOfThem, ...shorter });
    await fixture.review(id);
    expect(await fixture.request(id)).toMatchObject({ status: 'Failed', failure: 'POLICY_TIGHTENED' });
  });
});

describe('When something changes between reading and deciding', () => {
  /** Reviews as Bob; `meanwhile` happens once, after the facts were read for the first time. */
  async function decideWhile(id: RequestId, meanwhile: () => Promise<unknown>) {
    let isFirst = true;
    const directory = {
      ...fixture.directory,
      principal: async (of: PrincipalId) => {
        if (isFirst) {
          isFirst = false;
          await meanwhile();
        }
        return fixture.directory.principal(of);
      },
    };
    const words = { stageId: 0, revision: 0, reviewResult: 'Approve', justification: '' } as const;
    return decideRequest({ ...fixture.deps, directory })(id, words, noProofs, by(bob));
  }

  it('then another approver’s decision counts', async () => {
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: group, approvalsRequired: 2 })));
    const outcome = await decideWhile(id, () => fixture.review(id, {}, by(carol)));
    expect(outcome).toEqual({ ok: true, value: { outcome: 'approved' } });
  });

  it('then an eligibility that is gone does not count, and one that a group still has does', async () => {
    const id = await asked();
    await fixture.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup }));
    const outcome = await decideWhile(id, revokeOwnEligibility);
    expect(outcome).toEqual({ ok: true, value: { outcome: 'approved' } });
    expect(await fixture.request(id)).toMatchObject({ activatedUsing: 'of-the-group' });
  });

  it('then the policy in force counts, and whom it names', async () => {
    const id = await asked();
    const withoutBob = approvedBy(aStagePolicy({ primaryApprovers: asks(carol) }));
    const outcome = await decideWhile(id, () => fixture.changePolicy(withoutBob));
    expect(outcome).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });

  it('then the stage that is under review by now counts', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: group }), aStagePolicy({ primaryApprovers: asks(dave) })),
    );
    const outcome = await decideWhile(id, () => fixture.review(id, {}, by(carol)));
    expect(outcome).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });
});
