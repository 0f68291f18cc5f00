import type { AccessReviewRefusal } from '../domain/access-review/access-review-refusal.js';
import type { RequestStatus } from '../domain/assignment/schedule-request.js';
import type { EnrolmentRefusal, ProofRefusal, WayInRefusal } from '../domain/proof/proof-refusal.js';
import type {
  ActivationRefusal,
  ApprovalRefusal,
  CancellationRefusal,
  DeactivationRefusal,
  ProvisioningRefusal,
  Refusal,
  ResetRefusal,
  UnprovenRefusal,
} from '../domain/refusal.js';
import { accessReviewRefusalText } from './access-review/access-review-refusal-text.js';
import {
  enrolmentRefusalText,
  proofRefusalText,
  resetRefusalText,
  unprovenText,
  wayInRefusalText,
} from './account/proof-refusal-text.js';
import { activationRefusalText } from './activation/activation-refusal-text.js';
import { type AlertRefusal, alertRefusalText } from './alert/alert-refusal-text.js';
import { onlyAdministrationText } from './assignment/assignment-refusal-text.js';
import { deadLetterRefusalText } from './operations/dead-letter-refusal-text.js';
import { at, type Say, sayAt } from './request/request-words.js';
import { settingsRefusalText } from './settings/settings-refusal-text.js';
import { failureText } from './words/failure-text.js';
import { formatDuration, type When } from './words/format-time.js';

/**
 * Says why something is refused, and what fixes it, in one or two sentences. Times are in the reader's zone. A code
 * without a sentence fails the compile.
 */
export function refusalText(refusal: Refusal, when: When): string {
  if (isOfProvisioning(refusal)) return provisioningText(refusal);
  const say = sayAt(when);
  switch (refusal.code) {
    case 'NOT_PENDING':
    case 'STALE_CARD':
    case 'SELF_APPROVAL':
    case 'NOT_AN_APPROVER':
    case 'ALREADY_DECIDED':
    case 'STAGE_TIMED_OUT':
    case 'APPROVAL_JUSTIFICATION_REQUIRED':
    case 'APPROVAL_PROOF_REQUIRED':
    case 'DURATION_NOT_SHORTER':
    case 'DURATION_WITH_DENIAL':
      return reviewText(refusal, say);
    case 'REQUEST_NOT_FOUND':
    case 'NOT_ACTIVE':
    case 'NOT_YOURS':
    case 'ACTIVE_TOO_SHORT':
    case 'NOT_CANCELABLE':
      return ownText(refusal, say);
    case 'SETTINGS_CONFLICT':
    case 'NOTHING_TO_CHANGE':
    case 'SETTINGS_CHANGED_MEANWHILE':
      return settingsRefusalText(refusal);
    case 'NOT_DIRECTORY_ADMINISTRATOR':
    case 'NOT_STUCK':
    case 'REMOVAL_NOT_DROPPED':
      return deadLetterRefusalText(refusal);
    case 'NOT_PERMITTED':
    case 'LAST_ADMINISTRATOR':
    case 'ROLE_NOT_FOUND':
    case 'PRINCIPAL_NOT_FOUND':
    case 'PRINCIPAL_DISABLED':
    case 'ASSIGNEE_FORBIDDEN':
    case 'ALREADY_ASSIGNED':
    case 'NOT_ASSIGNED':
    case 'ALREADY_BEGUN':
    case 'NOT_LATER':
    case 'NOT_RENEWABLE':
    case 'TOO_EARLY_TO_EXTEND':
    case 'HELD_THROUGH_GROUP':
    case 'NO_MANAGER':
    case 'NOTHING_TO_REVOKE':
      return onlyAdministrationText(refusal, say);
    default:
      return otherText(refusal, when);
  }
}

const ofProvisioning: readonly Refusal['code'][] = [
  ...(['ELIGIBILITY_GONE', 'REQUESTOR_GONE', 'TIME_PASSED'] as const),
  ...(['TICKET_NOW_REQUIRED', 'PROOF_NOW_REQUIRED', 'POLICY_TIGHTENED'] as const),
];

const isOfProvisioning = (refusal: Refusal): refusal is ProvisioningRefusal => ofProvisioning.includes(refusal.code);

