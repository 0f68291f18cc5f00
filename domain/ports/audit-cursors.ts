import type { Duration, Instant } from '../time.js';

/** How far something has followed the chain: the last block it is done with, and how many parts of the next. */
export type AuditPosition = { number: number; part: number };

/** A claim on a cursor; whoever holds it alone may move it. */
export type ClaimedCursor = AuditPosition & { lease: string; attempts: number; failingSince: Instant | undefined };

/** Where those have come who follow the chain of blocks. All processes share them: one at a time moves each. */
export type AuditCursors = {
  /** Claims a cursor for so long, unless somebody has; one that was never moved stands before the first block. */
  claim(name: string, now: Instant, length: Duration): Promise<ClaimedCursor | undefined>;
  /** Moves it, and claims it for so long from now on; false where the claim was lost. What failed before has ended. */
  move(name: string, lease: string, to: AuditPosition, until: Instant): Promise<boolean>;
  /** Gives the claim back, until then at the latest for nobody. */
  release(name: string, lease: string, until: Instant): Promise<void>;
  /** The same after a fault. */
  failed(name: string, lease: string, fault: string, now: Instant, until: Instant): Promise<void>;
  read(name: string): Promise<(AuditPosition & Pick<ClaimedCursor, 'failingSince'>) | undefined>;
};
