import type { PortalReads } from '../../../bot/portal/portal-reads.js';
import type { AnswerInPlace } from '../../../bot/turns/answer-in-place.js';
import type { Turn } from '../../../bot/turns/turn.js';
import type { Clock, Ids } from '../../../domain/ports/system.js';
import type { OpenStreams } from '../open-streams.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';

/** What the portal stands on. */
export type PortalDeps = {
  reads: PortalReads;
  /** Carries out a turn and says what came of it, for the page to show. */
  answer(turn: Turn): Promise<AnswerInPlace>;
  /** Calls back with the id of a request or schedule that has changed, or with none where any may have. Returns what ends it. */
  watch(changed: (id: string | undefined) => void): () => void;
  /** Whether who was signed in when a request began still is. */
  isLive: BrowserSessions['isLive'];
  streams: OpenStreams;
  /** The operator has switched proofs of administration off. */
  administrationWithoutProof: boolean;
  /** What is not well outside, in words; empty where all is. */
  troubles(): readonly string[];
  ids: Ids;
  clock: Clock;
};
