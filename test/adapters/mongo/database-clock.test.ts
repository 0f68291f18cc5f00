import type { Connection } from 'mongoose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { databaseClock } from '../../../adapters/mongo/connection/database-clock.js';
import { seconds } from '../../../domain/time.js';
import { freshDatabaseUri } from '../../support/parts/database.js';

afterEach(() => vi.useRealTimers());

/** A database whose time differs from this machine's by `ahead` milliseconds, or that cannot be asked. */
function databaseAt(ahead: () => number | undefined): Connection {
  const command = async () => {
    const offset = ahead();
    if (offset === undefined) throw new Error('away');
    return { localTime: new Date(Date.now() + offset) };
  };
  return { db: { admin: () => ({ command }) } } as unknown as Connection;
}

describe('When the database’s time is not this machine’s', () => {
  it('then the database’s counts, and goes on by this process’s own steady clock', async () => {
    vi.useFakeTimers();
    const clock = await databaseClock(
      databaseAt(() => 5_000),
      seconds(15),
    );
    expect(clock.now()).toBe(Date.now() + 5_000);
    expect(clock.offset()).toBe(5_000);
    vi.setSystemTime(Date.now() - 1_000);
    const before = clock.now();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(clock.now()).toBe(before + 1_000);
    clock.stop();
  });

  it('then it is asked again every now and then, and followed', async () => {
    vi.useFakeTimers();
    let ahead = 5_000;
    const clock = await databaseClock(
      databaseAt(() => ahead),
      seconds(15),
    );
    ahead = 6_000;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(clock.now()).toBe(Date.now() + 6_000);
    clock.stop();
  });

  it('then a database that cannot be asked leaves it going', async () => {
    vi.useFakeTimers();
    let ahead: number | undefined = 5_000;
    const clock = await databaseClock(
      databaseAt(() => ahead),
      seconds(15),
    );
    const before = clock.now();
    ahead = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(clock.now()).toBe(before + 60_000);
    clock.stop();
  });
});

it('When this machine wakes from sleep, then the database is asked at the next look at the clock, and once', async () => {
  vi.useFakeTimers();
  let asked = 0;
  const slept = { away: 0 };
  const sources = { wall: () => Date.now() + slept.away, steady: () => performance.now() };
  const database = databaseAt(() => {
    asked += 1;
    return slept.away;
  });
  const clock = await databaseClock(database, seconds(15), { sources });
  const before = clock.now();
  asked = 0;
  slept.away = 3_600_000;
  clock.now();
  clock.now();
  await vi.advanceTimersByTimeAsync(0);
  expect([clock.now() - before, asked]).toEqual([3_600_000, 3]);
  clock.stop();
});

it('When the real database is asked, then its time is close to this machine’s here', async () => {
  const connection = await connect(freshDatabaseUri());
  const clock = await databaseClock(connection, seconds(15));
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  clock.stop();
  await connection.close();
});
