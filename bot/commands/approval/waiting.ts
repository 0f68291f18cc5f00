import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { listPendingApprovals } from '../../../domain/usecases/approval/list-requests.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../command.js';

/** More waiting extensions than this at once are looked at once some are decided. */
const looked = 2_000;

/** What waits for somebody's decision: activations that ask them, then extensions of roles they manage. */
export async function listWaiting(deps: CommandDeps, actor: PrincipalId, limit: number): Promise<ScheduleRequest[]> {
  const { store, directory, clock } = deps;
  const [activations, extensions] = await Promise.all([
    listPendingApprovals(deps)(actor, limit),
    store.read.requests.list({ statuses: ['PendingAdminDecision'], limit: looked }),
  ]);
  const reach = { directory, reads: store.read, now: clock.now() };
  const others = extensions.filter(({ principalId }) => principalId !== actor);
  const managed = others.length > 0 ? await onlyPermitted(reach, 'manage', actor, others) : [];
  return [...activations, ...managed].slice(0, limit);
}
