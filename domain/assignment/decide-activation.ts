import type { ApprovalStagePolicy, Policy } from '../policy/policy.js';
import type { Proofs } from '../proof/proofs.js';
import type { ActivationRefusal, Person, RuleFailure } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { type Role, sameRole } from '../role/role.js';
import { after, type Duration, duration, type Instant, instant } from '../time.js';
import { isVisible } from '../visible-text.js';
import { warnedAt } from './end-warnings.js';
import { isLive, type Schedule } from './schedule.js';
import type { Expiration, ScheduleInfo, ScheduleRequest, TicketInfo } from './schedule-request.js';

/** What somebody asks for, for themself. */
export type ActivationAsk = {
  justification: string;
  ticketInfo: TicketInfo;
  scheduleInfo: ScheduleInfo;
};

/** The organisation's floors. PIM's own are five minutes each. */
export type ActivationSettings = { minimumDuration: Duration; earliestGiveBack: Duration };

export type ActivationFacts = {
  requestor: Person;
  /** The role as it is asked; for Azure then the same role at every scope around that, nearest first. */
  rolesAround: readonly Role[];
  /** False where the directory knows no such scope. */
  isScopeKnown: boolean;
  /** Every eligibility for one of these roles that reaches the requestor, their own and through groups. */
  eligibilities: readonly Schedule[];
  /** Every schedule of this very access that is not over. */
  schedules: readonly Schedule[];
  openRequest?: ScheduleRequest | undefined;
  /** Of the role where the eligibility stands: an Azure role's settings are not dodged by asking further in. */
  policy: Policy;
  proofs: Proofs;
  /** For each stage of the policy: who could decide it now (enabled people, escalation approvers included). */
  approvers: readonly (readonly string[])[];
  settings: ActivationSettings;
};

/** What will happen: on which eligibility it stands, and who has to agree first (nobody: it begins at once). */
export type ActivationPlan = { eligibility: Schedule; stages: readonly ApprovalStagePolicy[] };

/**
 * The eligibility to stand on at `at`: of the nearest scope (`rolesAround`, nearest first; without it they are all of
 * one), there one that lasts longest, and of these the requestor's own before a group's.
 */
export function bestEligibility(
  eligibilities: readonly Schedule[],
  requestor: Person['principalId'],
  at: Instant,
  rolesAround: readonly Role[] = [],
): Schedule | undefined {
  const live = eligibilities.filter((eligibility) => isLive(eligibility, at));
  const nearest = rolesAround.find((near) => live.some(({ role }) => sameRole(role, near)));
  const end = ({ endDateTime }: Schedule) => endDateTime ?? Number.POSITIVE_INFINITY;
  const own = ({ principalId }: Schedule) => (principalId === requestor ? 1 : 0);
  return live
    .filter(({ role }) => !nearest || sameRole(role, nearest))
    .sort((a, b) => (end(a) === end(b) ? own(b) - own(a) : end(b) > end(a) ? 1 : -1))[0];
}

/** When it begins: as soon as it may be, where no start is asked or the start has gone by. Source: Entra PIM does so. */
export const startOf = ({ startDateTime }: ScheduleInfo, now: Instant): Instant =>
  instant(Math.max(now, startDateTime ?? now));

/** The first eligibility that has not begun; undefined where there is none. */
const eligibilityToCome = ({ eligibilities }: ActivationFacts): Schedule | undefined =>
  eligibilities.filter(({ status }) => status === 'Granted').sort((a, b) => a.startDateTime - b.startDateTime)[0];

