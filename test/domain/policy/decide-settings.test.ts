import { describe, expect, it } from 'vitest';
import { decideSettings } from '../../../domain/policy/decide-settings.js';
import type { ApprovalStagePolicy, NotificationRule, PolicyChanges } from '../../../domain/policy/policy.js';
import type { Role } from '../../../domain/role/role.js';
import { type Duration, days, duration, hours, minutes } from '../../../domain/time.js';
import {
  aGroupRole,
  alice,
  aPolicy,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
  carol,
} from '../../support/builders.js';

const decide = (changes: PolicyChanges, role: Role = aRole(), present: PolicyChanges = {}) =>
  decideSettings(aPolicy(present, role), role, changes);

/** The conflicts that changes come to, by their names. */
function conflicts(changes: PolicyChanges, role?: Role, present?: PolicyChanges): string[] {
  const decision = decide(changes, role, present);
  if (decision.ok) return [];
  if (decision.refusal.code !== 'SETTINGS_CONFLICT') throw new Error(decision.refusal.code);
  return decision.refusal.conflicts.map(({ conflict }) => conflict);
}

const atMost = (maximumDuration: Duration): PolicyChanges => ({
  Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration },
});
const context = (claimValue: string, isEnabled = true): PolicyChanges => ({
  AuthenticationContext_EndUser_Assignment: { isEnabled, claimValue },
});
const secondFactor: PolicyChanges = {
  Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
};
const longest = (maximumDuration: Duration): PolicyChanges => ({
  Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration },
  Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration },
});
const stage = (over: Partial<ApprovalStagePolicy>) => approvedBy(aStagePolicy(over));
const groups = (...ids: (typeof approversGroup)[]) =>
  ids.map((groupId) => ({ type: 'groupMembers' as const, groupId }));
const mail = (over: Partial<NotificationRule>): PolicyChanges => ({
  Notification_Admin_EndUser_Assignment: {
    notificationLevel: 'All',
    isDefaultRecipientsEnabled: true,
    notificationRecipients: [],
    ...over,
  },
});

describe('When rules are changed', () => {
  it('then only those that come out different are', () => {
    const changes = { ...atMost(hours(4)), ...mail({}), Enablement_Admin_Eligibility: { enabledRules: [] } };
    expect(decide(changes)).toEqual({ ok: true, value: atMost(hours(4)) });
  });

  it('then what says the same in another order changes nothing', () => {
    const { timeOut, ...rest } = aStagePolicy();
    const reordered = approvedBy({ timeOut, escalationTime: undefined, ...rest });
    expect(decide(reordered, aRole(), approvedBy(aStagePolicy()))).toEqual({
      ok: false,
      refusal: { code: 'NOTHING_TO_CHANGE' },
    });
  });

  it('then a conflict that was there before, in rules that are left alone, is not in the way', () => {
    expect(decide(mail({ notificationLevel: 'None' }), aRole(), atMost(minutes(1)))).toMatchObject({ ok: true });
    const both = { ...context('c1'), ...secondFactor };
    expect(decide(mail({ notificationLevel: 'None' }), aRole(), both)).toMatchObject({ ok: true });
  });

  it('then everything that cannot be so is told at once', () => {
    const all = { ...atMost(hours(25)), ...context('c0'), ...secondFactor, ...longest(minutes(1)) };
    expect(
      conflicts({ ...all, ...stage({ approvalsRequired: 0 }), ...mail({ notificationRecipients: ['x'] }) }),
    ).toEqual([
      'ACTIVATION_MAXIMUM',
      'MfaAndAcrsConflict',
      'CONTEXT_ID',
      'APPROVALS_REQUIRED',
      'LONGEST',
      'LONGEST',
      'RECIPIENT',
    ]);
  });
});

describe('When the longest activation is set', () => {
  it.each([
    ['half an hour', minutes(30), true],
    ['a minute less', minutes(29), false],
    ['an hour and a half', minutes(90), true],
    ['no step of half an hour', minutes(100), false],
    ['24 hours', hours(24), true],
    ['more than 24 hours', hours(24.5), false],
    ['no number', duration(Number.NaN), false],
  ])('then %s is %s: %s', (_, length, isTaken) => {
    expect(conflicts(atMost(length))).toEqual(isTaken ? [] : ['ACTIVATION_MAXIMUM']);
  });
});

describe('When a second factor and an authentication context meet', () => {
  it('then whichever comes second is refused', () => {
    expect(conflicts(context('c1'), aRole(), secondFactor)).toEqual(['MfaAndAcrsConflict']);
    expect(conflicts(secondFactor, aRole(), context('c1'))).toEqual(['MfaAndAcrsConflict']);
  });

  it('then one in place of the other is taken', () => {
    const onlyReason: PolicyChanges = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } };
    expect(conflicts({ ...context('c1'), ...onlyReason }, aRole(), secondFactor)).toEqual([]);
    expect(conflicts({ ...context('', false), ...secondFactor }, aRole(), context('c1'))).toEqual([]);
  });

  it.each(['c1', 'c99'])('then %s is an authentication context', (id) => expect(conflicts(context(id))).toEqual([]));
  it.each(['', 'c0', 'c100', 'C1', 'c1 ', 'c01', '1'])('then “%s” is none', (id) =>
    expect(conflicts(context(id))).toEqual(['CONTEXT_ID']),
  );
});

