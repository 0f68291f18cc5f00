import type { Duration, Instant } from '../time.js';

/** One step of a walk: where it begins, in the walker's own words; undefined at the start of a round. */
export type WalkStep = { number: number; place: string | undefined };

/** Walks around everything there is, a step at a time: all processes share them, and they go on after a restart. */
export type Walks = {
  /**
   * The next step of this walk, unless somebody took it less than `pause` ago. A step that nobody finished, because
   * its process died or took longer, is given again: taking it twice must be harmless.
   */
  take(name: string, now: Instant, pause: Duration): Promise<WalkStep | undefined>;
  /** This step is done and the next one begins at `place`; nothing where somebody has said so before. */
  finish(name: string, step: WalkStep, place: string | undefined): Promise<void>;
};
