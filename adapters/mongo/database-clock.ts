import type { Connection } from 'mongoose';
import type { Clock } from '../../domain/ports/system.js';
import { type Duration, instant } from '../../domain/time.js';

/** A clock that has to be kept honest, and stopped when done. */
export type DatabaseClock = Clock & {
  /** How far the database's time is ahead of this machine's, in milliseconds, when last sampled. */
  offset(): number;
  stop(): void;
};

/** What one look at the database's clock says: how far it is ahead of this process's monotonic one, give or take. */
type Sample = { ahead: number; within: number };

/** A look that took longer than this says too little to move the clock by, in milliseconds. */
const tooVague = 500;
const looks = 3;

/**
 * The database's time: its offset to this process's monotonic clock, sampled at start and every `every` milliseconds.
 * Every process on one database therefore agrees on what is due, and a jump of this machine's wall clock changes
 * nothing. Time given never goes back, so a sample that says "earlier" makes it stand still until it is caught up.
 * A sample is the quickest of a few looks, and one that a stalled machine or network made vague is not used: it could
 * make time stand still for as long as the stall.
 */
export async function databaseClock(connection: Connection, every: Duration): Promise<DatabaseClock> {
  let { ahead } = await sample(connection);
  let last = 0;
  const timer = setInterval(() => {
    // A database that cannot be asked right now leaves the last sample standing; readiness tells of the outage.
    sample(connection).then(
      (fresh) => {
        if (fresh.within <= tooVague) ahead = fresh.ahead;
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

async function sample(connection: Connection): Promise<Sample> {
  let best = await look(connection);
  for (let more = 1; more < looks; more += 1) {
    const next = await look(connection);
    if (next.within < best.within) best = next;
  }
  return best;
}

/** Asks the database for its wall clock; the round trip is split in half. */
async function look(connection: Connection): Promise<Sample> {
  const before = performance.now();
  const reply = await connection.db?.admin().command({ hello: 1 });
  const after = performance.now();
  if (!(reply?.localTime instanceof Date)) throw new Error('the database did not say what time it is');
  return { ahead: reply.localTime.getTime() - (before + after) / 2, within: (after - before) / 2 };
}
