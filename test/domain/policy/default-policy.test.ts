import { describe, expect, it } from 'vitest';
import { defaultRules, effectivePolicy } from '../../../domain/policy/default-policy.js';
import type { RoleKind } from '../../../domain/role/role.js';
import { days, hours } from '../../../domain/time.js';

const everyoneByMail = { notificationLevel: 'All', isDefaultRecipientsEnabled: true, notificationRecipients: [] };

describe.each<[RoleKind, { toActivate: string[]; isExpirationRequired: boolean }]>([
  ['directory', { toActivate: ['MultiFactorAuthentication', 'Justification'], isExpirationRequired: false }],
  ['group', { toActivate: ['Justification'], isExpirationRequired: true }],
  ['azure', { toActivate: ['Justification'], isExpirationRequired: true }],
])('When nobody has changed the settings of a role of kind %s', (kind, { toActivate, isExpirationRequired }) => {
  const rules = () => defaultRules(kind);

  it('then it is activated for at most eight hours, with what Entra asks for and nobody’s approval', () => {
    expect(rules()).toMatchObject({
      Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(8) },
      Enablement_EndUser_Assignment: { enabledRules: toActivate },
      AuthenticationContext_EndUser_Assignment: { isEnabled: false, claimValue: '' },
    });
  });

  it('then once approval is switched on, one of the default approvers says yes within a day, and why', () => {
    expect(rules().Approval_EndUser_Assignment).toEqual({
      isApprovalRequired: false,
      stages: [
        {
          primaryApprovers: [],
          escalationApprovers: [],
          approvalsRequired: 1,
          timeOut: days(1),
          isApproverJustificationRequired: true,
        },
      ],
    });
  });

  it('then administrators give a reason for an assignment and none for an eligibility, for as long as its kind lets them', () => {
    expect(rules()).toMatchObject({
      Expiration_Admin_Eligibility: { isExpirationRequired, maximumDuration: days(365) },
      Enablement_Admin_Eligibility: { enabledRules: [] },
      Expiration_Admin_Assignment: { isExpirationRequired, maximumDuration: days(180) },
      Enablement_Admin_Assignment: { enabledRules: ['Justification'] },
    });
  });

  it('then everybody is told of everything', () => {
    const mail = Object.entries(rules()).filter(([name]) => name.startsWith('Notification_'));
    expect(mail).toHaveLength(9);
    for (const [, rule] of mail) expect(rule).toEqual(everyoneByMail);
  });
});

it('When a rule is changed, then it is as a whole, and every other one stays as it was', () => {
  const changes = { Enablement_EndUser_Assignment: { enabledRules: ['Ticketing' as const] } };
  expect(effectivePolicy('directory:reader', 'directory', changes, 3)).toEqual({
    key: 'directory:reader',
    rules: { ...defaultRules('directory'), ...changes },
    version: 3,
  });
});
