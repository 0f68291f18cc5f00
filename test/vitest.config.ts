import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    exclude: ['test/faults/**'],
    globalSetup: ['test/support/mongo-server.ts'],
    // Stories wait for processes and sockets more than for a processor.
    maxWorkers: 3,
    // Files share what they import, and nothing else: no module of ours keeps anything.
    isolate: false,
    // What comes in its own time is waited for, however busy the machine is; what never comes fails all the same.
    expect: { poll: { timeout: 45_000 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
