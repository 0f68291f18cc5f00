import type { RoleKind } from '../role/role.js';
import { days, hours } from '../time.js';
import type { EnabledRule, NotificationRule, Policy, PolicyChanges, PolicyRules } from './policy.js';

const everyoneByMail: NotificationRule = {
  notificationLevel: 'All',
  isDefaultRecipientsEnabled: true,
  notificationRecipients: [],
};

/** What Entra PIM starts each kind with; where the kinds differ. Source: Entra PIM role settings, all three kinds. */
const startsWith: Record<
  RoleKind,
  { toActivate: readonly EnabledRule[]; eligibilityMustEnd: boolean; assignmentMustEnd: boolean }
> = {
  directory: {
    toActivate: ['MultiFactorAuthentication', 'Justification'],
    eligibilityMustEnd: false,
    assignmentMustEnd: false,
  },
  group: { toActivate: ['Justification'], eligibilityMustEnd: true, assignmentMustEnd: true },
  azure: { toActivate: ['Justification'], eligibilityMustEnd: true, assignmentMustEnd: true },
};

/** The 17 rules a role of this kind has until somebody changes them: PIM's own defaults. */
export function defaultRules(kind: RoleKind): PolicyRules {
  const { toActivate, eligibilityMustEnd, assignmentMustEnd } = startsWith[kind];
  return {
    Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(8) },
    Enablement_EndUser_Assignment: { enabledRules: toActivate },
    Approval_EndUser_Assignment: {
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
    },
    AuthenticationContext_EndUser_Assignment: { isEnabled: false, claimValue: '' },
    Expiration_Admin_Eligibility: { isExpirationRequired: eligibilityMustEnd, maximumDuration: days(365) },
    Enablement_Admin_Eligibility: { enabledRules: [] },
    Expiration_Admin_Assignment: { isExpirationRequired: assignmentMustEnd, maximumDuration: days(180) },
    Enablement_Admin_Assignment: { enabledRules: ['Justification'] },
    Notification_Admin_Admin_Eligibility: everyoneByMail,
    Notification_Admin_Admin_Assignment: everyoneByMail,
    Notification_Admin_EndUser_Assignment: everyoneByMail,
    Notification_Requestor_Admin_Eligibility: everyoneByMail,
    Notification_Requestor_Admin_Assignment: everyoneByMail,
    Notification_Requestor_EndUser_Assignment: everyoneByMail,
    Notification_Approver_Admin_Eligibility: everyoneByMail,
    Notification_Approver_Admin_Assignment: everyoneByMail,
    Notification_Approver_EndUser_Assignment: everyoneByMail,
  };
}

/** The policy in force: the kind's defaults under what was changed. A rule is changed as a whole, never in part. */
export const effectivePolicy = (key: string, kind: RoleKind, changes: PolicyChanges, version: number): Policy => ({
  key,
  rules: { ...defaultRules(kind), ...changes },
  version,
});
