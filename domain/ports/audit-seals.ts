import type { Block, BlockHead, StoredEntry } from '../audit/chain.js';
import type { Instant } from '../time.js';

/** What committed and is not sealed yet, whole transactions in the order of their ids. */
type Unsealed = {
  /** What each transaction has left to be taken away once its entries are sealed. */
  marks: readonly string[];
  /** The ids of their entries, in order. */
  ids: readonly string[];
};

/** How many entries there are, at one moment. */
export type AuditCounts = {
  /** In all. */
  entries: number;
  /** Of those, not sealed yet. */
  unsealed: number;
  /** Of those, in blocks after the one that was named. */
  later: number;
};

/** Where seals are kept: apart from the entries, and never changed. */
export type AuditSeals = {
  /** The newest block; undefined where nothing was ever sealed. */
  head(): Promise<BlockHead | undefined>;
  /** The oldest that waits, of about `limit` entries. */
  unsealed(limit: number): Promise<Unsealed>;
  /** Since when something has waited to be sealed; undefined where nothing does. */
  waitsSince(): Promise<Instant | undefined>;
  /** Those of these entries that there are, in no order, as they are stored. */
  entries(ids: readonly string[]): Promise<StoredEntry[]>;
  /** Appends a block and takes the marks away, both or neither; false where another block was faster. */
  store(block: Block, marks: readonly string[]): Promise<boolean>;
  /**
   * Marks everything in the audit log that no mark names, once, where nothing was ever sealed: it was there before
   * seals were.
   */
  adopt(): Promise<void>;
  /** The blocks after the one of this number, in order. */
  blocks(after: number): AsyncIterable<Block>;
  /** The heads of those of these blocks that there are, in no order. */
  heads(numbers: readonly number[]): Promise<BlockHead[]>;
  counts(after: number): Promise<AuditCounts>;
  /** The ids of entries that no block and no mark names, the first `limit`. Takes long. */
  strays(limit: number): Promise<string[]>;
};
