import { isLive, type Schedule } from '../../assignment/schedule.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import { roleKey } from '../../role/role.js';

/** No person sees more roles than this in one list. */
const limit = 500;

export type MyRoles = {
  /** What the person may activate now, one for each role and scope: the eligibility that lasts longest. */
  eligible: readonly Schedule[];
  /** What the person may activate from a later time on. */
  planned: readonly Schedule[];
  /** What the person holds, or will, or is losing. */
  active: readonly Schedule[];
};

/** Lists what somebody may activate, now or later, themself or through groups, and what they hold. */
export const listMyRoles =
  ({ store, directory, clock }: { store: Pick<Store, 'read'>; directory: Directory; clock: Clock }) =>
  async (principalId: PrincipalId): Promise<MyRoles> => {
    const groupIds = await directory.groupsOf(principalId);
    const [eligibilities, active] = await Promise.all([
      store.read.schedules.list({
        level: 'eligibility',
        principalIds: [principalId, ...groupIds],
        statuses: ['Provisioned', 'Granted'],
        limit,
      }),
      store.read.schedules.list({
        level: 'assignment',
        principalIds: [principalId],
        statuses: ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation'],
        limit,
      }),
    ]);
    const now = clock.now();
    const byRole = new Map<string, Schedule>();
    // In order of their end: of several for one role, the one that lasts longest is kept.
    for (const eligibility of eligibilities) {
      if (isLive(eligibility, now)) byRole.set(roleKey(eligibility.role), eligibility);
    }
    const planned = eligibilities.filter(({ status, role }) => status === 'Granted' && !byRole.has(roleKey(role)));
    return { eligible: [...byRole.values()], planned, active };
  };
