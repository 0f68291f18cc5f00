import { defineConfig } from 'vitest/config';

/** The stories of processes that crash, sleep and are stopped: each starts dozens of them, and wants the machine alone. */
export default defineConfig({
  test: {
    root: '.',
    include: ['test/faults/*.test.ts'],
    globalSetup: ['test/support/mongo-server.ts'],
    maxWorkers: 1,
    expect: { poll: { timeout: 45_000 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
