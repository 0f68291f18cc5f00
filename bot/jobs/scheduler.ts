import type { Store } from '../../domain/ports/store.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type SchedulerDeps = {
  store: Pick<Store, 'nextTransitionAt'>;
  /** Carries out one batch of what is due and returns how much that was: the use case. */
  applyDueTransitions(limit: number): Promise<number>;
  clock: Clock;
  log: Log;
  safetyPoll: number;
};

const batch = 500;

/**
 * Wakes the use case of due work at the nearest moment anything is due. It owns no rule. After a long pause it catches
 * up one batch a run, so that everything else of this process has its turn in between, and stopping waits for one.
 */
export function scheduler({ store, applyDueTransitions, clock, log, safetyPoll }: SchedulerDeps): Wakeable {
  return wakeable({
    name: 'scheduler',
    async run() {
      const next = await store.nextTransitionAt();
      if (next === undefined || next > clock.now()) return next; // at rest that is all that it costs
      const changed = await applyDueTransitions(batch);
      if (changed > 0) log.info('scheduler.transitions', { changed });
      return changed < batch ? store.nextTransitionAt() : clock.now();
    },
    clock,
    log,
    safetyPoll,
  });
}
