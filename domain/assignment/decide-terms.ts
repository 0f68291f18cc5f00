import type { Policy } from '../policy/policy.js';
import type { Proofs } from '../proof/proofs.js';
import type { AssignmentRefusal, RuleFailure } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, type Instant, instant } from '../time.js';
import { isVisible } from '../visible-text.js';
import { lengthOf } from './decide-activation.js';
import type { Expiration, Level, ScheduleInfo, TicketInfo } from './schedule-request.js';

/** What an administrator says when they give, move, extend or renew; no expiration means permanently. */
export type AdminAsk = { justification: string; ticketInfo: TicketInfo; scheduleInfo: ScheduleInfo };

/** From when until when; no end means permanently. */
export type Terms = { startDateTime: Instant; endDateTime?: Instant | undefined };

type TermsRefusal = Extract<AssignmentRefusal, { code: 'ENDS_BEFORE_START' | 'DURATION_TOO_SHORT' }>;

const endOf = (expiration: Expiration, start: Instant): Instant | undefined => {
  switch (expiration.type) {
    case 'noExpiration':
      return undefined;
    case 'afterDuration':
      return after(start, expiration.duration);
    case 'afterDateTime':
      return expiration.endDateTime;
  }
};

/**
 * Decides from when until when something is given that is asked for now. A start that has gone by is now (Entra PIM
 * rewrites it to the provisioning time). `begun`: when it began, where it has begun already.
 */
export function decideTerms(
  { startDateTime, expiration }: ScheduleInfo,
  { minimumDuration, begun }: { minimumDuration: Duration; begun?: Instant | undefined },
  now: Instant,
): Result<Terms, TermsRefusal> {
  const from = instant(Math.max(now, begun === undefined ? (startDateTime ?? now) : now));
  const endDateTime = endOf(expiration, from);
  if (endDateTime !== undefined && endDateTime <= from) return refuse({ code: 'ENDS_BEFORE_START' });
  if (endDateTime !== undefined && endDateTime - from < minimumDuration) {
    return refuse({ code: 'DURATION_TOO_SHORT', minimum: minimumDuration });
  }
  return ok({ startDateTime: begun ?? from, endDateTime });
}

/**
 * The rules of the policy that what an administrator gives does not meet, all that fail together. How long it may last
 * is counted from now where it has begun, so that what has been there long can still be moved.
 */
export function failingAdminRules(
  { justification, ticketInfo }: AdminAsk,
  { startDateTime, endDateTime }: Terms,
  { level, policy: { rules }, proofs }: { level: Level; policy: Policy; proofs: Proofs },
  now: Instant,
): RuleFailure[] {
  const [expiration, enablement] =
    level === 'eligibility'
      ? [rules.Expiration_Admin_Eligibility, rules.Enablement_Admin_Eligibility]
      : [rules.Expiration_Admin_Assignment, rules.Enablement_Admin_Assignment];
  const failures: RuleFailure[] = [];
  const from = instant(Math.max(now, startDateTime));
  const lasts = endDateTime === undefined ? undefined : lengthOf({ type: 'afterDateTime', endDateTime }, from);
  const { isExpirationRequired, maximumDuration } = expiration;
  if (isExpirationRequired && (lasts === undefined || lasts > maximumDuration)) {
    failures.push({ rule: 'ExpirationRule', maximumDuration, asked: lasts, of: level });
  }
  const { enabledRules } = enablement;
  if (enabledRules.includes('Justification') && !isVisible(justification)) failures.push({ rule: 'JustificationRule' });
  if (enabledRules.includes('Ticketing') && !isVisible(ticketInfo.ticketNumber))
    failures.push({ rule: 'TicketingRule' });
  if (enabledRules.includes('MultiFactorAuthentication') && !proofs.multiFactor) failures.push({ rule: 'MfaRule' });
  return failures;
}
