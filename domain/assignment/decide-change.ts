import type { AssignmentRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, days, type Instant } from '../time.js';
import { type AssignmentFacts, decideAssignee, decideAssignment } from './decide-assignment.js';
import { type AdminAsk, decideTerms, failingAdminRules, type Terms } from './decide-terms.js';
import { isAssigned, type Schedule } from './schedule.js';
import type { Level } from './schedule-request.js';

/** How long what has ended can still be renewed. Source: Entra PIM, 30 days. */
export const renewableFor = days(30);

/**
 * Decides whether an administrator may move the times of what is assigned (`adminUpdate`), or move its end out
 * (`adminExtend`). What has begun keeps its start. Returns the schedule as it becomes, its request still to be named.
 */
export function decideChange(
  action: 'adminUpdate' | 'adminExtend',
  level: Level,
  ask: AdminAsk,
  facts: AssignmentFacts,
  now: Instant,
): Result<Schedule, AssignmentRefusal> {
  const notPossible = decideAssignee(level, ask.scheduleInfo.expiration, facts);
  if (notPossible) return refuse(notPossible);
  const there = facts.schedules.find(isAssigned(level, now));
  if (!there) return refuse({ code: 'NOT_ASSIGNED', level });
  const begun = there.status === 'Granted' ? undefined : there.startDateTime;
  const { startDateTime: asked } = ask.scheduleInfo;
  if (begun !== undefined && asked !== undefined && asked !== begun) {
    return refuse({ code: 'ALREADY_BEGUN', startDateTime: begun });
  }
  const scheduleInfo = { ...ask.scheduleInfo, startDateTime: asked ?? there.startDateTime };
  const terms = decideTerms(scheduleInfo, { ...facts.settings, begun }, now);
  if (!terms.ok) return terms;
  if (action === 'adminExtend' && !isLater(terms.value, there)) {
    return refuse({ code: 'NOT_LATER', endDateTime: there.endDateTime });
  }
  const failures = failingAdminRules(ask, terms.value, { ...facts, level }, now);
  if (failures.length > 0) return refuse({ code: 'POLICY_RULES_FAILED', failures });
  return ok({ ...there, ...terms.value });
}

/** True when these terms end later than the schedule does. */
export const isLater = ({ endDateTime }: Terms, there: Schedule): boolean =>
  there.endDateTime !== undefined && (endDateTime === undefined || endDateTime > there.endDateTime);

/** True while something whose time ran out can still be renewed; what was taken is given again or not at all. */
export const isRenewable = ({ endedBy = 'expired', endedDateTime, endDateTime }: Schedule, now: Instant): boolean => {
  const ended = endedDateTime ?? endDateTime;
  return endedBy === 'expired' && ended !== undefined && now < after(ended, renewableFor);
};

/** Decides whether an administrator may give again what ended within the last 30 days (`adminRenew`). */
export function decideRenewal(
  level: Level,
  ask: AdminAsk,
  facts: AssignmentFacts & { lastEnded?: Schedule | undefined },
  now: Instant,
): Result<Terms, AssignmentRefusal> {
  const { lastEnded, mayManage } = facts;
  if (mayManage && !(lastEnded && isRenewable(lastEnded, now)) && !facts.schedules.some(isAssigned(level, now))) {
    return refuse({ code: 'NOT_RENEWABLE', within: renewableFor });
  }
  return decideAssignment(level, ask, facts, now);
}
