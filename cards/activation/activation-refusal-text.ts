import type { RequestStatus } from '../../domain/assignment/schedule-request.js';
import type { ActivationRefusal, RuleFailure } from '../../domain/refusal.js';
import { at, type Say, sayAt } from '../request/request-words.js';
import { formatDuration, type When } from '../words/format-time.js';

/** Says why a role is not activated: what is in the way, and what fixes it. */
export function activationRefusalText(refusal: ActivationRefusal, when: When): string {
  const say = sayAt(when);
  switch (refusal.code) {
    case 'REQUESTOR_NOT_ENABLED':
      return 'Only enabled members of the organisation can activate roles. Ask an administrator about your account.';
    case 'SCOPE_NOT_FOUND':
      return 'There is no such place in Azure any more. Type “my roles” to see what you can activate, and where.';
    case 'POLICY_RULES_FAILED':
      return refusal.failures.map(ruleText).join(' ');
    case 'ASSIGNMENT_EXISTS':
      return existsText(refusal, say, when);
    case 'REQUEST_PENDING':
      return pendingText(refusal, say);
    case 'DURATION_TOO_SHORT':
      return `A role is activated for at least ${formatDuration(refusal.minimum)}. Ask for longer.`;
    case 'ENDS_BEFORE_START':
      return 'That ends before it begins. Choose a later end.';
    case 'STARTS_AFTER_ELIGIBILITY':
      return `You are eligible for this role only until ${say(refusal.eligibilityEnds)}. Begin earlier, or ask an administrator to extend it.`;
    case 'ELIGIBILITY_NOT_BEGUN':
      return `You are eligible for this role only from ${say(refusal.eligibilityStarts)}. Ask for it then.`;
    case 'NO_APPROVER':
      return noApproverText(refusal);
  }
}

type Saying<Code extends ActivationRefusal['code']> = Extract<ActivationRefusal, { code: Code }>;

function existsText({ startDateTime, endDateTime }: Saying<'ASSIGNMENT_EXISTS'>, say: Say, { now }: When): string {
  const until = endDateTime === undefined ? '' : ` until ${say(endDateTime)}`;
  return startDateTime > now
    ? `This role is planned for you already, from ${say(startDateTime)}${until}. Cancel that first if you need other times.`
    : `You have this role already${until}. Give it back first if you need other times.`;
}

function pendingText({ status, startDateTime }: Saying<'REQUEST_PENDING'>, say: Say): string {
  const where = (status && statusWordsOf[status]) ?? 'is still open';
  const start = status === 'Granted' && startDateTime !== undefined ? `: it begins${at(startDateTime, say)}` : '';
  return `You have asked for this role already, and that request ${where}${start}. Cancel it first to ask for something else.`;
}

const statusWordsOf: Partial<Record<RequestStatus, string>> = {
  PendingApproval: 'waits for approval',
  PendingAdminDecision: 'waits for an administrator',
  Granted: 'is granted',
  PendingProvisioning: 'is being carried out',
};

function noApproverText({ required, available }: Saying<'NO_APPROVER'>): string {
  const who =
    available === 0
      ? 'Nobody is left who could approve this'
      : `This needs ${required} approvals, and only ${available} could give one`;
  return `${who}: you cannot approve your own request, and disabled accounts do not count. Ask an administrator to add approvers.`;
}

/** Says which rule of a role's settings an ask for it does not meet, and what fixes it. */
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
      return 'This role needs a second factor, which you are asked for when you activate it.';
    case 'AcrsRule':
      return `This role needs a sign-in that meets the authentication context “${failure.claimValue}”, which you are asked for when you activate it.`;
  }
}
