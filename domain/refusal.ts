import type { AccessReviewRefusal } from './access-review/access-review-refusal.js';
import type { AlertName, ThresholdKey } from './alert/alert.js';
import type { Level, RequestStatus } from './assignment/schedule-request.js';
import type { PrincipalId, RequestId } from './ids.js';
import type { SettingsConflict } from './policy/settings-conflict.js';
import type { EnrolmentRefusal, ProofRefusal, WayInRefusal } from './proof/proof-refusal.js';
import type { Duration, Instant } from './time.js';

/** One rule of the role's policy that an ask does not meet, by the name Microsoft Graph reports it under. */
export type RuleFailure =
  | { rule: 'EligibilityRule' }
  /** `of`: of what an administrator gives; without it, of an activation. */
  | { rule: 'ExpirationRule'; maximumDuration: Duration; asked?: Duration | undefined; of?: Level | undefined }
  | { rule: 'JustificationRule' }
  | { rule: 'TicketingRule' }
  | { rule: 'MfaRule' }
  | { rule: 'AcrsRule'; claimValue: string };

export type ActivationRefusal =
  /** The person is unknown, disabled or a guest. */
  | { code: 'REQUESTOR_NOT_ENABLED' }
  | { code: 'POLICY_RULES_FAILED'; failures: readonly RuleFailure[] }
  | { code: 'ASSIGNMENT_EXISTS'; requestId: RequestId; endDateTime?: Instant | undefined; startDateTime: Instant }
  /** `status`, `startDateTime`: of the request that is open, where it is known. */
  | {
      code: 'REQUEST_PENDING';
      requestId: RequestId;
      status?: RequestStatus | undefined;
      startDateTime?: Instant | undefined;
    }
  /** The directory knows no such scope. */
  | { code: 'SCOPE_NOT_FOUND' }
  | { code: 'DURATION_TOO_SHORT'; minimum: Duration }
  | { code: 'ENDS_BEFORE_START' }
  | { code: 'STARTS_AFTER_ELIGIBILITY'; eligibilityEnds: Instant }
  /** They are eligible only from then on. */
  | { code: 'ELIGIBILITY_NOT_BEGUN'; eligibilityStarts: Instant }
  /** Nobody could ever approve it: no approver is left once the requestor and the disabled are taken out. */
  | { code: 'NO_APPROVER'; stageId: number; required: number; available: number };

export type ApprovalRefusal =
  | { code: 'REQUEST_NOT_FOUND' }
  | { code: 'NOT_PENDING'; status: RequestStatus; requestId: RequestId }
  /** The press was drawn from another stage or other terms than those now being decided. */
  | { code: 'STALE_CARD'; requestId: RequestId }
  | { code: 'SELF_APPROVAL' }
  | { code: 'NOT_AN_APPROVER' }
  | { code: 'ALREADY_DECIDED'; requestId: RequestId }
  | { code: 'STAGE_TIMED_OUT'; timedOutAt: Instant }
  | { code: 'APPROVAL_JUSTIFICATION_REQUIRED' }
  /** The role's settings want whoever decides to prove, there and then, that it is them. */
  | { code: 'APPROVAL_PROOF_REQUIRED' }
  /** An approval may be for less time than is asked, never for as long or longer; `asked` is what is asked by now. */
  | { code: 'DURATION_NOT_SHORTER'; asked: Duration }
  | { code: 'DURATION_TOO_SHORT'; minimum: Duration }
  /** A denial gives no time at all. */
  | { code: 'DURATION_WITH_DENIAL' };

export type DeactivationRefusal =
  | { code: 'REQUEST_NOT_FOUND' }
  | { code: 'NOT_ACTIVE'; status: RequestStatus; requestId: RequestId }
  | { code: 'NOT_YOURS' }
  | { code: 'ACTIVE_TOO_SHORT'; earliest: Instant };

export type CancellationRefusal =
  | { code: 'REQUEST_NOT_FOUND' }
  | { code: 'NOT_CANCELABLE'; status: RequestStatus; requestId: RequestId }
  | { code: 'NOT_YOURS' };

/** Why an approved or scheduled activation could not begin after all: kept with the request as its failure. */
export type ProvisioningRefusal =
  | { code: 'ELIGIBILITY_GONE' }
  | { code: 'REQUESTOR_GONE' }
  | { code: 'TIME_PASSED' }
  | { code: 'TICKET_NOW_REQUIRED' }
  | { code: 'PROOF_NOW_REQUIRED' }
  | { code: 'POLICY_TIGHTENED'; maximumDuration: Duration };

/** Who may or may not do what to a role: the table is in permissions.ts. */
export type PermissionRefusal = { code: 'NOT_PERMITTED'; permission: 'manage' | 'view' };

/** Nobody would be left who could manage the roles of the directory. */
export type GuardRefusal = { code: 'LAST_ADMINISTRATOR'; level: Level };

/** What a kind of role forbids of those who get it. Source: Entra PIM, by kind. */
export type ForbiddenAssignee =
  | 'service-principal-eligible'
  | 'service-principal-permanent'
  | 'guest-eligible'
  | 'group-not-role-assignable'
  | 'group-in-itself'
  | 'group-as-owner'
  | 'group-active-in-role-assignable-group'
  | 'dynamic-group'
  | 'synced-group';

/** The act lowers a control, makes an administrator or takes from one, and whoever does it has not freshly proven who they are. */
export type UnprovenRefusal = { code: 'ADMINISTRATION_UNPROVEN' };