/** How long an expiration lasts from `start`; undefined when it never ends. */
export function lengthOf(expiration: Expiration, start: Instant): Duration | undefined {
  switch (expiration.type) {
    case 'noExpiration':
      return undefined;
    case 'afterDuration':
      return duration(Math.min(expiration.duration, (expiration.endDateTime ?? Number.POSITIVE_INFINITY) - start));
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
  if (!facts.isScopeKnown) return refuse({ code: 'SCOPE_NOT_FOUND' });
  const start = startOf(ask.scheduleInfo, now);
  const inTheWay = decideOverlap(facts, start, now);
  if (inTheWay) return refuse(inTheWay);

  const badTime = decideTimes(ask, facts, start);
  if (badTime) return refuse(badTime);

  const eligibility = eligibilityAt(facts, start);
  const notThen = eligibility ? undefined : decideEligibleTimes(facts, start, now);
  if (notThen) return refuse(notThen);
  const failures = checkRules(ask, facts, start).flatMap(({ failure }) => failure ?? []);
  if (!eligibility || failures.length > 0) return refuse({ code: 'POLICY_RULES_FAILED', failures });

  const { isApprovalRequired, stages } = facts.policy.rules.Approval_EndUser_Assignment;
  const plan = { eligibility, stages: isApprovalRequired ? stages : [] };
  const deadlock = decideDeadlock(plan.stages, facts);
  return deadlock ? refuse(deadlock) : ok(plan);
}

/** Says between which times they are eligible, where not at the one that is asked. */
function decideEligibleTimes(facts: ActivationFacts, start: Instant, now: Instant): ActivationRefusal | undefined {
  const ends = eligibilityAt(facts, now)?.endDateTime;
  if (ends !== undefined && ends <= start) return { code: 'STARTS_AFTER_ELIGIBILITY', eligibilityEnds: ends };
  const next = eligibilityToCome(facts);
  return next && { code: 'ELIGIBILITY_NOT_BEGUN', eligibilityStarts: next.startDateTime };
}

const eligibilityAt = ({ eligibilities, requestor, rolesAround }: ActivationFacts, at: Instant) =>
  bestEligibility(eligibilities, requestor.principalId, at, rolesAround);

/**
 * What is on its way out, or past its end and not yet swept, is in nobody's way: the new lease takes over from it. Nor
 * is what has reached its last minutes, for an activation that begins once it has ended. Source: PIM refuses whatever
 * is active or planned already; that one may be followed by the next is Latchkey's own, so that its warning is of use.
 */
function decideOverlap(
  { schedules, openRequest }: ActivationFacts,
  start: Instant,
  now: Instant,
): ActivationRefusal | undefined {
  if (openRequest) {
    const { id: requestId, status, scheduleInfo } = openRequest;
    return { code: 'REQUEST_PENDING', requestId, status, startDateTime: scheduleInfo.startDateTime };
  }
  const activated = schedules.find(
    (schedule) =>
      schedule.assignmentType === 'activated' &&
      (schedule.status === 'Granted' || (isLive(schedule, now) && !isFollowed(schedule, start, now))),
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

/** True where the asked start is no sooner than its end, and its holder has been warned of that. */
function isFollowed(schedule: Schedule, start: Instant, now: Instant): boolean {
  const from = warnedAt(schedule);
  return from !== undefined && from <= now && schedule.endDateTime !== undefined && schedule.endDateTime <= start;
}

function decideTimes(
  { scheduleInfo }: ActivationAsk,
  { settings }: ActivationFacts,
  start: Instant,
): ActivationRefusal | undefined {
  const length = lengthOf(scheduleInfo.expiration, start);
  if (length === undefined) return undefined; // the expiration rule says so with the policy's maximum
  if (length <= 0) return { code: 'ENDS_BEFORE_START' };
  if (length < settings.minimumDuration) return { code: 'DURATION_TOO_SHORT', minimum: settings.minimumDuration };
  return undefined;
}

/** One rule of the policy: whether this ask has to meet it, and how it fails to, where it does. */
export type RuleCheck = { rule: RuleFailure['rule']; isAsked: boolean; failure?: RuleFailure | undefined };

/** Checks an ask that begins at `start` against every rule of the policy, in the order in which people are told. */
export function checkRules(
  ask: ActivationAsk,
  facts: Pick<ActivationFacts, 'eligibilities' | 'requestor' | 'policy' | 'proofs'>,
  start: Instant,
): RuleCheck[] {
  const { rules } = facts.policy;
  const { proofs } = facts;
  const { maximumDuration } = rules.Expiration_EndUser_Assignment;
  const asked = lengthOf(ask.scheduleInfo.expiration, start);
  const { enabledRules } = rules.Enablement_EndUser_Assignment;
  const { isEnabled, claimValue } = rules.AuthenticationContext_EndUser_Assignment;
  const isEligible = bestEligibility(facts.eligibilities, facts.requestor.principalId, start) !== undefined;
  return [
    check({ rule: 'EligibilityRule' }, true, isEligible),
    check({ rule: 'ExpirationRule', maximumDuration, asked }, true, asked !== undefined && asked <= maximumDuration),
    check({ rule: 'JustificationRule' }, enabledRules.includes('Justification'), isVisible(ask.justification)),
    check({ rule: 'TicketingRule' }, enabledRules.includes('Ticketing'), isVisible(ask.ticketInfo.ticketNumber)),
    check({ rule: 'MfaRule' }, enabledRules.includes('MultiFactorAuthentication'), proofs.multiFactor),
    check({ rule: 'AcrsRule', claimValue }, isEnabled, proofs.authenticationContexts.includes(claimValue)),
  ];
}

const check = (failure: RuleFailure, isAsked: boolean, isMet: boolean): RuleCheck => ({
  rule: failure.rule,
  isAsked,
  ...(isAsked && !isMet && { failure }),
});

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
  const length = lengthOf(expiration, start);
  if (length === undefined) throw new Error('an activation always ends'); // decideActivation has refused it
  const end = after(start, length);
  return eligibilityEnds !== undefined && eligibilityEnds < end ? eligibilityEnds : end;
}
