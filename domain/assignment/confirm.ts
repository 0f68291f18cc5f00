import type { Instant } from '../time.js';
import { isLive, type Schedule } from './schedule.js';

/** What the directory has confirmed for one access, schedule by schedule. */
export type Confirmation = { kind: 'provisioned' | 'revoked'; schedule: Schedule };

/**
 * Decides which schedules of one access the directory's answer settles. `granted` says whether the directory, read
 * back, holds the access: then every live schedule on its way in is in. A schedule on its way out is out once the access is
 * gone, or once another lease keeps the access: this one no longer does.
 */
export function decideConfirmations(schedules: readonly Schedule[], granted: boolean, now: Instant): Confirmation[] {
  return schedules.flatMap((schedule): Confirmation[] => {
    if (schedule.status === 'PendingProvisioning' && granted && isLive(schedule, now)) {
      return [{ kind: 'provisioned', schedule: { ...schedule, status: 'Provisioned', provisionedDateTime: now } }];
    }
    if (schedule.status === 'PendingRevocation') {
      return [{ kind: 'revoked', schedule: { ...schedule, status: 'Revoked', endedDateTime: now } }];
    }
    return [];
  });
}

/** What the directory should hold for one access: nothing, or a grant with this end (none: permanent). */
export type DesiredGrant = { granted: false } | { granted: true; endDateTime?: Instant | undefined };

/** True when what the directory holds for an access is what it should: in or out, with this very end. */
export const agrees = (actual: { endDateTime?: Instant | undefined } | undefined, desired: DesiredGrant): boolean =>
  desired.granted ? actual !== undefined && actual.endDateTime === desired.endDateTime : actual === undefined;

/** Merges the leases on one access: it is held while any lives, until the last one ends. */
export function desiredGrant(live: readonly Schedule[]): DesiredGrant {
  if (live.length === 0) return { granted: false };
  const ends = live.map(({ endDateTime }) => endDateTime ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { granted: true, endDateTime: Number.isFinite(last) ? (last as Instant) : undefined };
}
