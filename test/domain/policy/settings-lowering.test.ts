import { describe, expect, it } from 'vitest';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { EnabledRule, NotificationRule, PolicyChanges, PolicyRules } from '../../../domain/policy/policy.js';
import { settingsLowerings } from '../../../domain/policy/settings-lowering.js';
import { days, hours } from '../../../domain/time.js';
import { approvedBy, approversGroup, aStagePolicy, asks, bob, carol, dave } from '../../support/builders.js';

const rules = (changes: PolicyChanges): PolicyRules => ({ ...defaultRules('directory'), ...changes });
const lowered = (before: PolicyChanges, after: PolicyChanges): string[] =>
  settingsLowerings(rules(before), rules(after)).map(({ rule, what }) => `${rule}: ${what}`);

const activating = (...enabledRules: EnabledRule[]): PolicyChanges => ({
  Enablement_EndUser_Assignment: { enabledRules },
});
const makingEligible = (...enabledRules: EnabledRule[]): PolicyChanges => ({
  Enablement_Admin_Eligibility: { enabledRules },
});
const assigning = (...enabledRules: EnabledRule[]): PolicyChanges => ({
  Enablement_Admin_Assignment: { enabledRules },
});
const context = (claimValue: string): PolicyChanges => ({
  ...activating('Justification'),
  AuthenticationContext_EndUser_Assignment: { isEnabled: claimValue !== '', claimValue },
});
const most = (long: number): PolicyChanges => ({
  Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(long) },
});
const eligibleFor = (long: number | 'ever'): PolicyChanges => ({
  Expiration_Admin_Eligibility: {
    isExpirationRequired: long !== 'ever',
    maximumDuration: days(long === 'ever' ? 365 : long),
  },
});
const assignedFor = (long: number | 'ever'): PolicyChanges => ({
  Expiration_Admin_Assignment: {
    isExpirationRequired: long !== 'ever',
    maximumDuration: days(long === 'ever' ? 365 : long),
  },
});
const approval = (...stages: Parameters<typeof aStagePolicy>[0][]) => approvedBy(...stages.map(aStagePolicy));
const noApproval: PolicyChanges = { Approval_EndUser_Assignment: { isApprovalRequired: false, stages: [] } };
const group = [{ type: 'groupMembers' as const, groupId: approversGroup }];
const told = (over: Partial<NotificationRule>): PolicyChanges => ({
  Notification_Approver_EndUser_Assignment: {
    notificationLevel: 'All',
    isDefaultRecipientsEnabled: true,
    notificationRecipients: [],
    ...over,
  },
});
const escalated = { escalationApprovers: asks(dave), escalationTime: hours(2) };

