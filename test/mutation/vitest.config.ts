import { defineConfig } from 'vitest/config';

/** The stories of the pure decisions alone: they need no database, so that a mutant is tried within a moment. */
export default defineConfig({
  test: {
    root: '.',
    include: ['test/domain/**/*.test.ts'],
  },
});
