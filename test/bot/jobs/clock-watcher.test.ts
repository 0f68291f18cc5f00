import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clockWatcher, whyClockIsOff } from '../../../bot/jobs/clock-watcher.js';
import type { Wakeable } from '../../../bot/outbox/wakeable.js';
import { clockCard } from '../../../cards/operations/clock-card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import type { Log } from '../../../domain/ports/system.js';
import { silentLog } from '../../support/silent-log.js';
import { testClock } from '../../support/test-clock.js';

let offset: number;
let told: number[];
let logged: string[];
let isDeaf: boolean;
let watcher: Wakeable;

beforeEach(() => {
  vi.useFakeTimers();
  offset = 0;
  told = [];
  logged = [];
  isDeaf = false;
  const log: Log = { ...silentLog, warn: (event) => logged.push(event), info: (event) => logged.push(event) };
  watcher = clockWatcher({
    offset: () => offset,
    async tell(of) {
      if (isDeaf) throw new Error('the database is away');
      told.push(of);
    },
    clock: testClock(),
    log,
  });
  watcher.start();
});
afterEach(async () => {
  await watcher.stop();
  vi.useRealTimers();
});

const aWhile = () => vi.advanceTimersByTimeAsync(60_000);

describe('When this machine’s clock and the database’s', () => {
  it('differ by no more than two seconds, then nobody is told', async () => {
    offset = -2_000;
    await aWhile();
    expect([told, logged]).toEqual([[], []]);
  });

  it('differ by more, then the log and the administrators are told once, until they have agreed again', async () => {
    offset = 2_001;
    await aWhile();
    offset = 1_500;
    await aWhile();
    offset = 9_000;
    await aWhile();
    expect([told, logged]).toEqual([[2_001], ['clock.differs']]);
    offset = 0;
    await aWhile();
    offset = -9_000;
    await aWhile();
    expect([told, logged]).toEqual([
      [2_001, -9_000],
      ['clock.differs', 'clock.agrees', 'clock.differs'],
    ]);
  });

  it('differ and it cannot be told, then it is told as soon as it can', async () => {
    isDeaf = true;
    offset = 5_000;
    await aWhile();
    isDeaf = false;
    await aWhile();
    expect(told).toEqual([5_000]);
  });

  it.each<[number, string | undefined]>([
    [30_000, undefined],
    [-30_001, 'this machine’s clock and the database’s differ by 30 s'],
    [3_600_000, 'this machine’s clock and the database’s differ by 3600 s'],
  ])('differ by %d ms, then whether the process is ready hangs on it', (apart, reason) => {
    expect(whyClockIsOff(apart)).toBe(reason);
  });
});

it.each([
  [3_600_000, 'The clock of srv-1 is 1 h behind the database’s'],
  [-2_600, 'The clock of srv-1 is 3 s ahead of the database’s'],
])('When the database is %d ms ahead, then the administrators read which clock is where', (ahead, title) => {
  expect(renderPlain(clockCard('srv-1', ahead))).toContain(title);
});
