import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../domain/ports/system.js';

/** Time as the cloud client needs it. */
export type CloudTimer = Clock & {
  /** Resolves after `wait` milliseconds; rejects when `signal` aborts first. */
  delay(wait: number, signal?: AbortSignal): Promise<void>;
  /** Calls `act` after `wait` milliseconds. Returns what cancels it. */
  deadline(wait: number, act: () => void): () => void;
};

/** Returns the timer that runs in production: `clock` tells the time, Node counts it down. */
export const cloudTimer = (clock: Clock): CloudTimer => ({
  now: () => clock.now(),
  delay: (wait, signal) => pause(wait, undefined, signal ? { signal } : {}),
  deadline(wait, act) {
    const timeout = setTimeout(act, wait);
    return () => clearTimeout(timeout);
  },
});
