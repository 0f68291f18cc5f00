import { CloudError } from '../cloud-error.js';

/** Why a call is made: to take access away, because a person waits for it, or to look through everything. */
export type CallPriority = 'removal' | 'person' | 'sweep';

/** One that waits for its turn. */
export type Waiting = {
  priority: CallPriority;
  /** Gives it the turn. */
  begin(): void;
};

export type CallQueue = {
  /** Resolves when its turn comes. Rejects with CloudError when `signal` aborts first, or too many wait already. */
  turn(priority: CallPriority, signal: AbortSignal | undefined): Promise<void>;
  /** The first that waits with one of these priorities, the most urgent first. */
  first(among: readonly CallPriority[]): Waiting | undefined;
  /** Turns away everybody who waits. */
  refuseAll(fault: () => CloudError): void;
};

const mostWaiting = 5_000;

type Entry = Waiting & { refuse(fault: CloudError): void };

/** Makes an empty queue. `joined` is called when one more waits. */
export function callQueue(joined: () => void): CallQueue {
  const queues: Record<CallPriority, Set<Entry>> = { removal: new Set(), person: new Set(), sweep: new Set() };
  const all = () => Object.values(queues);
  return {
    turn(priority, signal) {
      if (signal?.aborted) return Promise.reject(stopped());
      if (all().reduce((sum, { size }) => sum + size, 0) >= mostWaiting) return Promise.reject(full());
      return new Promise((resolve, reject) => {
        const leave = () => {
          queues[priority].delete(entry);
          signal?.removeEventListener('abort', abort);
        };
        const refuse = (fault: CloudError) => {
          leave();
          reject(fault);
        };
        const begin = () => {
          leave();
          resolve();
        };
        const abort = () => refuse(stopped());
        const entry = { priority, begin, refuse };
        signal?.addEventListener('abort', abort, { once: true });
        queues[priority].add(entry);
        joined();
      });
    },
    first(among) {
      for (const priority of among) for (const entry of queues[priority]) return entry;
      return undefined;
    },
    refuseAll(fault) {
      for (const entry of all().flatMap((queue) => [...queue])) entry.refuse(fault());
    },
  };
}

const stopped = () => new CloudError('unavailable', 'The caller stopped waiting for its turn');
const full = () => new CloudError('unavailable', 'Too many calls to the cloud are waiting');
