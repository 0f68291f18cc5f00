import type { Duration, Instant } from '../time.js';

/**
 * One step of a checkpointed job: the cursor where it begins, in the job's own words; undefined at the start of a
 * round.
 */
export type CheckpointStep = { number: number; cursor: string | undefined };

/** Goes around everything there is, a step at a time: all processes share them, and they go on after a restart. */
export type Checkpoints = {
  /**
   * The next step of this job, unless somebody took it less than `pause` ago. A step that nobody finished, because
   * its process died or took longer, is given again: taking it twice must be harmless.
   */
  take(name: string, now: Instant, pause: Duration): Promise<CheckpointStep | undefined>;
  /** This step is done and the next one begins at `cursor`; nothing where somebody has said so before. */
  finish(name: string, step: CheckpointStep, cursor: string | undefined): Promise<void>;
};
