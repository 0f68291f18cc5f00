import { describe, expect, it } from 'vitest';
import { decideSettings } from '../../../domain/policy/decide-settings.js';
import type { NotificationRule, PolicyChanges } from '../../../domain/policy/policy.js';
import type { Role } from '../../../domain/role/role.js';
import {
  aGroupRole,
  aPolicy,
  approvedBy,
  approversGroup,
  aRole,
  aStagePolicy,
  asks,
  bob,
} from '../../support/builders.js';

const decide = (changes: PolicyChanges, role: Role = aRole()) => decideSettings(aPolicy({}, role), role, changes);

const mail = (over: Partial<NotificationRule>): PolicyChanges => ({
  Notification_Admin_EndUser_Assignment: {
    notificationLevel: 'All',
    isDefaultRecipientsEnabled: true,
    notificationRecipients: [],
    ...over,
  },
});

describe('When settings say who approves', () => {
  it('then a group’s approvers are enough once somebody is named', () => {
    expect(decide(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })), aGroupRole())).toMatchObject({ ok: true });
  });

  it('then a person beside a group may be asked to be more than they are, for the group may grow', () => {
    const primaryApprovers = [...asks(bob), { type: 'groupMembers' as const, groupId: approversGroup }];
    expect(decide(approvedBy(aStagePolicy({ primaryApprovers, approvalsRequired: 3 })))).toMatchObject({ ok: true });
  });
});

describe('When settings say whom to write to', () => {
  it.each(['None', 'Critical'] as const)('then %s is a level of mail', (notificationLevel) => {
    expect(decide(mail({ notificationLevel }))).toMatchObject({ ok: true });
  });

  it.each(['ops@example.com,', 'ops@example.com\nBcc: eve@example.org', 'ops@example.com '])(
    'then %j has more in it than one address',
    (recipient) => {
      expect(decide(mail({ notificationRecipients: [recipient] }))).toMatchObject({
        refusal: { conflicts: [{ conflict: 'RECIPIENT', recipient }] },
      });
    },
  );
});

it.each(['xc1', 'c1 ', 'c100', 'c0'])(
  'When settings name the authentication context %j, then there is no such one',
  (claimValue) => {
    expect(decide({ AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue } })).toMatchObject({
      refusal: { conflicts: expect.arrayContaining([{ conflict: 'CONTEXT_ID', claimValue }]) },
    });
  },
);
