import type { RequestStatus } from './assignment/schedule-request.js';
import type { PrincipalId, RequestId } from './ids.js';
import type { Duration, Instant } from './time.js';

/** One rule of the role's policy that an ask does not meet, by the name Microsoft Graph reports it under. */
export type RuleFailure =
  | { rule: 'EligibilityRule' }
  | { rule: 'ExpirationRule'; maximumDuration: Duration; asked?: Duration | undefined }
  | { rule: 'JustificationRule' }
  | { rule: 'TicketingRule' }
  | { rule: 'MfaRule' }
  | { rule: 'AcrsRule'; claimValue: string };

export type ActivationRefusal =
  /** The person is unknown, disabled or a guest. */
  | { code: 'REQUESTOR_NOT_ENABLED' }
  | { code: 'POLICY_RULES_FAILED'; failures: readonly RuleFailure[] }
  | { code: 'ASSIGNMENT_EXISTS'; requestId: RequestId; endDateTime?: Instant | undefined; startDateTime: Instant }
  | { code: 'REQUEST_PENDING'; requestId: RequestId }
  | { code: 'DURATION_TOO_SHORT'; minimum: Duration }
  | { code: 'START_IN_PAST' }
  | { code: 'ENDS_BEFORE_START' }
  | { code: 'STARTS_AFTER_ELIGIBILITY'; eligibilityEnds: Instant }
  /** Nobody could ever approve it: no approver is left once the requestor and the disabled are taken out. */
  | { code: 'NO_APPROVER'; stageId: number; required: number; available: number };

export type ReviewRefusal =
  | { code: 'REQUEST_NOT_FOUND' }
  | { code: 'NOT_PENDING'; status: RequestStatus; requestId: RequestId }
  /** The press was drawn from another stage or other terms than those now under review. */
  | { code: 'STALE_CARD'; requestId: RequestId }
  | { code: 'SELF_REVIEW' }
  | { code: 'NOT_AN_APPROVER' }
  | { code: 'ALREADY_REVIEWED'; requestId: RequestId }
  | { code: 'STAGE_TIMED_OUT'; timedOutAt: Instant }
  | { code: 'REVIEW_JUSTIFICATION_REQUIRED' };

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
  | { code: 'POLICY_TIGHTENED'; maximumDuration: Duration };

/** Every way of saying no. Its sentence for people is in cards/refusal-text.ts. */
export type Refusal =
  | ActivationRefusal
  | ReviewRefusal
  | DeactivationRefusal
  | CancellationRefusal
  | ProvisioningRefusal;

/** A person as decisions need them: enabled members act, nobody else. */
export type Person = { principalId: PrincipalId; isEnabledMember: boolean };
