import type { Clock, Log } from '../../domain/ports/system.js';
import type { Instant } from '../../domain/time.js';

export type Wakeable = {
  start(): void;
  /** Something may be due: run now, or once more when the present run ends. */
  wake(): void;
  /** Stops permanently and waits for the present run. */
  stop(): Promise<void>;
};

export type WakeableOptions = {
  name: string;
  /** Does what is due; returns when it has to run next, undefined when only a wake or the safety poll says so. */
  run(): Promise<Instant | undefined>;
  clock: Clock;
  log: Log;
  /** The longest it waits without looking, in milliseconds. */
  safetyPoll: number;
};

/** After a fault it looks again this soon, in milliseconds. */
const afterFault = 1_000;

/** Runs when woken, when the time it named has come, and every now and then to be safe. One run at a time. */
export function wakeable({ name, run, clock, log, safetyPoll }: WakeableOptions): Wakeable {
  let state: 'new' | 'running' | 'waiting' | 'stopped' = 'new';
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let present: Promise<void> = Promise.resolve();

  async function turn(): Promise<void> {
    isWoken = false;
    const wait = await run().then(
      (next) => (next === undefined ? safetyPoll : Math.min(safetyPoll, Math.max(0, next - clock.now()))),
      (fault: unknown) => {
        log.warn(`${name}.failed`, { err: fault });
        return afterFault;
      },
    );
    if (state === 'stopped') return;
    state = 'waiting';
    if (isWoken) begin();
    else timer = setTimeout(begin, wait);
  }

  function begin(): void {
    if (state !== 'waiting') return;
    clearTimeout(timer);
    state = 'running';
    present = turn();
  }

  return {
    start() {
      if (state !== 'new') return;
      state = 'waiting';
      begin();
    },
    wake() {
      isWoken = true;
      begin();
    },
    async stop() {
      state = 'stopped';
      clearTimeout(timer);
      await present;
    },
  };
}
