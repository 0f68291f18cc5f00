import type { Store } from '../domain/ports/store.js';
import type { Clock, Log } from '../domain/ports/system.js';
import { type Wakeable, wakeable } from './wakeable.js';

export type SchedulerDeps = {
  store: Pick<Store, 'nextTransitionAt'>;
  /** Carries out one batch of what is due and returns how much that was: the use case. */
  expireDue(limit: number): Promise<number>;
  clock: Clock;
  log: Log;
  safetyPoll: number;
};

const batch = 500;

/** Wakes the use case of due work at the nearest moment anything is due. It owns no rule. */
export function scheduler({ store, expireDue, clock, log, safetyPoll }: SchedulerDeps): Wakeable {
  return wakeable({
    name: 'scheduler',
    async run() {
      for (let changed = batch; changed >= batch; ) {
        changed = await expireDue(batch);
        if (changed > 0) log.info('scheduler.transitions', { changed });
      }
      return store.nextTransitionAt();
    },
    clock,
    log,
    safetyPoll,
  });
}
