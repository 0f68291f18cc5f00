import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wakeable } from '../../../bot/outbox/wakeable.js';
import { type Instant, instant } from '../../../domain/time.js';
import { silentLog as log } from '../../support/silent-log.js';

const clock = { now: () => instant(Date.now()) };
const inMilliseconds = (wait: number) => instant(Date.now() + wait);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A wakeable that notes when it ran, counted from its start. */
function watched(next: () => Instant | undefined | Promise<Instant | undefined>) {
  const begun = Date.now();
  const runs: number[] = [];
  const watch = wakeable({
    name: 'test',
    clock,
    log,
    safetyPoll: 1_000,
    run: async () => {
      runs.push(Date.now() - begun);
      return next();
    },
  });
  return { watch, runs };
}

describe('When it is started', () => {
  it('then it runs at once, and again every now and then to be safe', async () => {
    const { watch, runs } = watched(() => undefined);
    watch.start();
    watch.start();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(runs).toEqual([0, 1_000, 2_000]);
  });

  it('then it runs at the moment it has named', async () => {
    const { watch, runs } = watched(() => (runs.length === 1 ? inMilliseconds(300) : undefined));
    watch.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toEqual([0, 300]);
  });

  it('then a moment that has gone by means at once, and one far away waits no longer than the safety poll', async () => {
    const moments = [inMilliseconds(-50), inMilliseconds(9e12), undefined];
    const { watch, runs } = watched(() => moments[runs.length - 1]);
    watch.start();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(runs).toEqual([0, 0, 1_000]);
  });

  it('then a fault is not the end: it looks again a second later', async () => {
    const { watch, runs } = watched(() => {
      if (runs.length === 1) throw new Error('the database is away');
      return undefined;
    });
    watch.start();
    await vi.advanceTimersByTimeAsync(1_200);
    expect(runs).toEqual([0, 1_000]);
  });
});

describe('When it is woken', () => {
  it('then it runs now and not a second time when its timer would have rung', async () => {
    const { watch, runs } = watched(() => (runs.length === 1 ? inMilliseconds(300) : undefined));
    watch.start();
    await vi.advanceTimersByTimeAsync(100);
    watch.wake();
    await vi.advanceTimersByTimeAsync(900);
    expect(runs).toEqual([0, 100]);
  });

  it('then a run under way is followed by exactly one more, however often it was woken, and never by two at once', async () => {
    let finish: () => void = () => undefined;
    let atOnce = 0;
    const { watch, runs } = watched(async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      atOnce -= 1;
      return undefined;
    });
    watch.start();
    await vi.advanceTimersByTimeAsync(10);
    for (let wakes = 0; wakes < 5; wakes += 1) watch.wake();
    finish();
    await vi.advanceTimersByTimeAsync(10);
    finish();
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toEqual([0, 10]);
  });

  it('then before the start nothing runs', async () => {
    const { watch, runs } = watched(() => undefined);
    watch.wake();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toEqual([]);
  });
});

describe('When it is stopped', () => {
  it('then it waits for the present run and never runs again', async () => {
    let finish: () => void = () => undefined;
    const { watch, runs } = watched(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return inMilliseconds(1);
    });
    watch.start();
    watch.wake();
    let isStopped = false;
    const stopping = watch.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(isStopped).toBe(false);
    finish();
    await stopping;
    watch.wake();
    watch.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toEqual([0]);
  });
});
