import { describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import { type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { ApproverSet, PolicyChanges } from '../../../domain/policy/policy.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, hours, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { listPendingApprovals } from '../../../domain/usecases/approval/list-requests.js';
import {
  aGroupRole,
  alice,
  anEligibility,
  aPendingRequest,
  approvedBy,
  approversGroup,
  aRole,
  aSchedule,
  aStage,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
  monday,
  principal,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const membersOf = (groupId: PrincipalId): ApproverSet[] => [{ type: 'groupMembers', groupId }];
const azureRole: Role = { kind: 'azure', roleDefinitionId: 'reader', directoryScopeId: '/subscriptions/one' };

async function asked(changes: PolicyChanges): Promise<RequestId> {
  await fixture.changePolicy(changes);
  return idIn(await fixture.ask());
}

const holds = (principalId: PrincipalId, roleDefinitionId: string) =>
  fixture.hold(
    aSchedule({
      id: scheduleId(`${principalId}-${roleDefinitionId}`),
      assignmentType: 'assigned',
      principalId,
      role: aRole(roleDefinitionId),
      endDateTime: undefined,
    }),
  );

const isEligible = (principalId: PrincipalId, role: Role = aRole()) =>
  fixture.hold(anEligibility({ id: scheduleId(`eligible-${principalId}-${role.kind}`), principalId, role }));

const refusedWith = (code: string) => ({ ok: false, refusal: { code } });

describe('When a role is approved for less time than was asked', () => {
  it('then it lasts that long from then on, and the record says what it was and what it is', async () => {
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    fixture.clock.pass(minutes(10));
    expect(await fixture.review(id, { duration: hours(1) })).toEqual({ ok: true, value: { outcome: 'approved' } });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(later(monday, milliseconds(minutes(10) + hours(1))));
    const approval = (await fixture.store.read.audit.ofRequest(id)).find(
      (each) => each.activity === activity.requestApproved,
    );
    expect(approval).toMatchObject({
      before: { expiration: { duration: hours(2) } },
      after: { outcome: 'approved', expiration: { duration: hours(1) } },
    });
  });

  it('then whoever approves next has to have seen the shorter time', async () => {
    const id = await asked(approvedBy(aStagePolicy({ approvalsRequired: 2 })));
    expect(await fixture.review(id, { duration: hours(1) })).toEqual({ ok: true, value: { outcome: 'waiting' } });
    expect(await fixture.review(id, {}, by(carol))).toMatchObject(refusedWith('STALE_CARD'));
    expect(await fixture.review(id, { revision: 1 }, by(carol))).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(later(monday, hours(1)));
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [{ shortenedTo: hours(1) }, {}] }] });
  });

  it('then “until” stays the latest it can end, however late the last approval is', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ approvalsRequired: 2 })));
    const end = later(monday, hours(2));
    const id = idIn(await fixture.ask({ scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: end } } }));
    await fixture.review(id, { duration: hours(1) });
    fixture.clock.pass(minutes(90));
    await fixture.review(id, { revision: 1 }, by(carol));
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe(end);
  });

  it('then what is not shorter, too short, or said with a denial changes nothing', async () => {
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    expect(await fixture.review(id, { duration: hours(2) })).toEqual({
      ok: false,
      refusal: { code: 'DURATION_NOT_SHORTER', asked: hours(2) },
    });
    expect(await fixture.review(id, { duration: minutes(4) })).toMatchObject(refusedWith('DURATION_TOO_SHORT'));
    expect(await fixture.review(id, { duration: hours(1), reviewResult: 'Deny' })).toMatchObject(
      refusedWith('DURATION_WITH_DENIAL'),
    );
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval', version: 0 });
  });
});

describe('When a role wants more than one yes', () => {
  it('then two of three are enough, and the same person counts once', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol, dave), approvalsRequired: 2 })),
    );
    expect(await fixture.review(id)).toEqual({ ok: true, value: { outcome: 'waiting' } });
    expect(await fixture.review(id)).toMatchObject(refusedWith('ALREADY_DECIDED'));
    expect(await fixture.review(id, {}, by(dave))).toEqual({ ok: true, value: { outcome: 'approved' } });
  });

  it('then one no is enough', async () => {
    const id = await asked(
      approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol, dave), approvalsRequired: 3 })),
    );
    await fixture.review(id);
    expect(await fixture.review(id, { reviewResult: 'Deny' }, by(carol))).toMatchObject({
      value: { outcome: 'denied' },
    });
    expect(await fixture.review(id, {}, by(dave))).toMatchObject(refusedWith('NOT_PENDING'));
  });
});

