import { describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, type RequestId, requestId, scheduleId } from '../../../domain/ids.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { reviewRequest } from '../../../domain/usecases/approval/review-request.js';
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
import { eligibleGroup, erin, idIn, organisation, useCaseHouse } from '../../support/setups/use-case-house.js';

const house = useCaseHouse();
const group = [{ type: 'groupMembers', groupId: approversGroup }] as const;
const oneOfThem = approvedBy(aStagePolicy({ primaryApprovers: group }));

async function asked(changes = oneOfThem) {
  await house.changePolicy(changes);
  return idIn(await house.ask());
}

async function revokeOwnEligibility() {
  const [own] = await house.store.read.schedules.list({ level: 'eligibility', principalIds: [alice], limit: 1 });
  if (!own) throw new Error('Alice is not eligible');
  await house.store.transaction((tx) => tx.schedules.save({ ...own, status: 'Revoked' }));
}

async function withoutMember(gone: PrincipalId) {
  const approvers = organisation.find(({ id }) => id === approversGroup);
  if (approvers?.type !== 'group') throw new Error('there is no group of approvers');
  const memberIds = approvers.memberIds.filter((id) => id !== gone);
  await house.records.principals.save([{ ...approvers, memberIds }]);
}

describe('When an approver approves', () => {
  it('then the role is live within the same breath, and taken back when its time is up', async () => {
    const id = await asked();
    house.clock.pass(minutes(3));
    expect(await house.review(id)).toEqual({ ok: true, value: { outcome: 'approved' } });
    await house.follow();
    const end = later(monday, milliseconds(minutes(3) + hours(2)));
    expect(await house.request(id)).toMatchObject({
      status: 'Provisioned',
      stages: [{ reviews: [{ reviewedBy: bob }] }],
    });
    expect(await house.grantedUntil()).toBe(end);
    house.clock.set(end);
    expect(await house.tick()).toBe(1);
    await house.follow();
    expect(await house.grantedUntil()).toBe('never');
    expect(await house.schedule(id)).toMatchObject({ status: 'Revoked', endedBy: 'expired', endedDateTime: end });
    expect(await house.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await house.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      activity.activationCompleted,
      activity.activationExpired,
      activity.deactivationCompleted,
    ]);
  });

  it('then the last moment before the deadline is in time, and the deadline itself is not', async () => {
    const id = await asked();
    house.clock.set(later(monday, milliseconds(days(1) - 1)));
    expect(await house.review(id, { justification: 'in time' })).toMatchObject({ ok: true });
  });
});

describe('When an approver denies', () => {
  it('then it is over, nothing reaches the directory, and it can be asked for again', async () => {
    const id = await asked();
    expect(await house.review(id, { reviewResult: 'Deny', justification: 'no' })).toEqual({
      ok: true,
      value: { outcome: 'denied' },
    });
    await house.follow();
    expect(await house.request(id)).toMatchObject({ status: 'Denied', completedDateTime: monday });
    expect(house.calls).toEqual([]);
    expect(await house.trail(id)).toEqual([activity.activationRequested, activity.requestDenied]);
    expect(await house.ask()).toMatchObject({ ok: true });
  });
});

