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
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
