import { isLive, type Schedule } from '../assignment/schedule.js';
import type { Expiration, ScheduleInfo, ScheduleRequest, TicketInfo } from '../assignment/schedule-request.js';
import type { ActivationRefusal, Person, RuleFailure } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, duration, type Instant } from '../time.js';
import type { ApprovalStagePolicy, Policy } from './policy.js';

/** What somebody asks for, for themself. */
export type ActivationAsk = {
  justification: string;
  ticketInfo: TicketInfo;
  scheduleInfo: ScheduleInfo;
};

/** What the asker has proven of themself, and how long it takes to be fresh is policy's affair elsewhere. */
export type Proofs = { multiFactor: boolean; authenticationContexts: readonly string[] };

/** The organisation's floors. PIM's own are five minutes each. */
export type ActivationSettings = { minimumDuration: Duration; earliestGiveBack: Duration };

export type ActivationFacts = {
  requestor: Person;
  /** Every eligibility for this role that reaches the requestor, their own and through groups. */
  eligibilities: readonly Schedule[];
  /** Every schedule of this very access that is not over. */
  schedules: readonly Schedule[];
  openRequest?: ScheduleRequest | undefined;
  policy: Policy;
  proofs: Proofs;
  /** For each stage of the policy: who could decide it now (enabled people, escalation approvers included). */
  approvers: readonly (readonly string[])[];
  settings: ActivationSettings;
};

/** What will happen: on which eligibility it stands, and who has to agree first (nobody: it begins at once). */
export type ActivationPlan = { eligibility: Schedule; stages: readonly ApprovalStagePolicy[] };

/** The eligibility to stand on at `at`: one that lasts longest, the requestor's own before a group's. */
export function bestEligibility(
  eligibilities: readonly Schedule[],
  requestor: Person['principalId'],
  at: Instant,
): Schedule | undefined {
  const end = ({ endDateTime }: Schedule) => endDateTime ?? Number.POSITIVE_INFINITY;
  const own = ({ principalId }: Schedule) => (principalId === requestor ? 1 : 0);
  return eligibilities
    .filter((eligibility) => isLive(eligibility, at))
    .sort((a, b) => (end(a) === end(b) ? own(b) - own(a) : end(b) > end(a) ? 1 : -1))[0];
}

/** How long an expiration lasts from `start`; undefined when it never ends. */
export function lengthOf(expiration: Expiration, start: Instant): Duration | undefined {
  switch (expiration.type) {
    case 'noExpiration':
      return undefined;
    case 'afterDuration':
      return expiration.duration;
    case 'afterDateTime':
      return duration(expiration.endDateTime - start);
  }
}

/**
 * Decides whether somebody may activate a role they are eligible for, and who has to approve it.
 * Refusals come in a fixed order: who, what stands in the way, when, the policy's rules (all that fail together),
 * and last whether anybody could ever approve. Source: Entra PIM's policy rules and their error codes.
 */
export function decideActivation(
  ask: ActivationAsk,
  facts: ActivationFacts,
  now: Instant,
): Result<ActivationPlan, ActivationRefusal> {
  if (!facts.requestor.isEnabledMember) return refuse({ code: 'REQUESTOR_NOT_ENABLED' });
  const inTheWay = decideOverlap(facts, now);
  if (inTheWay) return refuse(inTheWay);

  const start = ask.scheduleInfo.startDateTime ?? now;
  const badTime = decideTimes(ask, facts, start, now);
  if (badTime) return refuse(badTime);

  const eligibility = bestEligibility(facts.eligibilities, facts.requestor.principalId, start);
  const eligibleNow = bestEligibility(facts.eligibilities, facts.requestor.principalId, now);
  if (!eligibility && eligibleNow?.endDateTime !== undefined && eligibleNow.endDateTime <= start) {
    return refuse({ code: 'STARTS_AFTER_ELIGIBILITY', eligibilityEnds: eligibleNow.endDateTime });
  }
  const failures = failingRules(ask, facts, start, eligibility);
  if (!eligibility || failures.length > 0) return refuse({ code: 'POLICY_RULES_FAILED', failures });

  const { isApprovalRequired, stages } = facts.policy.rules.Approval_EndUser_Assignment;
  const plan = { eligibility, stages: isApprovalRequired ? stages : [] };
  const deadlock = decideDeadlock(plan.stages, facts);
  return deadlock ? refuse(deadlock) : ok(plan);
}

