import type { PrincipalId } from '../ids.js';
import type { ExtensionRefusal, Person } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, days, type Instant, instant } from '../time.js';
import { isVisible } from '../visible-text.js';
import type { ActivationSettings } from './decide-activation.js';
import { isLater, isRenewable } from './decide-change.js';
import { type AdminAsk, decideTerms } from './decide-terms.js';
import { isAssigned, isLive, type Schedule } from './schedule.js';
import type { Level, ScheduleRequest } from './schedule-request.js';

/** How long before its end something can be extended by its holder. Source: Entra PIM, the last 14 days. */
export const extendableFor = days(14);

export type ExtensionFacts = {
  requestor: Person;
  /** Every schedule of this very access that is not over, and what ended of it last. */
  schedules: readonly Schedule[];
  lastEnded?: Schedule | undefined;
  /** True where the requestor has it through a group: a member of an assigned group cannot extend it. */
  isThroughGroup: boolean;
  openRequest?: ScheduleRequest | undefined;
  /** Who could decide it now. */
  managers: ReadonlySet<PrincipalId>;
  settings: ActivationSettings;
};

/** What is asked of the administrators: to extend what is there, or to give again what has ended. */
export type ExtensionPlan = { action: 'selfExtend' | 'selfRenew'; target: Schedule };

/**
 * Decides whether somebody may ask to keep what ends soon (`selfExtend`, in its last 14 days) or to have again what
 * ended within 30 days (`selfRenew`). A reason is always asked for, since somebody else decides on it.
 */
export function decideExtensionRequest(
  level: Level,
  ask: AdminAsk,
  facts: ExtensionFacts,
  now: Instant,
): Result<ExtensionPlan, ExtensionRefusal> {
  const { requestor, openRequest, managers } = facts;
  if (!requestor.isEnabledMember) return refuse({ code: 'REQUESTOR_NOT_ENABLED' });
  if (openRequest) return refuse({ code: 'REQUEST_PENDING', requestId: openRequest.id });
  const plan = decideTarget(level, facts, now);
  if (!plan.ok) return plan;
  const { action, target } = plan.value;
  const begun = action === 'selfExtend' ? target.startDateTime : undefined;
  const terms = decideTerms(ask.scheduleInfo, { ...facts.settings, begun }, now);
  if (!terms.ok) return terms;
  if (action === 'selfExtend' && !isLater(terms.value, target)) {
    return refuse({ code: 'NOT_LATER', endDateTime: target.endDateTime });
  }
  if (!isVisible(ask.justification)) {
    return refuse({ code: 'POLICY_RULES_FAILED', failures: [{ rule: 'JustificationRule' }] });
  }
  const deciding = [...managers].some((manager) => manager !== requestor.principalId);
  return deciding ? plan : refuse({ code: 'NO_MANAGER' });
}

/** What there is to extend or to renew. */
function decideTarget(
  level: Level,
  { schedules, lastEnded, isThroughGroup }: ExtensionFacts,
  now: Instant,
): Result<ExtensionPlan, ExtensionRefusal> {
  const given = schedules.filter(isAssigned(level, now));
  const there = given.find((each) => isLive(each, now)) ?? given[0];
  if (there) {
    // One that is permanently, or begins again on its own, leaves nothing to ask for.
    const { endDateTime } = there;
    if (endDateTime === undefined || !isLive(there, now)) return refuse({ code: 'NOT_LATER', endDateTime });
    const from = instant(endDateTime - extendableFor);
    return now < from
      ? refuse({ code: 'TOO_EARLY_TO_EXTEND', from, endDateTime })
      : ok({ action: 'selfExtend', target: there });
  }
  const ended = schedules.find((each) => each.level === level && hasEnded(each, now)) ?? lastEnded;
  if (ended && isRenewable(ended, now)) return ok({ action: 'selfRenew', target: ended });
  return refuse(isThroughGroup ? { code: 'HELD_THROUGH_GROUP' } : { code: 'NOT_ASSIGNED', level });
}

const hasEnded = ({ assignmentType, endDateTime }: Schedule, now: Instant): boolean =>
  assignmentType === 'assigned' && endDateTime !== undefined && endDateTime <= now;

/** How long a request to extend or renew waits for an administrator: as long as what has ended can be renewed. */
export const extensionTimesOutAt = ({ createdDateTime }: Pick<ScheduleRequest, 'createdDateTime'>): Instant =>
  after(createdDateTime, days(30));