/** What is changed, from what, to what, and what is lower then. Turned round, none of it is, unless it says so. */
const rows: [what: string, before: PolicyChanges, after: PolicyChanges, lower: string[], back?: string[]][] = [
  [
    'the second factor when activating',
    activating('MultiFactorAuthentication', 'Justification'),
    activating('Justification'),
    ['Enablement_EndUser_Assignment: second-factor'],
  ],
  [
    'the reason when activating',
    activating('Justification'),
    activating(),
    ['Enablement_EndUser_Assignment: justification'],
  ],
  ['the ticket when activating', activating('Ticketing'), activating(), ['Enablement_EndUser_Assignment: ticket']],
  [
    'the second factor when making eligible',
    makingEligible('MultiFactorAuthentication'),
    makingEligible(),
    ['Enablement_Admin_Eligibility: second-factor'],
  ],
  [
    'the reason when making eligible',
    makingEligible('Justification'),
    makingEligible(),
    ['Enablement_Admin_Eligibility: justification'],
  ],
  [
    'the ticket when making eligible',
    makingEligible('Ticketing'),
    makingEligible(),
    ['Enablement_Admin_Eligibility: ticket'],
  ],
  [
    'the second factor when assigning',
    assigning('MultiFactorAuthentication'),
    assigning(),
    ['Enablement_Admin_Assignment: second-factor'],
  ],
  [
    'the reason when assigning',
    assigning('Justification'),
    assigning(),
    ['Enablement_Admin_Assignment: justification'],
  ],
  ['the ticket when assigning', assigning('Ticketing'), assigning(), ['Enablement_Admin_Assignment: ticket']],
  [
    'the authentication context',
    context('c1'),
    context(''),
    ['AuthenticationContext_EndUser_Assignment: authentication-context'],
  ],
  [
    'another authentication context',
    context('c1'),
    context('c2'),
    ['AuthenticationContext_EndUser_Assignment: authentication-context'],
    ['AuthenticationContext_EndUser_Assignment: authentication-context'],
  ],
  ['a longer activation', most(4), most(8), ['Expiration_EndUser_Assignment: activation-maximum']],
  ['a longer eligibility', eligibleFor(30), eligibleFor(90), ['Expiration_Admin_Eligibility: longest']],
  ['an eligibility without an end', eligibleFor(90), eligibleFor('ever'), ['Expiration_Admin_Eligibility: no-end']],
  ['a longer assignment', assignedFor(30), assignedFor(90), ['Expiration_Admin_Assignment: longest']],
  ['an assignment without an end', assignedFor(90), assignedFor('ever'), ['Expiration_Admin_Assignment: no-end']],
  ['no approval', approval({}), noApproval, ['Approval_EndUser_Assignment: approval']],
  [
    'fewer stages',
    approval({}, { primaryApprovers: asks(dave) }),
    approval({}),
    ['Approval_EndUser_Assignment: stages'],
  ],
  [
    'another approver',
    approval({ primaryApprovers: asks(bob) }),
    approval({ primaryApprovers: asks(dave) }),
    ['Approval_EndUser_Assignment: approvers'],
    ['Approval_EndUser_Assignment: approvers'],
  ],
  [
    'one approver more',
    approval({ primaryApprovers: asks(bob) }),
    approval({ primaryApprovers: asks(bob, dave) }),
    ['Approval_EndUser_Assignment: approvers'],
  ],
  [
    'a group in place of a person',
    approval({ primaryApprovers: asks(bob) }),
    approval({ primaryApprovers: group }),
    ['Approval_EndUser_Assignment: approvers'],
    ['Approval_EndUser_Assignment: approvers'],
  ],
  [
    'the administrators in place of a person',
    approval({ primaryApprovers: asks(bob) }),
    approval({ primaryApprovers: [] }),
    ['Approval_EndUser_Assignment: approvers'],
    ['Approval_EndUser_Assignment: approvers'],
  ],
  [
    'somebody else once it escalates',
    approval({}),
    approval({ ...escalated }),
    ['Approval_EndUser_Assignment: approvers'],
    ['Approval_EndUser_Assignment: escalation'],
  ],
  [
    'fewer approvals',
    approval({ approvalsRequired: 2 }),
    approval({ approvalsRequired: 1 }),
    ['Approval_EndUser_Assignment: approvals'],
  ],
  [
    'the approver’s reason',
    approval({ isApproverJustificationRequired: true }),
    approval({}),
    ['Approval_EndUser_Assignment: approver-justification'],
  ],
  [
    'the approver’s second factor',
    approval({ isApproverMultiFactorRequired: true }),
    approval({}),
    ['Approval_EndUser_Assignment: approver-second-factor'],
  ],
  [
    'escalation',
    approval({ ...escalated }),
    approval({}),
    ['Approval_EndUser_Assignment: escalation'],
    ['Approval_EndUser_Assignment: approvers'],
  ],
  [
    'the second stage’s approvals',
    approval({}, { approvalsRequired: 2 }),
    approval({}, { approvalsRequired: 1 }),
    ['Approval_EndUser_Assignment: approvals'],
  ],
  [
    'notifications off',
    told({}),
    told({ notificationLevel: 'None' }),
    ['Notification_Approver_EndUser_Assignment: notification'],
  ],
  [
    'notifications for what is critical alone',
    told({}),
    told({ notificationLevel: 'Critical' }),
    ['Notification_Approver_EndUser_Assignment: notification'],
  ],
  [
    'nobody told by default',
    told({}),
    told({ isDefaultRecipientsEnabled: false }),
    ['Notification_Approver_EndUser_Assignment: recipients'],
  ],
  [
    'one address fewer',
    told({ notificationRecipients: ['soc@contoso.example'] }),
    told({}),
    ['Notification_Approver_EndUser_Assignment: recipients'],
  ],
];

describe('When a role’s settings ask for less', () => {
  it.each(rows)('then that is named: %s', (_what, before, after, lower) => {
    expect(lowered(before, after)).toEqual(lower);
  });

  it.each(rows)('then to put it back asks for as much as before: %s', (_what, before, after, _lower, back = []) => {
    expect(lowered(after, before)).toEqual(back);
  });

  it.each(rows)('then to leave it as it is lowers nothing: %s', (_what, before, after) => {
    expect(lowered(before, before)).toEqual([]);
    expect(lowered(after, after)).toEqual([]);
  });
});

describe('When a role’s settings ask for something else', () => {
  it('then an authentication context in place of the second factor asks for no less', () => {
    expect(lowered(activating('MultiFactorAuthentication', 'Justification'), context('c1'))).toEqual([]);
  });

  it('then a second factor in place of an authentication context does', () => {
    expect(lowered(context('c1'), activating('MultiFactorAuthentication', 'Justification'))).toEqual([
      'AuthenticationContext_EndUser_Assignment: authentication-context',
    ]);
  });

  it('then a stage in front of the one there is asks for more, and so does one approver fewer', () => {
    expect(lowered(approval({}), approval({ primaryApprovers: asks(dave) }, {}))).toEqual([]);
    const fewer = approval({ primaryApprovers: asks(bob) });
    expect(lowered(approval({ primaryApprovers: asks(bob, carol) }), fewer)).toEqual([]);
  });

  it('then several are named together', () => {
    expect(lowered({ ...most(4), ...approval({}) }, { ...most(8), ...noApproval })).toEqual([
      'Expiration_EndUser_Assignment: activation-maximum',
      'Approval_EndUser_Assignment: approval',
    ]);
  });

  it.each(Object.keys(defaultRules('group')).filter((rule) => rule.startsWith('Notification_')))(
    'then each audience and event counts: %s',
    (rule) => {
      const off = { notificationLevel: 'None', isDefaultRecipientsEnabled: true, notificationRecipients: [] };
      expect(lowered({}, { [rule]: off })).toEqual([`${rule}: notification`]);
    },
  );
});
