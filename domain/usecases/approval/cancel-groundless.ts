import { bestEligibility, startOf } from '../../assignment/decide-activation.js';
import { governingRole, type ScheduleRequest } from '../../assignment/schedule-request.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { sameRole } from '../../role/role.js';
import { tellCanceled } from '../common/ending.js';
import { eligibilitiesFor, groupsThatMatter } from '../common/reach.js';
import { ownRecorder } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

type Deps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/**
 * Cancels a request that waits for approval and that no eligibility of its requestor's could begin with any more, because
 * they have left the group through which they were eligible. Returns true where it is over. Throws AdapterError where
 * the directory cannot be asked.
 */
export const cancelGroundless = (deps: Deps, { id }: ScheduleRequest): Promise<boolean> =>
  readAgainWhenStale(async () => {
    const { store, directory, clock, ids } = deps;
    const seen = await store.read.requests.get(id);
    if (seen?.status !== 'PendingApproval') return false;
    const role = governingRole(seen);
    const reach = { directory, reads: store.read, now: clock.now() };
    const groupIds = await groupsThatMatter(reach, role, seen.principalId);
    // Their own permanent one is enough.
    if (!groupIds) return false;
    return store.transaction(async (tx) => {
      const now = clock.now();
      const present = await tx.requests.get(id);
      if (present?.version !== seen.version) throw new StaleFacts('the request');
      const found = await eligibilitiesFor(tx, [role], seen.principalId, groupIds, now);
      // One that begins later may have begun by the start that was asked for.
      const begun = found
        .filter((each) => sameRole(each.role, role))
        .map((each) => (each.status === 'Granted' ? { ...each, status: 'Provisioned' as const } : each));
      if (bestEligibility(begun, seen.principalId, startOf(seen.scheduleInfo, now))) return false;
      const cancellation = { code: 'ELIGIBILITY_GONE' } as const;
      const over = { ...present, status: 'Canceled', cancellation, completedDateTime: now } as const;
      await tx.requests.save(over);
      await tellCanceled(tx, { ids, now, record: ownRecorder(ids, now, over) }, over, cancellation.code);
      return true;
    });
  });
