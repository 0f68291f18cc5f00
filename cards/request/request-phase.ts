import type { Stage } from '../../domain/approval/stage.js';
import type { EndCause, Schedule } from '../../domain/assignment/schedule.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import type { RequestFacts } from './request-facts.js';

/** Where a request stands, as people are told it. */
export type RequestPhase =
  | { kind: 'waiting'; stage: Stage | undefined }
  /** Nobody has to agree any more; the directory has not confirmed it yet. */
  | { kind: 'activating' }
  | { kind: 'scheduled'; start: Instant }
  | { kind: 'active'; end: Instant | undefined }
  /** It is over; the directory has not confirmed that it is gone. */
  | { kind: 'ending' }
  | { kind: 'ended'; cause: EndCause; at: Instant | undefined }
  | { kind: 'denied'; at: Instant | undefined }
  | { kind: 'canceled'; at: Instant | undefined }
  | { kind: 'timed-out'; at: Instant | undefined }
  | { kind: 'failed'; code: string | undefined };

/**
 * Reads where a request stands at `now`. Active is only what the directory has confirmed, and nothing is active past
 * its end, whatever a late sweep has left in its status.
 */
export function phaseOf({ request, schedule }: Pick<RequestFacts, 'request' | 'schedule'>, now: Instant): RequestPhase {
  const at = request.completedDateTime;
  switch (request.status) {
    case 'PendingApproval':
    case 'PendingAdminDecision':
      return { kind: 'waiting', stage: stageInProgress(request) };
    case 'Denied':
      return { kind: 'denied', at };
    case 'Canceled':
      return { kind: 'canceled', at };
    case 'TimedOut':
      return { kind: 'timed-out', at };
    case 'Failed':
      return { kind: 'failed', code: request.failure };
    case 'Granted':
    case 'PendingProvisioning':
    case 'Provisioned':
    case 'PendingRevocation':
    case 'Revoked':
      return schedule ? phaseOfSchedule(schedule, request, now) : { kind: 'activating' };
  }
}

function phaseOfSchedule(schedule: Schedule, request: ScheduleRequest, now: Instant): RequestPhase {
  const { status, startDateTime, endDateTime, endedDateTime, endedBy } = schedule;
  switch (status) {
    case 'Granted':
      return { kind: 'scheduled', start: startDateTime };
    case 'PendingProvisioning':
      return { kind: 'activating' };
    case 'Provisioned':
      return endDateTime !== undefined && endDateTime <= now
        ? { kind: 'ending' }
        : { kind: 'active', end: endDateTime };
    case 'PendingRevocation':
      return { kind: 'ending' };
    case 'Revoked':
      return { kind: 'ended', cause: endedBy ?? 'removed', at: endedDateTime };
    case 'Canceled':
      return { kind: 'canceled', at: endedDateTime };
    case 'Failed':
      return { kind: 'failed', code: request.failure };
  }
}