/** What remains: whoever asks has not proven who they are, reviews access, looks after alerts, or asks for a role. */
function otherText(
  refusal:
    | ActivationRefusal
    | UnprovenRefusal
    | ProofRefusal
    | EnrolmentRefusal
    | WayIn
    | IdentityReset
    | AccessReviewRefusal
    | AlertRefusal,
  when: When,
): string {
  if (isWayIn(refusal)) return wayInRefusalText(refusal);
  switch (refusal.code) {
    case 'CODE_WRONG':
    case 'CODE_USED':
    case 'PROOF_LOCKED':
    case 'NO_CODE_APP':
    case 'PASSKEY_REFUSED':
    case 'CHALLENGE_OVER':
      return proofRefusalText(refusal, sayAt(when));
    case 'SIGN_IN_TOO_OLD':
    case 'FRESH_PROOF_REQUIRED':
    case 'PASSKEY_KNOWN':
    case 'TOO_MANY_PASSKEYS':
    case 'SET_UP_OVER':
    case 'SET_UP_ELSEWHERE':
    case 'FIRST_CODE_WRONG':
    case 'NOTHING_TO_RECOVER':
    case 'NO_SUCH_AUTHENTICATOR':
      return enrolmentRefusalText(refusal);
    case 'ADMINISTRATION_UNPROVEN':
      return unprovenText;
    case 'RESET_NOT_PERMITTED':
    case 'RESET_OWN':
    case 'NOTHING_TO_RESET':
    case 'RESET_PROOF_REQUIRED':
      return resetRefusalText(refusal);
    case 'ACCESS_REVIEW_TERMS':
    case 'ACCESS_REVIEW_NOT_FOUND':
    case 'ACCESS_REVIEW_STATE':
    case 'NOT_A_REVIEWER':
    case 'OWN_ACCESS':
    case 'DECISION_NEEDS_REASON':
    case 'NOTHING_RECOMMENDED':
      return accessReviewRefusalText(refusal);
    case 'THRESHOLD_OUT_OF_RANGE':
    case 'INCIDENT_NOT_FOUND':
    case 'INCIDENT_OVER':
    case 'ALREADY_DISMISSED':
    case 'NOT_DISMISSED':
    case 'ALERT_OF_OPERATOR':
    case 'DISMISSAL_NEEDS_REASON':
    case 'NOT_REMEDIABLE':
      return alertRefusalText(refusal);
    default:
      return activationRefusalText(refusal, when);
  }
}

const ofWayIn: readonly Refusal['code'][] = [
  ...(['ACCOUNT_NOT_LINKED', 'PASS_OWN', 'PASS_NOT_NEEDED'] as const),
  ...(['PASS_NOT_SHOWN', 'PASS_REFUSED', 'PASS_NOT_FOR_YOU'] as const),
];

type WayIn = Exclude<WayInRefusal, ProofRefusal>;
const isWayIn = (refusal: Pick<Refusal, 'code'>): refusal is WayIn => ofWayIn.includes(refusal.code);

type IdentityReset = Exclude<ResetRefusal, { code: 'PRINCIPAL_NOT_FOUND' }>;

/** What these say is not about reviews alone. */
type DecisionRefusal = Exclude<ApprovalRefusal, { code: 'REQUEST_NOT_FOUND' | 'DURATION_TOO_SHORT' }>;

function reviewText(refusal: DecisionRefusal, say: Say): string {
  switch (refusal.code) {
    case 'NOT_PENDING':
      return `This request no longer waits for a decision: it ${statusWordsOf[refusal.status]}.`;
    case 'STALE_CARD':
      return 'This request has changed since that card was drawn. Look at it as it is now, and decide again.';
    case 'SELF_APPROVAL':
      return 'You cannot decide on your own request. Somebody else has to.';
    case 'NOT_AN_APPROVER':
      return 'You are not among those who are asked to decide on this request.';
    case 'ALREADY_DECIDED':
      return 'You have decided on this already. Others have to decide now.';
    case 'STAGE_TIMED_OUT':
      return `The time to decide ended${at(refusal.timedOutAt, say)}. Whoever needs the role can ask again.`;
    case 'APPROVAL_JUSTIFICATION_REQUIRED':
      return 'This decision needs a reason. Add “because” and why.';
    case 'APPROVAL_PROOF_REQUIRED':
      return 'This decision needs a fresh second factor. Decide on it by itself, and prove it by the link you are sent.';
    case 'DURATION_NOT_SHORTER':
      return `What is asked is ${formatDuration(refusal.asked)}. Name less than that, or leave it out to approve it as it is.`;
    case 'DURATION_WITH_DENIAL':
      return 'A denial gives no time at all. Leave the time out to deny, or approve for less time.';
  }
}

function ownText(refusal: DeactivationRefusal | CancellationRefusal, say: Say): string {
  switch (refusal.code) {
    case 'REQUEST_NOT_FOUND':
      return 'There is no such request any more. Type “my requests” or “pending” to see those there are.';
    case 'NOT_ACTIVE':
      return `This role is not active: the request ${statusWordsOf[refusal.status]}.`;
    case 'NOT_YOURS':
      return 'Only the person it belongs to, or somebody who manages the role, can end it.';
    case 'ACTIVE_TOO_SHORT':
      return `A role cannot be given back right after it begins. This one can be${at(refusal.earliest, say)}.`;
    case 'NOT_CANCELABLE':
      return `This request cannot be cancelled any more: it ${statusWordsOf[refusal.status]}. An active role can be given back.`;
  }
}

function provisioningText(refusal: ProvisioningRefusal): string {
  return refusal.code === 'POLICY_TIGHTENED'
    ? `The role may now be active for at most ${formatDuration(refusal.maximumDuration)}. Ask again for that or less.`
    : failureText(refusal.code);
}

const statusWordsOf: Record<RequestStatus, string> = {
  PendingApproval: 'waits for approval',
  PendingAdminDecision: 'waits for an administrator',
  Granted: 'was granted and begins later',
  PendingProvisioning: 'was granted and is being activated',
  Provisioned: 'was granted',
  Denied: 'was denied',
  Canceled: 'was cancelled',
  TimedOut: 'timed out',
  PendingRevocation: 'is being taken back',
  Revoked: 'has ended',
  Failed: 'could not be activated',
};