/** What is on its way out, or past its end and not yet swept, is in nobody's way: the new lease takes over from it. */
function decideOverlap({ schedules, openRequest }: ActivationFacts, now: Instant): ActivationRefusal | undefined {
  if (openRequest) return { code: 'REQUEST_PENDING', requestId: openRequest.id };
  const activated = schedules.find(
    (schedule) => schedule.assignmentType === 'activated' && (schedule.status === 'Granted' || isLive(schedule, now)),
  );
  return (
    activated && {
      code: 'ASSIGNMENT_EXISTS',
      requestId: activated.createdUsing,
      startDateTime: activated.startDateTime,
      endDateTime: activated.endDateTime,
    }
  );
}

function decideTimes(
  { scheduleInfo }: ActivationAsk,
  { settings }: ActivationFacts,
  start: Instant,
  now: Instant,
): ActivationRefusal | undefined {
  if (start < now) return { code: 'START_IN_PAST' };
  const length = lengthOf(scheduleInfo.expiration, start);
  if (length === undefined) return undefined; // the expiration rule says so with the policy's maximum
  if (length <= 0) return { code: 'ENDS_BEFORE_START' };
  if (length < settings.minimumDuration) return { code: 'DURATION_TOO_SHORT', minimum: settings.minimumDuration };
  return undefined;
}

function failingRules(
  ask: ActivationAsk,
  { policy: { rules }, proofs }: ActivationFacts,
  start: Instant,
  eligibility: Schedule | undefined,
): RuleFailure[] {
  const failures: RuleFailure[] = [];
  if (!eligibility) failures.push({ rule: 'EligibilityRule' });
  const { maximumDuration } = rules.Expiration_EndUser_Assignment;
  const asked = lengthOf(ask.scheduleInfo.expiration, start);
  if (asked === undefined || asked > maximumDuration) failures.push({ rule: 'ExpirationRule', maximumDuration, asked });
  const { enabledRules } = rules.Enablement_EndUser_Assignment;
  if (enabledRules.includes('Justification') && !ask.justification.trim()) failures.push({ rule: 'JustificationRule' });
  if (enabledRules.includes('Ticketing') && !ask.ticketInfo.ticketNumber?.trim()) {
    failures.push({ rule: 'TicketingRule' });
  }
  if (enabledRules.includes('MultiFactorAuthentication') && !proofs.multiFactor) failures.push({ rule: 'MfaRule' });
  const { isEnabled, claimValue } = rules.AuthenticationContext_EndUser_Assignment;
  if (isEnabled && !proofs.authenticationContexts.includes(claimValue)) failures.push({ rule: 'AcrsRule', claimValue });
  return failures;
}

function decideDeadlock(
  stages: readonly ApprovalStagePolicy[],
  { approvers, requestor }: ActivationFacts,
): ActivationRefusal | undefined {
  for (const [stageId, { approvalsRequired }] of stages.entries()) {
    const available = new Set(approvers[stageId]?.filter((approver) => approver !== requestor.principalId)).size;
    if (available < approvalsRequired) {
      return { code: 'NO_APPROVER', stageId, required: approvalsRequired, available };
    }
  }
  return undefined;
}

/** The moment an activation ends that begins at `start`: never after the eligibility it stands on. */
export function activationEnd(expiration: Expiration, start: Instant, eligibilityEnds: Instant | undefined): Instant {
  const asked = expiration.type === 'afterDateTime' ? expiration.endDateTime : undefined;
  const length = lengthOf(expiration, start);
  if (length === undefined) throw new Error('an activation always ends'); // decideActivation has refused it
  const end = asked ?? after(start, length);
  return eligibilityEnds !== undefined && eligibilityEnds < end ? eligibilityEnds : end;
}
