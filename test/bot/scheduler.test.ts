import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scheduler } from '../../bot/scheduler.js';
import { instant } from '../../domain/time.js';
import { silentLog as log } from '../support/silent-log.js';

const clock = { now: () => instant(Date.now()) };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('When more is due than one batch holds, then it goes on until nothing is, and then waits for the next moment', async () => {
  const due = [500, 500, 20, 1];
  const begun = Date.now();
  const runs: number[] = [];
  const moments = [instant(begun + 700), undefined];
  const watch = scheduler({
    clock,
    log,
    safetyPoll: 60_000,
    store: { nextTransitionAt: async () => moments.shift() },
    expireDue: async (limit) => {
      expect(limit).toBe(500);
      runs.push(Date.now() - begun);
      return due.shift() ?? 0;
    },
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toEqual([0, 0, 0, 700]);
  await watch.stop();
});
