import type { ScheduleStatus } from '../../../domain/assignment/schedule.js';

const currentStatuses: readonly ScheduleStatus[] = [
  'Granted',
  'PendingProvisioning',
  'Provisioned',
  'PendingRevocation',
];

/** Schedules that are not over: granted, in the directory, or on their way in or out. */
export const current = { isCurrent: true } as const;
/** Schedules that have been in force and are over, and those that failed on their way. */
export const ended = { isCurrent: null, endedDateTime: { $gt: 0 } } as const;

/** True for one that is not over. */
export const isCurrent = (status: ScheduleStatus): boolean => currentStatuses.includes(status);

/** A filter by status that names the index it can be found by: of what stands, or of what has ended. */
export function ofStatuses(statuses: readonly ScheduleStatus[]) {
  const found = { status: { $in: [...statuses] } };
  if (statuses.every(isCurrent)) return { ...current, ...found };
  return statuses.some(isCurrent) ? found : { ...ended, ...found };
}
