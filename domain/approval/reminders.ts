import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import { after, type Duration, days, type Instant, instant, minutes } from '../time.js';
import type { Stage } from './stage.js';

/**
 * What time brings about a request that waits: those who can decide are reminded, and where nobody else comes in, the
 * administrators are told as well that it was unanswered.
 */
export type Reminder = { kind: 'reminded' | 'unanswered'; at: Instant };

/** Nobody is reminded of what they were asked less than this ago. */
const leastGap = minutes(5);
/** So close to the escalation a reminder would only be a second word of the same thing. */
const quietAroundEscalation = minutes(15);

/** Into these parts of its window a stage's reminders fall: of a day after 30 min, 2 h, 6 h, 12 h, and at last 18 h. */
const reminderParts = [1 / 48, 1 / 12, 1 / 4, 1 / 2];
const unansweredPart = 3 / 4;

/** How long after it was asked for a request to extend or renew is recalled; it waits for thirty days in all. */
const daysOfExtension = [1, 3, 7, 14].map(days);
const unansweredExtension = days(21);

/** Every moment, in their order, at which a request is recalled as long as nobody decides about where it stands. */
export function remindersOf(request: ScheduleRequest): Reminder[] {
  if (request.status === 'PendingAdminDecision') {
    const from = request.createdDateTime;
    const reminded = daysOfExtension.map((gap): Reminder => ({ kind: 'reminded', at: after(from, gap) }));
    return [...reminded, { kind: 'unanswered', at: after(from, unansweredExtension) }];
  }
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  return stage?.timesOutAt === undefined ? [] : remindersOfStage(stage, stage.timesOutAt);
}

function remindersOfStage({ asks }: Stage, timesOutAt: Instant): Reminder[] {
  const { timeOut, escalationTime, escalationApprovers } = asks;
  const begun = instant(timesOutAt - timeOut);
  const escalates = escalationTime !== undefined && escalationApprovers.length > 0 ? escalationTime : undefined;
  const gaps = reminderParts.map((part) => Math.round(timeOut * part) as Duration);
  const reminded = gaps
    .filter((gap) => gap >= leastGap)
    .filter((gap) => escalates === undefined || Math.abs(gap - escalates) >= quietAroundEscalation)
    .map((gap): Reminder => ({ kind: 'reminded', at: after(begun, gap) }));
  if (escalates !== undefined) return reminded;
  return [...reminded, { kind: 'unanswered', at: after(begun, Math.round(timeOut * unansweredPart) as Duration) }];
}

/** When it is recalled next; undefined when it will not be any more. */
export const nextReminderAt = (request: ScheduleRequest): Instant | undefined => ahead(request)[0]?.at;

/** What is due by `now`: of several that went by unseen only the last, for it is one word that people need. */
export const dueReminder = (request: ScheduleRequest, now: Instant): Reminder | undefined =>
  ahead(request)
    .filter(({ at }) => at <= now)
    .at(-1);

/** A stage begins after whatever came before it, so that what was recalled then takes nothing from its own. */
const ahead = (request: ScheduleRequest): Reminder[] =>
  remindersOf(request).filter(({ at }) => request.remindedAt === undefined || at > request.remindedAt);
