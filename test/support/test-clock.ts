import type { Clock } from '../../domain/ports/system.js';
import { after, type Duration, type Instant } from '../../domain/time.js';
import { monday } from './builders.js';

export type TestClock = Clock & {
  /** Lets time go by. */
  pass(length: Duration): void;
  /** Makes it this moment. */
  set(moment: Instant): void;
};

/** A clock that moves only when it is told to. */
export function testClock(start: Instant = monday): TestClock {
  let present = start;
  return {
    now: () => present,
    pass(length) {
      present = after(present, length);
    },
    set(moment) {
      present = moment;
    },
  };
}
