import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Duration, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type ReconcileSweeperDeps = {
  /** Compares one page of accesses with the directory, unless some process has done so less than `pause` ago: the use case. */
  reconcile(limit: number, pause: Duration): Promise<void>;
  clock: Clock;
  log: Log;
};

/** Accesses looked at in one go. */
const page = 500;
/** A page every so often, by whatever process: 10,000 accesses are looked at within the hour. */
const pause = minutes(1);

/** Goes around all accesses, page by page, for the use case that compares them with the directory. It owns no rule. */
export function reconcileSweeper({ reconcile, clock, log }: ReconcileSweeperDeps): Wakeable {
  return wakeable({
    name: 'reconcile',
    async run() {
      await reconcile(page, pause);
      return after(clock.now(), pause);
    },
    clock,
    log,
    safetyPoll: pause,
  });
}
