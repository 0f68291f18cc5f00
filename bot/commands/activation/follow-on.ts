import { isLive } from '../../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { type Instant, minutes } from '../../../domain/time.js';
import type { CommandDeps } from '../command.js';

type Deps = Pick<CommandDeps, 'store' | 'clock'>;

/** What somebody has activated of a role at this very scope: what they hold now, and what they have planned. */
export async function activatedOf({ store, clock }: Deps, principalId: PrincipalId, role: Role) {
  const now = clock.now();
  const activated = (await store.read.schedules.ofAccess({ principalId, role })).filter(
    ({ assignmentType }) => assignmentType === 'activated',
  );
  return {
    held: activated.find((schedule) => isLive(schedule, now)),
    planned: activated.find(({ status }) => status === 'Granted'),
  };
}

/**
 * The start that was meant. People say times to the minute; where theirs is within a minute of the end of what they
 * hold, it is that very end, so that the role stays with them and is not taken and given again.
 */
export async function startMeant(
  deps: Deps,
  principalId: PrincipalId,
  role: Role,
  start: Instant | undefined,
): Promise<Instant | undefined> {
  if (start === undefined) return undefined;
  const end = (await activatedOf(deps, principalId, role)).held?.endDateTime;
  return end !== undefined && Math.abs(start - end) < minutes(1) ? end : start;
}
