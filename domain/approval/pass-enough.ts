import { type ScheduleRequest, stageInProgress } from '../assignment/schedule-request.js';
import type { Policy } from '../policy/policy.js';
import type { Instant } from '../time.js';
import { isDropped } from './approvers.js';
import { approvalsIn, movedOn } from './decide-approval.js';

/**
 * What becomes of a request that waits although it has every approval that the policy in force asks for, because that
 * asked for more when they were given: the next stage begins, or it is approved. Takes the request as it follows that
 * policy; returns undefined where it lacks an approval, or the time to decide is over. At least one person has approved
 * what passes: where no approval is asked for any more, whoever asked may ask again.
 */
export function passEnough(
  request: ScheduleRequest,
  policy: Pick<Policy, 'rules'>,
  now: Instant,
): ReturnType<typeof movedOn> | undefined {
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  if (!stage || (stage.timesOutAt !== undefined && now >= stage.timesOutAt)) return undefined;
  const required = isDropped(policy, stage) ? 0 : stage.asks.approvalsRequired;
  const given = approvalsIn({ decisions: request.stages.flatMap(({ decisions }) => decisions) });
  if (given === 0 || approvalsIn(stage) < required) return undefined;
  const stages = request.stages.map((each) => (each === stage ? { ...each, status: 'Completed' as const } : each));
  return movedOn({ ...request, stages }, now);
}
