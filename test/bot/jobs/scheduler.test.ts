import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scheduler } from '../../../bot/jobs/scheduler.js';
import { instant } from '../../../domain/time.js';
import { silentLog as log } from '../../support/silent-log.js';

const clock = { now: () => instant(Date.now()) };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('When more is due than one batch holds, then it goes on until nothing is, and then waits for the next moment', async () => {
  const due = [500, 500, 20, 1];
  const begun = Date.now();
  const runs: number[] = [];
  /** The last batch comes due later; after it nothing waits. */
  const next = () => (due.length > 1 ? begun : begun + 700);
  const watch = scheduler({
    clock,
    log,
    safetyPoll: 60_000,
    store: { nextTransitionAt: async () => (due.length > 0 ? instant(next()) : undefined) },
    applyDueTransitions: async (limit) => {
      expect(limit).toBe(500);
      runs.push(Date.now() - begun);
      return due.shift() ?? 0;
    },
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs.map((ran) => Math.floor(ran / 100))).toEqual([0, 0, 0, 7]);
  await watch.stop();
});

it('When nothing is due, then one look a poll is all that is done', async () => {
  let looks = 0;
  const watch = scheduler({
    clock,
    log,
    safetyPoll: 5_000,
    store: {
      nextTransitionAt: async () => {
        looks += 1;
        return instant(Date.now() + 3_600_000);
      },
    },
    applyDueTransitions: () => Promise.reject(new Error('there was nothing to carry out')),
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(looks).toBe(12);
  await watch.stop();
});

it('When it is stopped in the middle of a long backlog, then it waits for the batch in hand and takes no other', async () => {
  let batches = 0;
  const watch = scheduler({
    clock,
    log,
    safetyPoll: 60_000,
    store: { nextTransitionAt: async () => instant(Date.now()) },
    async applyDueTransitions(limit) {
      batches += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return limit;
    },
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(25);
  const stopped = watch.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  expect(batches).toBe(3);
});

it('When a backlog is caught up, then whatever else waits has its turn between two batches', async () => {
  const order: string[] = [];
  const watch = scheduler({
    clock,
    log,
    safetyPoll: 60_000,
    store: { nextTransitionAt: async () => instant(Date.now()) },
    async applyDueTransitions(limit) {
      order.push('batch');
      setTimeout(() => order.push('somebody else'), 0);
      return limit;
    },
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(100);
  expect(order.slice(0, 4)).toEqual(['batch', 'somebody else', 'batch', 'somebody else']);
  await watch.stop();
});
