import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/mongo-server.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
