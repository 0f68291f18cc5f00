import type { Entry } from './journal.js';
import type { Performed } from './perform.js';
import type { Snapshot } from './snapshot.js';
import type { Step } from './step.js';

/** One step: what was so before and after it, what came of it, and what each of its transactions wrote. */
export type Stepped = {
  step: Step;
  before: Snapshot;
  after: Snapshot;
  performed: Performed;
  entries: readonly Entry[];
};
