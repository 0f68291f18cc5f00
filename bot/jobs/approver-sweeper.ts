import type { Clock, Log } from '../../domain/ports/system.js';
import { after, minutes } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type ApproverSweeperDeps = {
  /** Looks at one page of what waits and returns where to go on, undefined at the end: the use case. */
  followApprovers(skip: number, limit: number): Promise<number | undefined>;
  clock: Clock;
  log: Log;
};

/** Requests looked at in one go: each asks the directory whom its approvers are. */
const page = 100;
const pause = minutes(1);

/**
 * Goes around everything that waits for a decision, page by page, for the use case that finds whose approvers have
 * changed in the directory. It owns no rule.
 */
export function approverSweeper({ followApprovers, clock, log }: ApproverSweeperDeps): Wakeable {
  let position = 0;
  return wakeable({
    name: 'approvers',
    async run() {
      const next = await followApprovers(position, page);
      position = next ?? 0;
      return next === undefined ? undefined : after(clock.now(), pause);
    },
    clock,
    log,
    safetyPoll: pause,
  });
}
