import type { PrincipalId } from '../ids.js';
import type { DeactivationRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, type Instant } from '../time.js';
import { isLive, type Schedule } from './schedule.js';
import type { ScheduleRequest } from './schedule-request.js';

/**
 * Decides whether somebody may give back what they activated. `earliest` is how long an activation has to have lasted
 * (PIM: five minutes, ActiveDurationTooShort); it never delays an administrator, who removes by another decision.
 * What an administrator gave is theirs to take, not its holder's to give back.
 */
export function decideDeactivation(
  request: ScheduleRequest,
  schedule: Schedule | undefined,
  { actor, justification }: { actor: PrincipalId; justification: string },
  earliest: Duration,
  now: Instant,
): Result<Schedule, DeactivationRefusal> {
  if (actor !== request.principalId) return refuse({ code: 'NOT_YOURS' });
  if (request.action !== 'selfActivate' || !schedule || !isLive(schedule, now))
    return refuse({ code: 'NOT_ACTIVE', status: request.status, requestId: request.id });
  const from = after(schedule.startDateTime, earliest);
  if (now < from) return refuse({ code: 'ACTIVE_TOO_SHORT', earliest: from });
  return ok({
    ...schedule,
    status: 'PendingRevocation',
    endedBy: 'deactivated',
    endJustification: justification || undefined,
  });
}
