import type { Clock, Log } from '../../domain/ports/system.js';
import { type Instant, seconds } from '../../domain/time.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

export type AccessReviewSweeperDeps = {
  /** Does what is due in access reviews and returns when it has to look again, undefined when nothing is foreseen: the use case. */
  advanceAccessReviews(): Promise<Instant | undefined>;
  clock: Clock;
  log: Log;
};

/** What another process has planned, or left behind when it died, is found this late at the latest. */
const safetyPoll = seconds(30);

/** Carries access reviews through their time, for the use case that knows how. It owns no rule. */
export const accessReviewSweeper = ({ advanceAccessReviews, clock, log }: AccessReviewSweeperDeps): Wakeable =>
  wakeable({ name: 'access-reviews', run: advanceAccessReviews, clock, log, safetyPoll });
