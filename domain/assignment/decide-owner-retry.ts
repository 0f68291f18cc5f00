import { after, type Duration, days, duration, hours, type Instant, minutes } from '../time.js';
import type { Schedule } from './schedule.js';

const givesUpAfter = days(30);
const shortestPause = minutes(1);
const longestPause = hours(1);

/** What becomes of a group's last owner, whom the directory does not let go. */
type OwnerRetry =
  /** Their leases stay on their way out and it is tried again; `refused` are those it has just been refused for first. */
  | { kind: 'again'; pause: Duration; refused: readonly Schedule[] }
  /** This lease stays permanently. */
  | { kind: 'kept'; schedule: Schedule };

/**
 * Decides what a directory's refusal to let a group's last owner go makes of the leases on their way out, of which
 * there is at least one. It is tried again for 30 days, each time after as long as it has been tried so far, at least
 * a minute and at most an hour; then the owner stays, permanently assigned. Source: Entra PIM retries the deactivation
 * of a group's last active owner for up to 30 days and then leaves them a permanent active owner.
 */
export function decideOwnerRetry(leaving: readonly [Schedule, ...Schedule[]], now: Instant): OwnerRetry {
  const since = Math.min(...leaving.map(({ refusedSince }) => refusedSince ?? now)) as Instant;
  const left = after(since, givesUpAfter) - now;
  if (left <= 0) return { kind: 'kept', schedule: permanent(leaving[0]) };
  const pause = Math.min(Math.max(now - since, shortestPause), longestPause, left);
  const refused = leaving.filter(({ refusedSince }) => refusedSince === undefined);
  return {
    kind: 'again',
    pause: duration(pause),
    refused: refused.map((schedule) => ({ ...schedule, refusedSince: now })),
  };
}

/** It stands on no eligibility any more, and nothing of its ending is left. */
const permanent = (schedule: Schedule): Schedule => ({
  ...schedule,
  status: 'Provisioned',
  assignmentType: 'assigned',
  endDateTime: undefined,
  activatedUsing: undefined,
  endedBy: undefined,
  endJustification: undefined,
  refusedSince: undefined,
});
