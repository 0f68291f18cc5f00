import type { Role } from '../role/role.js';
import type { AuditCategory } from './audit-event.js';

/** What the record calls each thing that happens; Entra's own names where it has them. */
export const activity = {
  activationRequested: 'Add member to role requested (PIM activation)',
  approvalRequested: 'Add member to role approval requested (PIM activation)',
  requestApproved: 'Add member to role request approved (PIM activation)',
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
} as const;

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
