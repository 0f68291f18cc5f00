import { AdapterError, type Clock, type Log } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import type { ClaimedDelivery, DeliveryQueue } from './delivery.js';

/** No far end may hold a worker for longer than this, in milliseconds. */
const longest = seconds(25);
/** A claim is renewed so often in the time of one lease that a slow renewal loses none. */
const renewals = 3;

export type ClaimKeeperDeps = {
  queue: Pick<DeliveryQueue, 'renew' | 'lease'>;
  clock: Clock;
  log: Log;
  /** How long one delivery may take, in milliseconds: 25 s unless given. */
  timeout?: number | undefined;
};

/**
 * Holds on to what this process has claimed for as long as it works on it. A lease can therefore be short, so that what
 * a dead process had is soon another's, and a delivery may take longer than that.
 */
export function claimKeeper({ queue, clock, log, timeout = longest }: ClaimKeeperDeps) {
  const underWay = new Set<ClaimedDelivery>();
  let timer: NodeJS.Timeout | undefined;

  async function renew(): Promise<void> {
    try {
      await queue.renew([...underWay], clock.now());
    } catch (fault) {
      log.warn('claims.not-renewed', { claims: underWay.size, err: fault });
    }
  }

  return {
    /**
     * Carries out `work` on a claim and returns what it returns. Throws AdapterError `unavailable` when it takes too
     * long: it is then left to end on its own, and what it still does is undone by whoever claims this next.
     */
    async during<T>(claimed: ClaimedDelivery, work: () => Promise<T>): Promise<T> {
      underWay.add(claimed);
      timer ??= setInterval(() => void renew(), queue.lease / renewals);
      try {
        return await within(timeout, work());
      } finally {
        underWay.delete(claimed);
        if (underWay.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      }
    },
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AdapterError('unavailable', 'it took too long')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