describe('When nobody decides', () => {
  it('then it is over after the 24 hours that policy starts with', async () => {
    const { stages } = defaultRules('directory').Approval_EndUser_Assignment;
    await holds(dave, wellKnownRole.globalAdministrator);
    const id = await asked(approvedBy(...stages));
    fixture.clock.set(later(monday, milliseconds(days(1) - 1)));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    fixture.clock.pass(milliseconds(1));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'TimedOut', completedDateTime: later(monday, days(1)) });
  });

  it('then each stage has a window of its own, which begins when the one before it is approved', async () => {
    const id = await asked(
      approvedBy(
        aStagePolicy({ primaryApprovers: asks(bob), timeOut: hours(3) }),
        aStagePolicy({ primaryApprovers: asks(carol), timeOut: hours(4) }),
      ),
    );
    fixture.clock.pass(hours(2));
    await fixture.review(id);
    fixture.clock.pass(milliseconds(hours(4) - 1));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    fixture.clock.pass(milliseconds(1));
    expect(await fixture.review(id, { stageId: 1 }, by(carol))).toMatchObject(refusedWith('STAGE_TIMED_OUT'));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'TimedOut' });
  });

  it('then escalation asks others as well, and those asked by default stay asked', async () => {
    await holds(carol, wellKnownRole.privilegedRoleAdministrator);
    const escalating = { escalationApprovers: asks(dave), escalationTime: hours(1) };
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: [], ...escalating, approvalsRequired: 2 })));
    expect(await fixture.review(id, {}, by(dave))).toMatchObject(refusedWith('NOT_AN_APPROVER'));
    fixture.clock.pass(hours(1));
    await fixture.tick();
    for (const approver of [carol, dave]) {
      expect(await listPendingApprovals(fixture.deps)(approver, 9)).toMatchObject([{ id }]);
      expect(await fixture.review(id, {}, by(approver))).toMatchObject({ ok: true });
    }
  });
});

describe('When somebody would decide on what they asked for themselves, then they do not', () => {
  it('by a group in a group that is asked', async () => {
    const outer = principal('outer');
    await fixture.records.principals.save([
      {
        type: 'group',
        id: outer,
        displayName: 'Everybody who approves',
        isAssignableToRole: true,
        membershipType: 'assigned',
        onPremisesSyncEnabled: false,
        memberIds: [approversGroup],
        ownerIds: [],
      },
    ]);
    await isEligible(bob);
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: membersOf(outer) })));
    const id = idIn(await fixture.ask({}, by(bob)));
    expect(await fixture.review(id, {}, by(bob))).toMatchObject(refusedWith('SELF_APPROVAL'));
    expect(await fixture.review(id, {}, by(carol))).toMatchObject({ ok: true });
  });

  it('as an escalation approver', async () => {
    const escalating = { escalationApprovers: asks(alice, dave), escalationTime: hours(1) };
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: asks(bob), ...escalating })));
    fixture.clock.pass(hours(1));
    await fixture.tick();
    expect(await fixture.review(id, {}, by(alice))).toMatchObject(refusedWith('SELF_APPROVAL'));
    expect(await listPendingApprovals(fixture.deps)(alice, 9)).toEqual([]);
  });

  it('as an approver by default', async () => {
    await holds(alice, wellKnownRole.globalAdministrator);
    await holds(dave, wellKnownRole.globalAdministrator);
    const id = await asked(approvedBy(aStagePolicy({ primaryApprovers: [] })));
    expect(await fixture.review(id, {}, by(alice))).toMatchObject(refusedWith('SELF_APPROVAL'));
    expect(await fixture.review(id, {}, by(dave))).toMatchObject({ ok: true });
  });

  it('by asking in the name of somebody else', async () => {
    const stage = aStage({ asks: aStagePolicy({ primaryApprovers: asks(bob, carol) }) });
    const request = aPendingRequest({ principalId: alice, createdBy: bob }, stage);
    await fixture.changePolicy(approvedBy(stage.asks));
    await fixture.store.transaction((tx) => tx.requests.insert(request));
    expect(await fixture.review(request.id, {}, by(bob))).toMatchObject(refusedWith('SELF_APPROVAL'));
    expect(await fixture.review(request.id, {}, by(alice))).toMatchObject(refusedWith('SELF_APPROVAL'));
    expect(await fixture.review(request.id, {}, by(carol))).toMatchObject({ ok: true });
  });
});

describe('When nobody could ever approve it', () => {
  const nobodyNamed = approvedBy(aStagePolicy({ primaryApprovers: [] }));

  it('then a directory role without anybody who decides by default cannot be asked for', async () => {
    await fixture.changePolicy(nobodyNamed);
    expect(await fixture.ask()).toMatchObject(refusedWith('NO_APPROVER'));
    await holds(alice, wellKnownRole.globalAdministrator);
    expect(await fixture.ask()).toMatchObject(refusedWith('NO_APPROVER'));
    await holds(dave, wellKnownRole.privilegedRoleAdministrator);
    expect(await fixture.ask()).toMatchObject({ ok: true });
  });

  it.each<[string, Role]>([
    ['an Azure role', azureRole],
    ['a group', aGroupRole()],
  ])('then %s that names nobody cannot be asked for, whoever administers the directory', async (_what, role) => {
    await holds(dave, wellKnownRole.globalAdministrator);
    await isEligible(alice, role);
    await fixture.changePolicy(nobodyNamed, role);
    expect(await fixture.ask({}, by(alice), role)).toMatchObject(refusedWith('NO_APPROVER'));
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: membersOf(approversGroup) })), role);
    expect(await fixture.ask({}, by(alice), role)).toMatchObject({ ok: true });
  });
});
