import { vi } from 'vitest';

/** What a step may take on a busy machine, restarts of a process included, and how often it is looked at, in ms. */
const timeout = { timeout: 45_000, interval: 40 };

/** Waits until `look` no longer throws, and returns what it found. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, timeout);
