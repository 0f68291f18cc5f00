import type { PrincipalId } from '../../domain/ids.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type DepartedSweeperDeps = {
  /** Looks at one page of holders and returns where to go on, undefined at the end: the use case. */
  endDeparted(after: PrincipalId | undefined, limit: number): Promise<PrincipalId | undefined>;
  clock: Clock;
  log: Log;
};

/** Schedules looked at in one question to the directory. */
const page = 500;
/** A page every so often: whoever leaves an organisation of ordinary size has lost everything a minute later. */
const pause = minutes(1);

/** Goes around all holders, page by page, for the use case that ends what those have who are gone. It owns no rule. */
export function departedSweeper({ endDeparted, clock, log }: DepartedSweeperDeps): Wakeable {
  let position: PrincipalId | undefined;
  return wakeable({
    name: 'departed',
    async run() {
      position = await endDeparted(position, page);
      return position === undefined ? undefined : after(clock.now(), pause);
    },
    clock,
    log,
    safetyPoll: pause,
  });
}
