import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Duration, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type EndWarnerDeps = {
  /** Gives the warnings whose moment has come, unless some process has done so less than `pause` ago: the use case. */
  warnOfEnds(limit: number, pause: Duration): Promise<void>;
  clock: Clock;
  log: Log;
};

/** Schedules warned of in one transaction, for each warning. */
const page = 200;
/** So often, by whatever process: a warning comes at most this late. */
const pause = minutes(1);

/** Looks every now and then whose time is nearly up, for the use case that warns of it. It owns no rule. */
export function endWarner({ warnOfEnds, clock, log }: EndWarnerDeps): Wakeable {
  return wakeable({
    name: 'end-warnings',
    async run() {
      await warnOfEnds(page, pause);
      return after(clock.now(), pause);
    },
    clock,
    log,
    safetyPoll: pause,
  });
}
