import { mongo } from 'mongoose';
import { AdapterError } from '../../../domain/ports/system.js';
import { inTime } from './in-time.js';
import { isPassing } from './passing-fault.js';

/** Between two tries, in milliseconds. */
const pause = 100;

/**
 * These methods, each carried out again while the database cannot be reached, for `timeout` milliseconds: so a primary
 * that dies is noticed by nobody. All of them must do no more when done twice. They then throw AdapterError
 * `unavailable`, and so for every other fault of the database that only it can fix.
 */
export function retryWhileUnavailable<P extends object>(methods: P, timeout: number): P {
  const wrapped = Object.entries(methods).map(([name, part]) => [
    name,
    typeof part === 'function' ? (...given: unknown[]) => insist(() => part(...given), timeout) : part,
  ]);
  return Object.fromEntries(wrapped);
}

async function insist<T>(work: () => Promise<T>, timeout: number): Promise<T> {
  const end = performance.now() + timeout;
  for (;;) {
    try {
      return await inTime(end, work(), unreachable);
    } catch (fault) {
      if (!(fault instanceof mongo.MongoError && isPassing(fault))) throw fault;
      if (performance.now() + pause > end) throw unreachable(fault);
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

const unreachable = (cause?: unknown) =>
  new AdapterError('unavailable', 'the database could not be reached', { cause });
