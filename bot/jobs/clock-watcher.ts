import type { Clock, Log } from '../../domain/ports/system.js';
import { after, seconds } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type ClockWatcherDeps = {
  /** How far the database's clock is ahead of this machine's, in milliseconds: negative where it is behind. */
  offset(): number;
  /** Tells the administrators of it. */
  tell(offset: number): Promise<void>;
  clock: Clock;
  log: Log;
};

/** Clocks that differ by more than this are told of, once until they agree again; more than `tooFar`, and nobody is let in. */
const noticed = seconds(2);
/** They agree again below this: what goes to and fro around the limit is one incident. */
const agreed = seconds(1);
const tooFar = seconds(30);
const pause = seconds(15);

/** Why a process with this offset is not to be given work; undefined where it may. */
export const whyClockIsOff = (offset: number): string | undefined =>
  Math.abs(offset) > tooFar
    ? `this machine’s clock and the database’s differ by ${Math.round(Math.abs(offset) / 1000)} s`
    : undefined;

/** Watches whether this machine's clock and the database's agree, and tells the log and the administrators when not. */
export function clockWatcher({ offset, tell, clock, log }: ClockWatcherDeps): Wakeable {
  let isTold = false;
  return wakeable({
    name: 'clock',
    async run() {
      const apart = Math.abs(offset());
      if (apart > noticed && !isTold) {
        log.warn('clock.differs', { offset: offset() });
        await tell(offset());
        isTold = true;
      }
      if (apart < agreed && isTold) {
        log.info('clock.agrees', { offset: offset() });
        isTold = false;
      }
      return after(clock.now(), pause);
    },
    clock,
    log,
    safetyPoll: pause,
  });
}
