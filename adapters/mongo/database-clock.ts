import type { Connection } from 'mongoose';
import type { Clock } from '../../domain/ports/system.js';
import { type Duration, instant } from '../../domain/time.js';

/** A clock that has to be kept honest, and stopped when done. */
export type DatabaseClock = Clock & {
  /** How far the database's time is ahead of this machine's, in milliseconds, when last sampled. */
  offset(): number;
  stop(): void;
};

/**
 * The database's time: its offset to this process's monotonic clock, sampled at start and every `every` milliseconds.
 * Every process on one database therefore agrees on what is due, and a jump of this machine's wall clock changes
 * nothing. Time given never goes back, so a sample that says "earlier" makes it stand still until it is caught up.
 */
export async function databaseClock(connection: Connection, every: Duration): Promise<DatabaseClock> {
  let ahead = await sample(connection);
  let last = 0;
  const timer = setInterval(() => {
    // A database that cannot be asked right now leaves the last sample standing; readiness tells of the outage.
    sample(connection).then(
      (fresh) => {
        ahead = fresh;
      },
      () => undefined,
    );
  }, every).unref();
  return {
    now() {
      last = Math.max(last, Math.round(performance.now() + ahead));
      return instant(last);
    },
    offset: () => Math.round(performance.now() + ahead - Date.now()),
    stop: () => clearInterval(timer),
  };
}

/** How far the database's wall clock is ahead of this process's monotonic one; the round trip is split in half. */
async function sample(connection: Connection): Promise<number> {
  const before = performance.now();
  const reply = await connection.db?.admin().command({ hello: 1 });
  const after = performance.now();
  if (!(reply?.localTime instanceof Date)) throw new Error('the database did not say what time it is');
  return reply.localTime.getTime() - (before + after) / 2;
}
