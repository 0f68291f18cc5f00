import { defaultApprovers } from '../../approval/approvers.js';
import { cancelable } from '../../assignment/decide-cancellation.js';
import { isLive } from '../../assignment/schedule.js';
import type { ScheduleRequest } from '../../assignment/schedule-request.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import { sameRole } from '../../role/role.js';
import { directoryAdministrators } from '../../role/well-known.js';
import { onlyPermitted } from '../common/authority.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };

/** Lists what somebody has asked for, newest first. */
export const listMyRequests =
  ({ store }: Pick<Deps, 'store'>) =>
  (principalId: PrincipalId, limit: number): Promise<ScheduleRequest[]> =>
    store.read.requests.list({ principalId, limit });

/** Nobody chooses among more than this. */
const mostCancelable = 500;

/** Lists the requests that somebody may cancel, newest first: their own, and other people's for roles they manage. */
export const listCancelable =
  ({ store, directory, clock }: Deps) =>
  async (actor: PrincipalId, whose: 'own' | 'managed'): Promise<ScheduleRequest[]> => {
    const query = { statuses: cancelable, limit: mostCancelable };
    if (whose === 'own') return store.read.requests.list({ ...query, principalId: actor });
    const others = (await store.read.requests.list(query)).filter(({ principalId }) => principalId !== actor);
    return onlyPermitted({ directory, reads: store.read, now: clock.now() }, 'manage', actor, others);
  };

/** Lists the requests that wait for this person's decision, newest first: never their own. */
export const listPendingApprovals =
  (deps: Deps) =>
  async (principalId: PrincipalId, limit: number): Promise<ScheduleRequest[]> => {
    const groupIds = await deps.directory.groupsOf(principalId);
    const mine = [principalId, ...groupIds];
    const approverIds = (await isDefaultApprover(deps, mine)) ? [...mine, defaultApprovers] : mine;
    const requests = await deps.store.read.requests.list({ approverIds, statuses: ['PendingApproval'], limit });
    return requests.filter((request) => request.principalId !== principalId);
  };

async function isDefaultApprover({ store, clock }: Deps, principalIds: readonly PrincipalId[]): Promise<boolean> {
  const held = await store.read.schedules.list({
    level: 'assignment',
    principalIds,
    statuses: ['Provisioned'],
    limit: 500,
  });
  const now = clock.now();
  return held.some(
    (schedule) => directoryAdministrators.some((role) => sameRole(role, schedule.role)) && isLive(schedule, now),
  );
}
