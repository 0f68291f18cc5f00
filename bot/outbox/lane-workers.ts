import type { Log } from '../../domain/ports/system.js';

export type LaneWorkers = {
  /** Something may be due in this lane. */
  wake(): void;
  /** Takes nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
  /** Resolves when no worker is at work. */
  idle(): Promise<void>;
};

/**
 * The workers of one lane: at most `width` at once. Each works until nothing is due; one that finds work calls another,
 * so a delivery that hangs holds up one worker and never the lane. `work` claims one delivery and carries it out;
 * `onClaimed` is to be called between the two, and false is returned when nothing was due.
 */
export function laneWorkers(
  { width, log }: { width: number; log: Log },
  work: (onClaimed: () => void) => Promise<boolean>,
): LaneWorkers {
  const atWork = new Set<Promise<void>>();
  let isStopped = false;
  let isWoken = false;

  function call(): void {
    if (isStopped || atWork.size >= width) return;
    const worker = Promise.resolve()
      .then(untilNothingIsDue)
      .catch((fault: unknown) => log.warn('lane.failed', { err: fault }))
      .finally(() => {
        atWork.delete(worker);
        if (isWoken) call(); // woken between its last look and now
      });
    atWork.add(worker);
  }

  async function untilNothingIsDue(): Promise<void> {
    while (!isStopped) {
      isWoken = false;
      if (!(await work(call)) && !isWoken) return;
    }
  }

  async function idle(): Promise<void> {
    while (atWork.size > 0) await Promise.all(atWork);
  }

  return {
    wake() {
      isWoken = true;
      call();
    },
    async stop() {
      isStopped = true;
      await idle();
    },
    idle,
  };
}
