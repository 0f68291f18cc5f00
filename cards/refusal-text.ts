import type { RequestStatus } from '../domain/assignment/schedule-request.js';
import type {
  ActivationRefusal,
  CancellationRefusal,
  DeactivationRefusal,
  ProvisioningRefusal,
  Refusal,
  ReviewRefusal,
  RuleFailure,
} from '../domain/refusal.js';
import { failureText } from './failure-text.js';
import { formatDuration, type When } from './format-time.js';
import { at, type Say, sayAt } from './request-words.js';

/**
 * Says why something is refused, and what mends it, in one or two sentences. Times are in the reader's zone. A code
 * without a sentence fails the compile.
 */
export function refusalText(refusal: Refusal, when: When): string {
  const say = sayAt(when);
  switch (refusal.code) {
    case 'ELIGIBILITY_GONE':
    case 'REQUESTOR_GONE':
    case 'TIME_PASSED':
    case 'POLICY_TIGHTENED':
      return provisioningText(refusal);
    case 'NOT_PENDING':
    case 'STALE_CARD':
    case 'SELF_REVIEW':
    case 'NOT_AN_APPROVER':
    case 'ALREADY_REVIEWED':
    case 'STAGE_TIMED_OUT':
    case 'REVIEW_JUSTIFICATION_REQUIRED':
      return reviewText(refusal, say);
    case 'REQUEST_NOT_FOUND':
    case 'NOT_ACTIVE':
    case 'NOT_YOURS':
    case 'ACTIVE_TOO_SHORT':
    case 'NOT_CANCELABLE':
      return ownText(refusal, say);
    default:
      return activationText(refusal, say);
  }
}

function activationText(refusal: ActivationRefusal, say: Say): string {
  switch (refusal.code) {
    case 'REQUESTOR_NOT_ENABLED':
      return 'Only enabled members of the organisation can activate roles. Ask an administrator about your account.';
    case 'POLICY_RULES_FAILED':
      return refusal.failures.map(ruleText).join(' ');
    case 'ASSIGNMENT_EXISTS':
      return refusal.endDateTime === undefined
        ? 'You hold this role already.'
        : `You have this role until ${say(refusal.endDateTime)}. Give it back first if you need other times.`;
    case 'REQUEST_PENDING':
      return 'You have asked for this role already, and that request is still open. Cancel it first to ask for something else.';
    case 'DURATION_TOO_SHORT':
      return `A role is activated for at least ${formatDuration(refusal.minimum)}. Ask for longer.`;
    case 'START_IN_PAST':
      return 'That start has passed. Leave it out to begin now, or choose a later one.';
    case 'ENDS_BEFORE_START':
      return 'That ends before it begins. Choose a later end.';
    case 'STARTS_AFTER_ELIGIBILITY':
      return `You are eligible for this role only until ${say(refusal.eligibilityEnds)}. Begin earlier, or ask an administrator to extend it.`;
    case 'NO_APPROVER':
      return noApproverText(refusal);
  }
}

function noApproverText({ required, available }: Extract<ActivationRefusal, { code: 'NO_APPROVER' }>): string {
  const who =
    available === 0
      ? 'Nobody is left who could approve this'
      : `This needs ${required} approvals, and only ${available} could give one`;
  return `${who}: you cannot approve your own request, and disabled accounts do not count. Ask an administrator to add approvers.`;
}

function ruleText(failure: RuleFailure): string {
  switch (failure.rule) {
    case 'EligibilityRule':
      return 'You are not eligible for this role. Ask an administrator to make you eligible.';
    case 'ExpirationRule':
      return `This role can be active for at most ${formatDuration(failure.maximumDuration)}. Ask for that or less.`;
    case 'JustificationRule':
      return 'This role needs a reason. Add “because” and what you need it for.';
    case 'TicketingRule':
      return 'This role needs a ticket. Add “ticket” and its number.';
    case 'MfaRule':
      return 'This role needs a fresh sign-in with a second factor. Sign in to the portal and activate it there.';
    case 'AcrsRule':
      return 'This role needs a stronger sign-in than chat can give. Sign in to the portal and activate it there.';
  }
}

type DecisionRefusal = Exclude<ReviewRefusal, { code: 'REQUEST_NOT_FOUND' }>;

function reviewText(refusal: DecisionRefusal, say: Say): string {
  switch (refusal.code) {
    case 'NOT_PENDING':
      return `This request no longer waits for a decision: it ${standing[refusal.status]}.`;
    case 'STALE_CARD':
      return 'This request has changed since that card was drawn. Look at it as it is now, and decide again.';
    case 'SELF_REVIEW':
      return 'You cannot decide on your own request. Somebody else has to.';
    case 'NOT_AN_APPROVER':
      return 'You are not among those who are asked to decide on this request.';
    case 'ALREADY_REVIEWED':
      return 'You have decided on this already. Others have to decide now.';
    case 'STAGE_TIMED_OUT':
      return `The time to decide ended${at(refusal.timedOutAt, say)}. Whoever needs the role can ask again.`;
    case 'REVIEW_JUSTIFICATION_REQUIRED':
      return 'This decision needs a reason. Add “because” and why.';
  }
}

function ownText(refusal: DeactivationRefusal | CancellationRefusal, say: Say): string {
  switch (refusal.code) {
    case 'REQUEST_NOT_FOUND':
      return 'There is no such request any more. Type “my requests” or “pending” to see those there are.';
    case 'NOT_ACTIVE':
      return `This role is not active: the request ${standing[refusal.status]}.`;
    case 'NOT_YOURS':
      return 'Only the person it belongs to can do that.';
    case 'ACTIVE_TOO_SHORT':
      return `A role cannot be given back right after it begins. This one can be${at(refusal.earliest, say)}.`;
    case 'NOT_CANCELABLE':
      return `This request cannot be cancelled any more: it ${standing[refusal.status]}. An active role can be given back.`;
  }
}

function provisioningText(refusal: ProvisioningRefusal): string {
  return refusal.code === 'POLICY_TIGHTENED'
    ? `The role may now be active for at most ${formatDuration(refusal.maximumDuration)}. Ask again for that or less.`
    : failureText(refusal.code);
}

const standing: Record<RequestStatus, string> = {
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