describe('When somebody may not decide, or not any more', () => {
  it.each<[string, PrincipalId, string]>([
    ['the requestor', alice, 'SELF_REVIEW'],
    ['somebody who is no approver', dave, 'NOT_AN_APPROVER'],
    ['a member whose account is disabled', erin, 'NOT_AN_APPROVER'],
  ])('then %s is refused, and that is all that is recorded', async (_who, actor, code) => {
    const id = await asked();
    const before = await house.written();
    expect(await house.review(id, {}, by(actor))).toMatchObject({ ok: false, refusal: { code } });
    expect(await house.written()).toEqual({ ...before, audit: before.audit + 1 });
    expect(await house.trail(id)).toEqual([activity.activationRequested, `${activity.requestApproved}: ${code}`]);
    expect(await house.request(id)).toMatchObject({ status: 'PendingApproval', version: 0 });
  });

  it('then whoever asks in the group they would approve in does not approve for themself', async () => {
    await house.changePolicy(oneOfThem);
    await house.hold(
      aSchedule({
        id: scheduleId('bobs'),
        level: 'eligibility',
        assignmentType: 'assigned',
        principalId: bob,
        endDateTime: undefined,
      }),
    );
    const id = idIn(await house.ask({}, by(bob)));
    expect(await house.review(id, {}, by(bob))).toMatchObject({ refusal: { code: 'SELF_REVIEW' } });
    expect(await house.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('then one who has left the group since the card was drawn is refused', async () => {
    const id = await asked();
    await withoutMember(bob);
    expect(await house.review(id)).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });

  it('then one whom the policy no longer names is refused, and one it names now may', async () => {
    const id = await asked();
    await house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(dave) })));
    expect(await house.review(id)).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await house.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });

  it('then a late one is told when it ended, even before anything has swept', async () => {
    const id = await asked();
    house.clock.set(later(monday, days(1)));
    expect(await house.review(id)).toMatchObject({
      refusal: { code: 'STAGE_TIMED_OUT', timedOutAt: later(monday, days(1)) },
    });
    await house.tick();
    expect(await house.review(id)).toMatchObject({ refusal: { code: 'NOT_PENDING', status: 'TimedOut' } });
  });

  it('then a second one is told how it stands', async () => {
    const id = await asked();
    await house.review(id);
    expect(await house.review(id, {}, by(carol))).toMatchObject({
      refusal: { code: 'NOT_PENDING', status: 'PendingProvisioning' },
    });
    await house.follow();
    expect(await house.review(id, { reviewResult: 'Deny' }, by(carol))).toMatchObject({
      refusal: { status: 'Provisioned' },
    });
  });

  it('then a card of another stage or of other terms decides nothing', async () => {
    const id = await asked();
    expect(await house.review(id, { stageId: 1 })).toMatchObject({ refusal: { code: 'STALE_CARD' } });
    expect(await house.review(id, { revision: 1 })).toMatchObject({ refusal: { code: 'STALE_CARD' } });
  });

  it('then a missing reason is asked for', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: group, isApproverJustificationRequired: true })),
    );
    expect(await house.review(id, { justification: '' })).toMatchObject({
      refusal: { code: 'REVIEW_JUSTIFICATION_REQUIRED' },
    });
  });

  it('then a request that never was is not found, and nothing is recorded', async () => {
    expect(await house.review(requestId('no-such'))).toEqual({ ok: false, refusal: { code: 'REQUEST_NOT_FOUND' } });
    expect(await house.written()).toMatchObject({ audit: 0 });
  });
});

describe('When presses come more than once or all at once', () => {
  it('then of an approval and a denial at the same moment one decides, and the other is told', async () => {
    const id = await asked();
    const outcomes = await Promise.all([
      house.review(id, {}, by(bob)),
      house.review(id, { reviewResult: 'Deny' }, by(carol)),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const [loser] = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.refusal));
    expect(loser).toMatchObject({ code: 'NOT_PENDING' });
    await house.follow();
    const { status, stages } = await house.request(id);
    const isApproved = outcomes[0]?.ok ?? false;
    expect(status).toBe(isApproved ? 'Provisioned' : 'Denied');
    expect(stages[0]?.reviews).toHaveLength(1);
    expect(house.calls).toEqual(isApproved ? ['grant'] : []);
  });

  it('then ten redeliveries of one press decide once, and all are told the same', async () => {
    const id = await asked();
    const press = by(bob);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => house.review(id, {}, press)));
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => ({ ok: true, value: { outcome: 'approved' } })));
    await house.follow();
    expect(await house.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      activity.activationCompleted,
    ]);
  });

  it('then twelve approvers at once, all of whom it takes, are all counted', async () => {
    const crowd = Array.from({ length: 12 }, (_, number) => principal(`crew${number}`));
    const [anybody] = organisation;
    if (anybody?.type !== 'user') throw new Error('there is nobody');
    await house.records.principals.save(crowd.map((id) => ({ ...anybody, id, userPrincipalName: id })));
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(...crowd), approvalsRequired: 12 })));
    const outcomes = await Promise.all(crowd.map((each) => house.review(id, {}, by(each))));
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
    expect(await house.review(id)).toEqual({ ok: true, value: { outcome: 'next-stage' } });
    expect(await house.review(id, {}, by(carol))).toMatchObject({ refusal: { code: 'STALE_CARD' } });
    expect(await house.review(id, { stageId: 1 }, by(bob))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    expect(await house.review(id, { stageId: 1 }, by(carol))).toEqual({ ok: true, value: { outcome: 'approved' } });
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
    await house.hold(held);
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: [] })));
    expect(await house.review(id, {}, by(bob))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    house.clock.set(later(monday, hours(1)));
    expect(await house.review(id, {}, by(dave))).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
    house.clock.set(later(monday, minutes(59)));
    expect(await house.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });
});

