import { setImmediate } from 'node:timers/promises';
import type { CloudTimer } from '../../../adapters/directory/cloud/cloud-timer.js';
import { milliseconds } from '../../../domain/time.js';
import { type TestClock, testClock } from '../test-clock.js';

export type StoryTimer = CloudTimer &
  TestClock & {
    /** Every pause that was made, in milliseconds. */
    pauses: number[];
    /** Lets everything run out of time that still waits for an answer. */
    runOut(): void;
  };

/** Time that goes by at once: a pause only moves the clock, and a deadline passes when the story says so. */
export function storyTimer(clock: TestClock = testClock()): StoryTimer {
  const pauses: number[] = [];
  const deadlines = new Set<() => void>();
  return {
    ...clock,
    pauses,
    async delay(wait, signal) {
      // What was begun before comes first.
      await setImmediate();
      signal?.throwIfAborted();
      pauses.push(wait);
      clock.pass(milliseconds(wait));
    },
    deadline(_wait, act) {
      deadlines.add(act);
      return () => deadlines.delete(act);
    },
    runOut() {
      for (const act of [...deadlines]) act();
    },
  };
}
