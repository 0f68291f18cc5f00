import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What drives the whole product, goes through every card or imports thousands lasts longest: begun first, none of it is
 * left alone at the end, with idle processors.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const lasts = ({ moduleId }: TestSpecification) =>
      /\/test\/(flows\/|model\/|usecases\/approval\/living|import\/large)/.test(moduleId);
    return [...sorted.filter(lasts), ...sorted.filter((file) => !lasts(file))];
  }
}

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
    sequence: { sequencer: LongestFirst },
    // What comes in its own time is waited for, however busy the machine is; what never comes fails all the same.
    expect: { poll: { timeout: 45_000 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
