import type { Connection } from 'mongoose';
import type { Clock, Log } from '../../../domain/ports/system.js';
import type { Duration } from '../../../domain/time.js';
import { type Sample, type TimeSources, timekeeper } from './timekeeper.js';

/** A clock that has to be kept honest, and stopped when done. */
export type DatabaseClock = Clock & {
  /** How far the database's time is ahead of this machine's, in milliseconds, when last sampled. */
  offset(): number;
  stop(): void;
};

export type DatabaseClockOptions = {
  log?: Log | undefined;
  /** This process's own clocks, where they are not the machine's. */
  sources?: TimeSources | undefined;
};

/** One sample is the quickest of so many looks. */
const looks = 3;
const ownClocks: TimeSources = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * The database's time: its offset to this process's monotonic clock, sampled at start, every `every` milliseconds, and at once
 * when this machine seems to have slept. Every process on one database therefore agrees on what is due, and a jump of
 * this machine's wall clock changes nothing. Which jumps of the database's clock are followed is `timekeeper`'s rule.
 * A sample is the quickest of a few looks, and one that a stalled machine or network made vague is not used: it could
 * make time stand still for as long as the stall. A database that cannot be asked leaves the last sample standing.
 */
export async function databaseClock(
  connection: Connection,
  every: Duration,
  { log, sources = ownClocks }: DatabaseClockOptions = {},
): Promise<DatabaseClock> {
  const time = timekeeper(await sample(connection, sources), sources);
  let told: string = 'steady';
  let isAsked = false;

  async function look(): Promise<void> {
    const outcome = time.take(await sample(connection, sources));
    // A jump that lasts is told once; what is refused differs from this machine's clock, and is told of by that.
    if (outcome !== told && (outcome === 'jumped' || outcome === 'refused')) {
      log?.warn(`clock.${outcome}`, { offset: time.skew() });
    }
    told = outcome;
  }

  // Readiness tells of a database that cannot be asked.
  const lookUnlessAway = () => void look().catch(() => undefined);
  const timer = setInterval(() => {
    isAsked = false;
    lookUnlessAway();
  }, every).unref();
  return {
    now() {
      if (!isAsked && time.isInDoubt()) {
        isAsked = true;
        lookUnlessAway();
      }
      return time.now();
    },
    offset: time.skew,
    stop: () => clearInterval(timer),
  };
}

async function sample(connection: Connection, sources: TimeSources): Promise<Sample> {
  let best = await look(connection, sources);
  for (let more = 1; more < looks; more += 1) {
    const next = await look(connection, sources);
    if (next.within < best.within) best = next;
  }
  return best;
}

/** Asks the database for its wall clock; the round trip is split in half. */
async function look(connection: Connection, { steady }: TimeSources): Promise<Sample> {
  const before = steady();
  const reply = await connection.db?.admin().command({ hello: 1 });
  const after = steady();
  if (!(reply?.localTime instanceof Date)) throw new Error('the database did not say what time it is');
  return { ahead: reply.localTime.getTime() - (before + after) / 2, within: (after - before) / 2 };
}
