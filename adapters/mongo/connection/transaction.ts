import type { Connection, mongo } from 'mongoose';
import { StaleFacts } from '../../../domain/ports/store.js';
import { AdapterError } from '../../../domain/ports/system.js';
import { freeAbandoned } from './abandoned-transactions.js';
import { inTime } from './in-time.js';
import { isPassing } from './passing-fault.js';

/** Conflicts that last longer than this, in milliseconds, may be with somebody who is dead. */
const longConflict = 500;

/** A document was changed by somebody else since it was read: the transaction starts over and decides again. */
export class StaleVersion extends Error {
  constructor(what: string) {
    super(`${what} was changed meanwhile`);
    this.name = 'StaleVersion';
  }
}

const duplicateKey = 11_000;
/** Pauses between attempts in milliseconds: short at first, for most conflicts are over at once. */
const pauses = [5, 10, 20, 50, 100, 200, 500];

/**
 * Milliseconds. A transaction's snapshot may be ahead of what a majority has, which is what is read outside of it:
 * whoever read again at once would read the same.
 */
const untilAMajorityHasIt = 30;

type Fault = Parameters<typeof isPassing>[0];

/**
 * True for what trying again can fix: conflicts, a lost race for a unique key, and whatever keeps the database from
 * being reached. The command's id in the same transaction makes the repetition harmless.
 */
function isWorthRetrying(fault: Fault): boolean {
  if (fault instanceof StaleVersion || fault.code === duplicateKey) return true;
  if (fault.hasErrorLabel?.('TransientTransactionError') || fault.hasErrorLabel?.('UnknownTransactionCommitResult')) {
    return true;
  }
  return isPassing(fault);
}

const outOfTime = (cause?: unknown) =>
  new AdapterError('unavailable', 'the database could not store it in time', { cause });

type Work<T> = (session: mongo.ClientSession) => Promise<T>;

/**
 * Runs `work` in a transaction until it commits, `work` throws something that trying again cannot fix, or `deadline`
 * milliseconds have gone by: then it throws AdapterError `unavailable`, and nothing is known to be stored.
 */
export async function runTransaction<T>(connection: Connection, deadline: number, work: Work<T>): Promise<T> {
  const begun = performance.now();
  const end = begun + deadline;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await inTime(end, attemptOnce(connection, end, work), outOfTime);
    } catch (fault) {
      if (!isWorthRetrying(fault as Fault)) throw await withCause(fault);
      if (performance.now() - begun > longConflict) await inTime(end, freeAbandoned(connection), outOfTime);
      await pauseBefore(attempt + 1, end, fault);
    }
  }
}

/** Throws where the next attempt would come too late. */
async function pauseBefore(attempt: number, end: number, fault: unknown): Promise<void> {
  const pause = (pauses[attempt - 1] ?? 1000) * (0.5 + Math.random());
  if (performance.now() + pause > end) throw outOfTime(fault);
  await pauseFor(pause);
}

const pauseFor = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** The fault, once whoever reads again because of it reads something newer. */
async function withCause(fault: unknown): Promise<unknown> {
  if (fault instanceof StaleFacts) await pauseFor(untilAMajorityHasIt);
  return fault;
}

async function attemptOnce<T>(connection: Connection, end: number, work: Work<T>): Promise<T> {
  const session = await connection.startSession();
  try {
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } });
    const result = await work(session);
    // Nobody waits for it any more, and they have been told that it was not stored.
    if (performance.now() > end) throw outOfTime();
    await session.commitTransaction();
    return result;
  } catch (fault) {
    // What cannot be aborted is aborted by the server; the first fault is the one to tell.
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw fault;
  } finally {
    await session.endSession();
  }
}
