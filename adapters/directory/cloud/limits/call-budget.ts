import { CloudError } from '../cloud-error.js';
import type { CloudTimer } from '../cloud-timer.js';
import { type CallPriority, callQueue, type Waiting } from './call-queue.js';
import { tokenBucket } from './token-bucket.js';

export type Limits = {
  perSecond: number;
  /** How many may start at once after a rest. */
  burst: number;
  /** How many may be under way at once: at least two. */
  parallel: number;
};

export type CallBudget = {
  /**
   * Runs `work` when its turn comes: removals first, then what a person waits for, then sweeps. Throws CloudError
   * `rate-limited` where the far end asked for a longer pause than is worth waiting for, `unavailable` where too many
   * wait already or `signal` aborts before the turn.
   */
  run<T>(priority: CallPriority, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Starts nothing for so many milliseconds, because the far end asked for it. */
  rest(wait: number): void;
};

/** A longer pause, in milliseconds, is handed to the caller, whose own queue tries again later. */
export const longestRest = 60_000;

const everyone: readonly CallPriority[] = ['removal', 'person', 'sweep'];
const urgent: readonly CallPriority[] = ['removal', 'person'];

/** Makes a budget of calls: how many a second, how many under way, and who goes first. */
export function callBudget(limits: Limits, timer: CloudTimer): CallBudget {
  const bucket = tokenBucket(limits, timer.now());
  const queue = callQueue(startAll);
  let restsUntil = 0;
  let underWay = 0;
  let isWoken = false;

  /** A sweep leaves one place free, so that no removal waits for a slow page. */
  function next(): Waiting | undefined {
    if (underWay >= limits.parallel) return undefined;
    return queue.first(underWay < limits.parallel - 1 ? everyone : urgent);
  }
  function startAll(): void {
    const left = restsUntil - timer.now();
    if (left > longestRest) queue.refuseAll(() => resting(left));
    for (let each = next(); each; each = next()) {
      const wait = left > 0 ? left : bucket.take(timer.now());
      if (wait > 0) {
        wakeIn(wait);
        return;
      }
      underWay += 1;
      each.begin();
    }
  }
  function wakeIn(wait: number): void {
    if (isWoken) return;
    isWoken = true;
    void timer.delay(wait).then(() => {
      isWoken = false;
      startAll();
    });
  }

  return {
    async run(priority, work, signal) {
      await queue.turn(priority, signal);
      try {
        return await work();
      } finally {
        underWay -= 1;
        startAll();
      }
    },
    rest(wait) {
      restsUntil = Math.max(restsUntil, timer.now() + wait);
      startAll();
    },
  };
}

const resting = (left: number) => new CloudError('rate-limited', 'The cloud asked for a pause', { retryAfter: left });
