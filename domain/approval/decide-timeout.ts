import { extensionTimesOutAt } from '../assignment/decide-extension.js';
import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import { earliest, type Instant } from '../time.js';
import { dueReminder, nextReminderAt, type Reminder } from './reminders.js';

/** What time has done to a request that waits for approval. */
export type TimeoutDecision = { request: ScheduleRequest; outcome: 'timed-out' | 'escalated' | Reminder['kind'] };

/** When time alone next changes a request that waits, or recalls it; undefined when it never will. */
export function nextTimeoutAt(request: ScheduleRequest): Instant | undefined {
  if (request.status === 'PendingAdminDecision') return earliest(extensionTimesOutAt(request), nextReminderAt(request));
  if (request.status !== 'PendingApproval') return undefined;
  const stage = stageInProgress(request);
  return stage && earliest(stage.timesOutAt, stage.escalatesAt, nextReminderAt(request));
}

/**
 * Decides what is due on a waiting request at `now`: its stage times out (the request is over, PIM's 24 hours by
 * default), or its escalation approvers are asked as well, or whoever can decide it is reminded. One thing at a time,
 * the weightiest. Undefined when nothing is due.
 */
export function decideTimeout(request: ScheduleRequest, now: Instant): TimeoutDecision | undefined {
  return decideDeadline(request, now) ?? decideReminder(request, now);
}

function decideReminder(request: ScheduleRequest, now: Instant): TimeoutDecision | undefined {
  const due = dueReminder(request, now);
  return due && { request: { ...request, remindedAt: now }, outcome: due.kind };
}

function decideDeadline(request: ScheduleRequest, now: Instant): TimeoutDecision | undefined {
  if (request.status === 'PendingAdminDecision') {
    const isOver = extensionTimesOutAt(request) <= now;
    return isOver
      ? { request: { ...request, status: 'TimedOut', completedDateTime: now }, outcome: 'timed-out' }
      : undefined;
  }
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  if (!stage) return undefined;
  const replace = (changed: typeof stage) => request.stages.map((each) => (each === stage ? changed : each));
  if (stage.timesOutAt !== undefined && stage.timesOutAt <= now) {
    const stages = replace({ ...stage, status: 'Expired', escalatesAt: undefined });
    return { request: { ...request, stages, status: 'TimedOut', completedDateTime: now }, outcome: 'timed-out' };
  }
  if (stage.escalatesAt !== undefined && stage.escalatesAt <= now) {
    const stages = replace({ ...stage, escalatesAt: undefined, isEscalated: true });
    return { request: { ...request, stages, remindedAt: now }, outcome: 'escalated' };
  }
  return undefined;
}