describe('When the longest eligibility and assignment are set', () => {
  it.each([
    [minutes(5), 0],
    [minutes(4), 2],
    [days(3653), 0],
    [days(3654), 2],
  ])('then %d ms come to %d conflicts', (length, count) => expect(conflicts(longest(length))).toHaveLength(count));
});

describe('When approval is set', () => {
  it('then directory roles need name nobody, for they have approvers by default; others must', () => {
    const nobody = stage({ primaryApprovers: [] });
    const azure: Role = { kind: 'azure', roleDefinitionId: 'reader', directoryScopeId: '/subscriptions/1' };
    expect(conflicts(nobody)).toEqual([]);
    expect(conflicts(nobody, aGroupRole())).toEqual(['NO_APPROVERS']);
    expect(conflicts(nobody, azure)).toEqual(['NO_APPROVERS']);
    const isApprovalRequired = false;
    const dormant = { stages: [aStagePolicy({ primaryApprovers: [], timeOut: hours(2) })], isApprovalRequired };
    expect(conflicts({ Approval_EndUser_Assignment: dormant }, azure)).toEqual([]);
  });

  it('then there are one to five stages', () => {
    const many = (count: number) => approvedBy(...Array.from({ length: count }, () => aStagePolicy()));
    expect(conflicts(many(5))).toEqual([]);
    expect(conflicts(many(6))).toEqual(['STAGE_COUNT']);
    expect(conflicts(many(0))).toEqual(['STAGE_COUNT']);
  });

  it.each([0, -1, 1.5, Number.NaN])('then %d approvals are no number to ask for', (approvalsRequired) => {
    expect(conflicts(stage({ approvalsRequired }))).toEqual(['APPROVALS_REQUIRED']);
  });

  it('then more approvals than the people named could give are refused; of a group nobody can tell', () => {
    expect(conflicts(stage({ primaryApprovers: asks(bob, carol), approvalsRequired: 2 }))).toEqual([]);
    expect(decide(stage({ primaryApprovers: asks(bob, carol), approvalsRequired: 3 }))).toMatchObject({
      refusal: { conflicts: [{ conflict: 'TOO_FEW_APPROVERS', stageId: 0, approvalsRequired: 3, named: 2 }] },
    });
    const escalating = { escalationApprovers: asks(alice), escalationTime: hours(1), approvalsRequired: 3 };
    expect(conflicts(stage({ primaryApprovers: asks(bob, carol), ...escalating }))).toEqual([]);
    expect(conflicts(stage({ primaryApprovers: groups(approversGroup), approvalsRequired: 9 }))).toEqual([]);
    expect(conflicts(stage({ primaryApprovers: [], approvalsRequired: 2 }))).toEqual([]);
  });

  it('then nobody is named twice in one stage, but may be in two', () => {
    expect(conflicts(stage({ primaryApprovers: asks(bob, bob) }))).toEqual(['APPROVER_TWICE']);
    const escalating = { escalationApprovers: asks(bob), escalationTime: hours(1) };
    expect(conflicts(stage({ primaryApprovers: asks(bob), ...escalating }))).toEqual(['APPROVER_TWICE']);
    expect(conflicts(approvedBy(aStagePolicy(), aStagePolicy({ timeOut: hours(3) })))).toEqual([]);
  });

  it.each([
    [minutes(5), []],
    [minutes(4), ['APPROVAL_WINDOW']],
    [days(30), []],
    [days(31), ['APPROVAL_WINDOW']],
  ])('then a time to approve of %d ms comes to %j', (timeOut, expected) => {
    expect(conflicts(stage({ timeOut }))).toEqual(expected);
  });

  it('then escalation comes within the time to approve, and has both a time and somebody', () => {
    const escalating = (escalationTime: Duration) =>
      stage({ timeOut: hours(4), escalationApprovers: asks(alice), escalationTime });
    expect(conflicts(escalating(hours(3)))).toEqual([]);
    expect(conflicts(escalating(hours(4)))).toEqual(['ESCALATION_TIME']);
    expect(conflicts(escalating(hours(0)))).toEqual(['ESCALATION_TIME']);
    expect(decide(stage({ escalationApprovers: asks(alice) }))).toMatchObject({
      refusal: { conflicts: [{ conflict: 'ESCALATION_INCOMPLETE', missing: 'time' }] },
    });
    expect(decide(stage({ escalationTime: hours(1) }))).toMatchObject({
      refusal: { conflicts: [{ conflict: 'ESCALATION_INCOMPLETE', missing: 'approvers' }] },
    });
  });

  it('then a conflict names the stage it is in', () => {
    const second = aStagePolicy({ approvalsRequired: 0 });
    expect(decide(approvedBy(aStagePolicy(), second))).toMatchObject({ refusal: { conflicts: [{ stageId: 1 }] } });
  });
});

describe('When mail is set', () => {
  it.each(['security@contoso.example', "o'neil+on.call@mail.contoso.example"])('then it goes to %s', (address) => {
    expect(conflicts(mail({ notificationRecipients: [address] }))).toEqual([]);
  });
  it.each(['security', '@contoso.example', 'a b@contoso.example', 'a@b', '<a@b.example>', 'a@b..example', ''])(
    'then “%s” is no address',
    (address) => expect(conflicts(mail({ notificationRecipients: [address] }))).toEqual(['RECIPIENT']),
  );

  it('then a level that there is not is refused', () => {
    expect(conflicts(mail({ notificationLevel: 'Some' as 'All' }))).toEqual(['NOTIFICATION_LEVEL']);
  });
});
