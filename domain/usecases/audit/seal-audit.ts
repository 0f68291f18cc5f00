import { type Block, genesis, type Hash, leafOf, sealBlock } from '../../audit/chain.js';
import type { AuditSeals } from '../../ports/audit-seals.js';
import type { Clock, Log } from '../../ports/system.js';

export type SealAuditDeps = {
  seals: Pick<AuditSeals, 'head' | 'unsealed' | 'entries' | 'store' | 'adopt'>;
  hash: Hash;
  clock: Clock;
  log: Pick<Log, 'error'>;
};

/** What came of one step: a block, nothing because nothing waited, or nothing because another process was faster. */
type Sealed = { kind: 'sealed'; block: Block; isMore: boolean } | { kind: 'nothing' } | { kind: 'outrun' };

/**
 * Seals what has waited longest, about `limit` entries, in one block after the last. Many processes may try at once:
 * one of them appends the block. An entry that is gone before it was sealed keeps its place, without a hash, and is on
 * the log: nothing but a hand in the database takes it away.
 */
export const sealAudit =
  ({ seals, hash, clock, log }: SealAuditDeps) =>
  async (limit: number): Promise<Sealed> => {
    const last = await seals.head();
    if (!last) await seals.adopt();
    const { marks, ids } = await seals.unsealed(limit);
    if (marks.length === 0) return { kind: 'nothing' };
    const entries = new Map((await seals.entries(ids)).map((entry) => [entry._id, entry]));
    const leaves = ids.map((id) => {
      const entry = entries.get(id);
      if (!entry) log.error('audit.gone-before-sealed', { id });
      return entry ? leafOf(hash, entry) : { id, hash: '' };
    });
    const block = sealBlock(hash, last ?? genesis, leaves, clock.now());
    const isStored = await seals.store(block, marks);
    return isStored ? { kind: 'sealed', block, isMore: ids.length >= limit / 2 } : { kind: 'outrun' };
  };