describe('When what the request stood on is gone by the time it is approved, then it fails and says why', () => {
  it('the eligibility', async () => {
    const id = await asked();
    await revokeOwnEligibility();
    expect(await house.review(id)).toEqual({ ok: true, value: { outcome: 'failed' } });
    await house.follow();
    expect(await house.request(id)).toMatchObject({
      status: 'Failed',
      failure: 'ELIGIBILITY_GONE',
      completedDateTime: monday,
    });
    expect(house.calls).toEqual([]);
    expect(await house.trail(id)).toEqual([
      activity.activationRequested,
      activity.requestApproved,
      `${activity.requestFailed}: ELIGIBILITY_GONE`,
    ]);
  });

  it('the requestor’s account', async () => {
    const id = await asked();
    const [account] = organisation;
    if (account?.type !== 'user') throw new Error('there is nobody');
    await house.records.principals.save([{ ...account, accountEnabled: false }]);
    await house.review(id);
    expect(await house.request(id)).toMatchObject({ status: 'Failed', failure: 'REQUESTOR_GONE' });
  });

  it('the policy’s permission for so long', async () => {
    const id = await asked();
    const shorter = { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } };
    await house.changePolicy({ ...oneOfThem, ...shorter });
    await house.review(id);
    expect(await house.request(id)).toMatchObject({ status: 'Failed', failure: 'POLICY_TIGHTENED' });
  });
});

describe('When something changes between reading and deciding', () => {
  /** Reviews as Bob; `meanwhile` happens once, after the facts were read for the first time. */
  async function reviewWhile(id: RequestId, meanwhile: () => Promise<unknown>) {
    let isFirst = true;
    const directory = {
      ...house.directory,
      principal: async (of: PrincipalId) => {
        if (isFirst) {
          isFirst = false;
          await meanwhile();
        }
        return house.directory.principal(of);
      },
    };
    const words = { stageId: 0, revision: 0, reviewResult: 'Approve', justification: '' } as const;
    return reviewRequest({ ...house.deps, directory })(id, words, noProofs, by(bob));
  }

  it('then another approver’s decision counts', async () => {
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: group, approvalsRequired: 2 })));
    const outcome = await reviewWhile(id, () => house.review(id, {}, by(carol)));
    expect(outcome).toEqual({ ok: true, value: { outcome: 'approved' } });
  });

  it('then an eligibility that is gone does not count, and one that a group still has does', async () => {
    const id = await asked();
    await house.hold(anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup }));
    const outcome = await reviewWhile(id, revokeOwnEligibility);
    expect(outcome).toEqual({ ok: true, value: { outcome: 'approved' } });
    expect(await house.request(id)).toMatchObject({ activatedUsing: 'of-the-group' });
  });

  it('then the policy in force counts, and whom it names', async () => {
    const id = await asked();
    const withoutBob = approvedBy(aStagePolicy({ primaryApprovers: asks(carol) }));
    const outcome = await reviewWhile(id, () => house.changePolicy(withoutBob));
    expect(outcome).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });

  it('then the stage that is under review by now counts', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: group }), aStagePolicy({ primaryApprovers: asks(dave) })),
    );
    const outcome = await reviewWhile(id, () => house.review(id, {}, by(carol)));
    expect(outcome).toMatchObject({ refusal: { code: 'NOT_AN_APPROVER' } });
  });
});
