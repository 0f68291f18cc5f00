import type { PrincipalId } from '../ids.js';
import { ok, type Result, refuse } from '../result.js';
import { after, days, earliest, hours, type Instant, instant } from '../time.js';
import { isOver, type Reminder, type ReviewDefinition, type ReviewInstance } from './access-review.js';
import type { AccessReviewAct, AccessReviewRefusal } from './access-review-refusal.js';
import { nextOccurrence } from './recurrence.js';

/** Every so often it is seen to that whoever is to decide is still there. */
const lookEvery = hours(1);

/**
 * What has to be done next to an occurrence, of its own or because its time has come:
 * `start` it, `list` its items, `staff` it with those who decide, `clear` what was reset, `end` it, `remind`, `look`
 * after its reviewers, `settle` whether anything is decided by default, `auto-review` what nobody decided, `apply`.
 */
export type ReviewStep =
  | { do: 'start' | 'list' | 'staff' | 'clear' | 'end' | 'look' | 'settle' | 'auto-review' | 'apply' }
  | { do: 'remind'; reminder: Reminder };

/** The next step that is due by `now`; undefined where there is none. */
export function nextStep(instance: ReviewInstance, now: Instant): ReviewStep | undefined {
  switch (instance.status) {
    case 'NotStarted':
      return instance.startDateTime <= now ? { do: 'start' } : undefined;
    case 'Initializing':
      return { do: 'list' };
    case 'Starting':
      return { do: 'staff' };
    case 'InProgress':
      return stepUnderWay(instance, now);
    case 'Completing':
      return { do: instance.resetAt === undefined ? 'settle' : 'clear' };
    case 'AutoReviewing':
      return { do: 'auto-review' };
    case 'Applying':
      return { do: 'apply' };
    case 'Completed':
    case 'AutoReviewed':
    case 'Applied':
      return undefined;
  }
}

function stepUnderWay(instance: ReviewInstance, now: Instant): ReviewStep | undefined {
  if (instance.resetAt !== undefined) return { do: 'clear' };
  if (instance.endDateTime <= now) return { do: 'end' };
  const due = remindersLeft(instance).find(({ at }) => at <= now);
  if (due) return { do: 'remind', reminder: due.reminder };
  return nextLook(instance) <= now ? { do: 'look' } : undefined;
}

/** When the next step is due, past or to come; undefined where none is without somebody's doing. */
export function nextStepAt(instance: ReviewInstance): Instant | undefined {
  const { status, startDateTime, endDateTime } = instance;
  if (nextStep(instance, startDateTime)) return startDateTime;
  if (status !== 'InProgress') return undefined;
  return earliest(endDateTime, nextLook(instance), ...remindersLeft(instance).map(({ at }) => at));
}

const nextLook = ({ lookedAt, startDateTime }: ReviewInstance) => after(lookedAt ?? startDateTime, lookEvery);

/** Halfway, and a day before the end where that is later: those that are still to come, or are late. */
function remindersLeft(instance: ReviewInstance): { reminder: Reminder; at: Instant }[] {
  const { settings, startDateTime, endDateTime, remindersSent } = instance;
  if (!settings.reminderNotificationsEnabled) return [];
  const halfway = instant(Math.floor((startDateTime + endDateTime) / 2));
  const lastDay = after(endDateTime, days(-1));
  const both = [
    { reminder: 'halfway', at: halfway } as const,
    ...(lastDay > halfway ? [{ reminder: 'last-day', at: lastDay } as const] : []),
  ];
  return both.filter(({ reminder }) => !remindersSent.includes(reminder));
}

/**
 * An occurrence whose start has come, or the next one where its whole time went by while nothing ran; the last there is
 * then gets all of its time.
 */
export function presentOccurrence(
  instance: ReviewInstance,
  definition: ReviewDefinition,
  now: Instant,
): ReviewInstance {
  const { startDateTime, settings } = definition;
  const lasts = days(settings.instanceDurationInDays);
  return { ...instance, ...nextOccurrence(startDateTime, settings.recurrence, instance.number, lasts, now) };
}

/** An occurrence begins, by what its definition says now. */
export function begun(instance: ReviewInstance, definition: ReviewDefinition, now: Instant): ReviewInstance {
  const { displayName, scope, reviewers, settings } = definition;
  const lasts = days(settings.instanceDurationInDays);
  const planned = after(instance.startDateTime, lasts);
  return {
    ...instance,
    ...{ displayName, scope, reviewers, settings },
    status: 'Initializing',
    startDateTime: now,
    endDateTime: planned > now ? planned : after(now, lasts),
    lookedAt: now,
  };
}

/** A reminder is sent; whatever was due before it with it, so that nobody gets two at once. */
export function reminded(instance: ReviewInstance, now: Instant): ReviewInstance {
  const due = remindersLeft(instance).filter(({ at }) => at <= now);
  if (due.length === 0) return instance;
  return { ...instance, remindersSent: [...instance.remindersSent, ...due.map(({ reminder }) => reminder)] };
}

/** What becomes of it when nobody can decide any more and nothing waits to be cleared. */
export function settled(instance: ReviewInstance, now: Instant): ReviewInstance {
  const { defaultDecisionEnabled, defaultDecision } = instance.settings;
  return defaultDecisionEnabled && defaultDecision !== 'None'
    ? { ...instance, status: 'AutoReviewing' }
    : concluded(instance, 'Completed', now);
}

/** All is decided that ever will be: its decisions are applied at once where that was settled beforehand. */
export const concluded = (
  instance: ReviewInstance,
  status: 'Completed' | 'AutoReviewed',
  now: Instant,
): ReviewInstance => ({
  ...instance,
  status: instance.settings.autoApplyDecisionsEnabled ? 'Applying' : status,
  completedDateTime: now,
});

/** Decides whether whoever manages a review may do this to it now, and what becomes of it. */
export function decideAct(
  instance: ReviewInstance,
  act: Exclude<AccessReviewAct, 'decide'>,
  actor: PrincipalId,
  now: Instant,
): Result<ReviewInstance, AccessReviewRefusal> {
  const { status } = instance;
  const isRunning = status === 'InProgress' && now < instance.endDateTime;
  const isPossible = act === 'apply' ? status === 'Completed' || status === 'AutoReviewed' : isRunning;
  if (!isPossible) return refuse({ code: 'ACCESS_REVIEW_STATE', status: presentStatus(instance, now), act });
  switch (act) {
    case 'stop':
      return ok({ ...instance, status: 'Completing', endDateTime: now, stoppedBy: actor });
    case 'apply':
      return ok({ ...instance, status: 'Applying', appliedBy: actor });
    case 'reset':
      return ok({ ...instance, resetAt: now });
    case 'remind':
      return ok(instance);
  }
}

/** Where it stands for whoever looks: past its end nobody decides, whatever a late sweep has left. */
export const presentStatus = (instance: ReviewInstance, now: Instant): ReviewInstance['status'] =>
  instance.status === 'InProgress' && instance.endDateTime <= now ? 'Completing' : instance.status;

/** What becomes of an occurrence whose review is deleted: nothing more is decided or applied. */
export const abandoned = (instance: ReviewInstance, actor: PrincipalId, now: Instant): ReviewInstance =>
  isOver(instance) && instance.status !== 'Completing' && instance.status !== 'AutoReviewing'
    ? instance
    : { ...instance, status: 'Completed', completedDateTime: now, stoppedBy: actor, resetAt: undefined };
