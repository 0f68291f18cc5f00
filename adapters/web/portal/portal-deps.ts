import type { AnswerInPlace } from '../../../bot/answer-in-place.js';
import type { PortalReads } from '../../../bot/portal/portal-reads.js';
import type { Turn } from '../../../bot/turn.js';
import type { Clock, Ids } from '../../../domain/ports/system.js';

/** What the portal stands on. */
export type PortalDeps = {
  reads: PortalReads;
  /** Carries out a turn and says what came of it, for the page to show. */
  answer(turn: Turn): Promise<AnswerInPlace>;
  /** Calls back when requests or who has what may have changed. Returns what ends it. */
  watch(changed: () => void): () => void;
  ids: Ids;
  clock: Clock;
  isDemo: boolean;
};
