import { followPolicy } from '../../approval/follow-policy.js';
import { passEnough } from '../../approval/pass-enough.js';
import { governingRole, type ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { Directory } from '../../ports/directory.js';
import { StaleFacts, type Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { aboutRequest, eventOf, ownRecorder } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { beginApproved, beginningFacts } from './begin-approved.js';

type Deps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/**
 * Lets a request go on that waits although it has every approval that its role's settings ask for by now: its next stage
 * begins, or the activation does. Returns true where it went on, so that there is nothing more to follow.
 */
export const passApproved = ({ store, directory, clock, ids }: Deps, { id }: ScheduleRequest): Promise<boolean> =>
  readAgainWhenStale(async () => {
    const seen = await store.read.requests.get(id);
    if (!seen) return false;
    const policy = await store.read.policies.of(governingRole(seen));
    const moved = passEnough(followPolicy(seen, policy) ?? seen, policy, clock.now());
    if (!moved) return false;
    const facts = await beginningFacts({ directory, reads: store.read, now: clock.now() }, seen, policy);
    await store.transaction(async (tx) => {
      const present = await tx.requests.get(id);
      const { version } = await tx.policies.of(governingRole(seen));
      if (present?.version !== seen.version || version !== policy.version)
        throw new StaleFacts('the request or the policy');
      const now = clock.now();
      const { request, outcome } = moved;
      const record = ownRecorder(ids, now, request);
      const entry = { ...aboutRequest(request), activity: activity.approvalsSuffice, resultReason: '' };
      await tx.audit.append(record({ ...entry, after: { outcome } }));
      if (outcome === 'approved') {
        await beginApproved(tx, { ids, now, record }, request, facts);
        return;
      }
      await tx.requests.save(request);
      await tx.outbox.append(eventOf(ids, now, request, { type: 'request.stage-advanced' }));
    });
    return true;
  });
