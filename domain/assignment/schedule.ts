import type { CorrelationId, PrincipalId, RequestId, ScheduleId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';
import type { Level } from './schedule-request.js';

export type AssignmentType = 'assigned' | 'activated';

export type ScheduleStatus =
  | 'Granted'
  | 'PendingProvisioning'
  | 'Provisioned'
  | 'PendingRevocation'
  | 'Revoked'
  | 'Canceled'
  | 'Failed';

/** Why a schedule ended: its time was up, its holder gave it back, or somebody or something took it. */
export type EndCause = 'expired' | 'deactivated' | 'removed' | 'failed';

/**
 * What a request became: an eligibility, or one lease on an access in the directory. It grants during
 * `[startDateTime, endDateTime)` and never outside, whatever its status says; no end means permanent.
 */
export type Schedule = {
  id: ScheduleId;
  /** Serves the compare-and-swap alone: rises with every write. */
  version: number;
  level: Level;
  assignmentType: AssignmentType;
  principalId: PrincipalId;
  role: Role;
  status: ScheduleStatus;
  startDateTime: Instant;
  endDateTime?: Instant | undefined;
  createdUsing: RequestId;
  /** The eligibility an activation stands on: it ends no later than that does. */
  activatedUsing?: ScheduleId | undefined;
  /** When the directory confirmed it, and when it confirmed that it is gone. */
  provisionedDateTime?: Instant | undefined;
  endedDateTime?: Instant | undefined;
  endedBy?: EndCause | undefined;
  /** Since when the directory has refused to let it go: it is how a group has its last owner. */
  refusedSince?: Instant | undefined;
  /** Why the request was given back or removed, in its author's words. */
  endJustification?: string | undefined;
  /** The request that changed its times last, where one has. */
  changedUsing?: RequestId | undefined;
  correlationId: CorrelationId;
};

const live: readonly ScheduleStatus[] = ['PendingProvisioning', 'Provisioned'];

/** True from its beginning until it is on its way out, whatever the clock says of its end. */
export const hasBegun = ({ status }: Pick<Schedule, 'status'>): boolean => live.includes(status);

/** True when the schedule justifies access at `now`: half-open, whatever a late sweep has left in its status. */
export const isLive = (
  { status, startDateTime, endDateTime }: Pick<Schedule, 'status' | 'startDateTime' | 'endDateTime'>,
  now: Instant,
): boolean => live.includes(status) && startDateTime <= now && (endDateTime === undefined || now < endDateTime);

/**
 * True for what an administrator gave at this level and has not ended by `now`, begun or not: neither what its holder
 * activated, nor what is on its way out, nor what is past its end and not yet swept.
 */
export const isAssigned = (level: Level, now: Instant) => (schedule: Schedule) =>
  schedule.level === level &&
  schedule.assignmentType === 'assigned' &&
  (schedule.status === 'Granted' || live.includes(schedule.status)) &&
  (schedule.endDateTime === undefined || now < schedule.endDateTime);

/** The next moment at which time alone changes this schedule; undefined when none will. */
export function nextTransitionAt({ status, startDateTime, endDateTime }: Schedule): Instant | undefined {
  if (status === 'Granted') return startDateTime;
  return live.includes(status) ? endDateTime : undefined;
}
