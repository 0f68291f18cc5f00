import type { Level, RequestAction } from '../assignment/schedule-request.js';
import type { Role } from '../role/role.js';
import type { AuditCategory } from './audit-event.js';

/** What the audit log calls each thing that happens; Entra's own names where it has them. */
export const activity = {
  activationRequested: 'Add member to role requested (PIM activation)',
  approvalRequested: 'Add member to role approval requested (PIM activation)',
  requestApproved: 'Add member to role request approved (PIM activation)',
  approvalsSuffice: 'Add member to role request approved (PIM activation, enough by changed settings)',
  requestDenied: 'Add member to role request denied (PIM activation)',
  requestEscalated: 'Add member to role approval escalated (PIM activation)',
  requestTimedOut: 'PIM activation request expired',
  requestCanceled: 'Add member to role canceled (PIM activation)',
  requestFailed: 'Add member to role failed (PIM activation)',
  activationStarted: 'Add member to role started (PIM activation)',
  activationCompleted: 'Add member to role completed (PIM activation)',
  assignmentCompleted: 'Add member to role in PIM completed',
  deactivationRequested: 'Remove member from role requested (PIM deactivate)',
  deactivationCompleted: 'Remove member from role completed (PIM deactivate)',
  activationExpired: 'Remove member from role (PIM activation expired)',
  removalCompleted: 'Remove member from role in PIM completed',
  settingsUpdated: 'Update role setting in PIM',
  eligibilityAdded: 'Add eligible member to role in PIM completed',
  assignmentRequested: 'Add member to role in PIM requested',
  endMoved: 'Update member in PIM completed',
  eligibilityExpired: 'Remove eligible member from role in PIM completed (timebound)',
  eligibilityStarted: 'Add eligible member to role in PIM completed (timebound)',
  eligibilityPlanned: 'Add eligible member to role in PIM requested (timebound)',
  activationRemoved: 'Remove member from role requested (PIM activation)',
  activationCapped: 'Update member in PIM completed (PIM activation)',
  activationRebased: 'Update member in PIM completed (PIM activation, other eligibility)',
  everythingRevoked: 'Remove member from all roles in PIM requested',
  lastOwnerRefused: 'Remove member from role failed (last owner of the group, tried again for 30 days)',
  lastOwnerKept: 'Remove member from role given up (last owner of the group)',
  lastAdministratorKept: 'Remove member from role in PIM failed (last administrator)',
  assignedOutside: 'Add member to role outside of PIM (permanent)',
  deliveryRetried: 'PIM delivery that did not get through tried again',
  deliveryDropped: 'PIM delivery that did not get through given up',
  extensionApproved: 'Update member in PIM approved by admin (extend/renew)',
  extensionDenied: 'Update member in PIM denied by admin (extend/renew)',
  signedIn: 'PIM sign-in',
  proofRefused: 'PIM identity proof by the identity provider refused',
  signedOut: 'PIM sign-out',
  sessionsEnded: 'PIM sessions ended',
  requestRefused: 'PIM web request refused',
  linkRequested: 'PIM account link requested',
  accountLinked: 'PIM account linked',
  unlinkRequested: 'PIM account unlink requested',
  accountUnlinked: 'PIM account unlinked',
  identityProven: 'PIM identity proven',
  passkeyAdded: 'PIM passkey added',
  passkeyRemoved: 'PIM passkey removed',
  codeAppAdded: 'PIM authenticator app added',
  codeAppRemoved: 'PIM authenticator app removed',
  recoveryCodesMade: 'PIM recovery codes made',
  passMade: 'PIM enrolment pass made',
  passTaken: 'PIM enrolment pass used',
  auditRetired: 'PIM audit entries retired',
  preferencesChanged: 'PIM notification preferences changed',
  authenticatorsReset: 'PIM authenticators reset',
  reviewCreated: 'Create access review',
  reviewUpdated: 'Update access review',
  reviewDeleted: 'Delete access review',
  reviewStarted: 'Access review started',
  reviewEnded: 'Access review ended',
  reviewStopped: 'Request stop review',
  reviewApplied: 'Apply review',
  reviewAutoApplied: 'Auto apply review',
  reviewReminded: 'Send reminder in access review',
  decisionsReset: 'Reset decisions in access review',
  accessApproved: 'Approve decision in access review',
  accessDenied: 'Deny decision in access review',
  accessUnknown: 'Don’t know decision in access review',
  accessDecidedByDefault: 'Auto review in access review',
  decisionApplied: 'Apply decision in access review',
  alertTriggered: 'Triggered PIM alert',
  alertResolved: 'Resolve PIM alert',
  alertDismissed: 'Deactivate PIM alert',
  alertReopened: 'Reactivate PIM alert',
  alertEnabled: 'Enable PIM alert',
  alertDisabled: 'Disable PIM alert',
  alertRefreshed: 'Refresh PIM alert',
  alertSettingUpdated: 'Update PIM alert setting',
  userAdded: 'Add user',
  userUpdated: 'Update user',
  accountEnabled: 'Enable account',
  accountDisabled: 'Disable account',
  groupAdded: 'Add group',
  groupUpdated: 'Update group',
  memberAdded: 'Add member to group',
  ownerAdded: 'Add owner to group',
  servicePrincipalAdded: 'Add service principal',
  servicePrincipalUpdated: 'Update service principal',
  scopeAdded: 'Add scope',
  scopeUpdated: 'Update scope',
  roleDefinitionAdded: 'Add role definition',
  roleDefinitionUpdated: 'Update role definition',
} as const;

/** The same for what is asked about what an administrator gives, by the action of the request and its level. */
export const activityOfAction: Record<
  Exclude<RequestAction, 'selfActivate' | 'selfDeactivate'>,
  Record<Level, string>
> = {
  adminAssign: { eligibility: activity.eligibilityAdded, assignment: activity.assignmentRequested },
  adminUpdate: { eligibility: 'Update eligible member in PIM completed', assignment: activity.endMoved },
  adminExtend: {
    eligibility: 'Update eligible member in PIM completed (extend)',
    assignment: 'Update member in PIM completed (extend)',
  },
  adminRenew: {
    eligibility: 'Add eligible member to role in PIM completed (renew)',
    assignment: 'Add member to role in PIM requested (renew)',
  },
  adminRemove: {
    eligibility: 'Remove eligible member from role in PIM completed',
    assignment: 'Remove member from role in PIM requested',
  },
  selfExtend: {
    eligibility: 'Update eligible member in PIM requested (extend)',
    assignment: 'Update member in PIM requested (extend)',
  },
  selfRenew: {
    eligibility: 'Add eligible member to role in PIM requested (renew)',
    assignment: 'Add member to role in PIM requested (renew)',
  },
};

/** Every name that there is. */
export const activityNames: readonly string[] = [
  ...new Set([...Object.values(activity), ...Object.values(activityOfAction).flatMap(Object.values<string>)]),
].sort();

/** Entra's category for what concerns a role of this kind. */
export function categoryOf({ kind }: Role): AuditCategory {
  switch (kind) {
    case 'directory':
      return 'RoleManagement';
    case 'azure':
      return 'ResourceManagement';
    case 'group':
      return 'GroupManagement';
  }
}