export type AssignmentRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  | GuardRefusal
  /** The role, its scope or its group is not in the directory. */
  | { code: 'ROLE_NOT_FOUND' }
  | { code: 'PRINCIPAL_NOT_FOUND' }
  | { code: 'PRINCIPAL_DISABLED' }
  | { code: 'ASSIGNEE_FORBIDDEN'; reason: ForbiddenAssignee }
  | { code: 'ALREADY_ASSIGNED'; level: Level; startDateTime: Instant; endDateTime?: Instant | undefined }
  | { code: 'NOT_ASSIGNED'; level: Level }
  | { code: 'POLICY_RULES_FAILED'; failures: readonly RuleFailure[] }
  | { code: 'DURATION_TOO_SHORT'; minimum: Duration }
  | { code: 'ENDS_BEFORE_START' }
  /** It has begun, so its start cannot be moved. */
  | { code: 'ALREADY_BEGUN'; startDateTime: Instant }
  /** To extend is to end later than now is foreseen; no end means that it is permanent already. */
  | { code: 'NOT_LATER'; endDateTime?: Instant | undefined }
  /** Nothing of this ended within the time in which it can be renewed. */
  | { code: 'NOT_RENEWABLE'; within: Duration };

export type RemovalRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  | GuardRefusal
  | { code: 'NOT_ASSIGNED'; level: Level };

export type ExtensionRefusal =
  | Extract<
      AssignmentRefusal,
      { code: 'NOT_ASSIGNED' | 'NOT_LATER' | 'ENDS_BEFORE_START' | 'DURATION_TOO_SHORT' | 'POLICY_RULES_FAILED' }
    >
  | Extract<ActivationRefusal, { code: 'REQUESTOR_NOT_ENABLED' | 'REQUEST_PENDING' }>
  /** It can be extended from this moment on. */
  | { code: 'TOO_EARLY_TO_EXTEND'; from: Instant; endDateTime: Instant }
  /** It came through a group, so only the group's own can be extended. */
  | { code: 'HELD_THROUGH_GROUP' }
  /** Nobody but the requestor could decide it. */
  | { code: 'NO_MANAGER' };

export type RevokeAllRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  | { code: 'PRINCIPAL_NOT_FOUND' }
  | { code: 'NOTHING_TO_REVOKE' };

export type SettingsRefusal =
  | PermissionRefusal
  | { code: 'ROLE_NOT_FOUND' }
  /** The group's members are managed elsewhere, so its settings would govern nothing. */
  | { code: 'ASSIGNEE_FORBIDDEN'; reason: 'dynamic-group' | 'synced-group' }
  | UnprovenRefusal
  /** Everything about it that cannot be so, together. */
  | { code: 'SETTINGS_CONFLICT'; conflicts: readonly SettingsConflict[] }
  | { code: 'NOTHING_TO_CHANGE' }
  /** Somebody has changed the settings since those were read that this change was made from. */
  | { code: 'SETTINGS_CHANGED_MEANWHILE' };

/** Of those who look after what does not get through. */
export type DeadLetterRefusal =
  | { code: 'NOT_DIRECTORY_ADMINISTRATOR' }
  /** Nothing of this number, or it got through meanwhile. */
  | { code: 'NOT_STUCK' }
  /** What takes access away is tried without end. */
  | { code: 'REMOVAL_NOT_DROPPED' };

/** Why an alert's settings stay as they are. */
export type AlertSettingsRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  | Extract<SettingsRefusal, { code: 'NOTHING_TO_CHANGE' | 'SETTINGS_CHANGED_MEANWHILE' }>
  /** Only the operator's configuration ends this alert: nobody switches it off or dismisses it. */
  | { code: 'ALERT_OF_OPERATOR' }
  /** What is outside, and the range it may be in; without one the alert has no such threshold. */
  | {
      code: 'THRESHOLD_OUT_OF_RANGE';
      alert: AlertName;
      faults: readonly { key: ThresholdKey; least?: number; most?: number }[];
    };

/** Why nothing is done about an incident. */
export type IncidentRefusal =
  | PermissionRefusal
  | UnprovenRefusal
  /** No such incident, or none that whoever asks may know of. */
  | { code: 'INCIDENT_NOT_FOUND' }
  | { code: 'INCIDENT_OVER' }
  | { code: 'ALREADY_DISMISSED' }
  | { code: 'NOT_DISMISSED' }
  | Extract<AlertSettingsRefusal, { code: 'ALERT_OF_OPERATOR' }>
  | { code: 'DISMISSAL_NEEDS_REASON' }
  /** It has to be fixed by hand. */
  | { code: 'NOT_REMEDIABLE'; alert: AlertName };

/** Why nobody's authenticators are reset. */
export type ResetRefusal =
  | Extract<AssignmentRefusal, { code: 'PRINCIPAL_NOT_FOUND' }>
  | { code: 'RESET_NOT_PERMITTED' }
  /** Or whoever has somebody's chat could make themself their second factor. */
  | { code: 'RESET_OWN' }
  | { code: 'NOTHING_TO_RESET' }
  | { code: 'RESET_PROOF_REQUIRED' };

/** Every way of saying no. Its sentence for people is in cards/refusal-text.ts. */
export type Refusal =
  | ActivationRefusal
  | ApprovalRefusal
  | DeactivationRefusal
  | CancellationRefusal
  | ProvisioningRefusal
  | AssignmentRefusal
  | RemovalRefusal
  | ExtensionRefusal
  | RevokeAllRefusal
  | SettingsRefusal
  | DeadLetterRefusal
  | AlertSettingsRefusal
  | IncidentRefusal
  | ProofRefusal
  | EnrolmentRefusal
  | WayInRefusal
  | ResetRefusal
  | AccessReviewRefusal;

/** A person as decisions need them: enabled members act, nobody else. */
export type Person = { principalId: PrincipalId; isEnabledMember: boolean };
