import type { Duration, Instant } from '../time.js';
import { activity } from './activity.js';
import { type Block, type BlockHead, blockHash, type Hash, type Leaf, leafOf, type StoredEntry } from './chain.js';

/** What is wrong with the audit log, and where. */
export type AuditFault =
  /** A sealed entry is not what it was, or is not there any more. */
  | { kind: 'altered' | 'dropped'; number: number; id: string }
  /** A block is not what it was: what it says of its entries, their order, or its time. */
  | { kind: 'block-altered'; number: number }
  /** There are no blocks from the one number to the other. */
  | { kind: 'blocks-missing'; number: number; through: number }
  /** A block does not follow the one before: one of them was put in, taken out or made again. */
  | { kind: 'chain-broken'; number: number }
  /** An entry that was never sealed and does not wait to be. */
  | { kind: 'inserted'; id: string }
  /** A block that was published outside is another one here, or not there at all. */
  | { kind: 'not-as-published' | 'cut-off'; number: number }
  /** Entries up to this block are gone, and no sealed entry that fits the policy says that they were retired. */
  | { kind: 'retired-without-record'; through: number };

/** What a retirement says of itself in the audit log: everything up to this block, because it was older than this. */
export type Retirement = { through: number; retention: Duration };

/** What one block comes to. */
type BlockFindings = { faults: AuditFault[]; found: number; gone: number; retirements: Retirement[] };

/** The retirement that an entry records; undefined where it records none. */
function retirementIn(entry: StoredEntry): Retirement | undefined {
  if (entry.activity !== activity.auditRetired) return undefined;
  const { through, retention } = (entry.after ?? {}) as Partial<Retirement>;
  return typeof through === 'number' && typeof retention === 'number' ? { through, retention } : undefined;
}

/**
 * Whether what was read of a block's entries is what was sealed. `last`: the block before; `isRetired`: its entries are
 * said to have been retired, so that they may be gone.
 */
export function examineBlock(
  hash: Hash,
  last: Pick<BlockHead, 'number' | 'hash'>,
  block: Block,
  entries: ReadonlyMap<string, StoredEntry>,
  isRetired: boolean,
): BlockFindings {
  const { number, leaves } = block;
  const faults: AuditFault[] = followsOn(last, block);
  if (blockHash(hash, block) !== block.hash) faults.push({ kind: 'block-altered', number });
  const findings: BlockFindings = { faults, found: 0, gone: 0, retirements: [] };
  for (const leaf of leaves) examineLeaf(hash, number, leaf, entries.get(leaf.id), findings);
  return isRetired ? { ...findings, faults: faults.filter(({ kind }) => kind !== 'dropped') } : findings;
}

function examineLeaf(hash: Hash, number: number, leaf: Leaf, entry: StoredEntry | undefined, to: BlockFindings): void {
  if (!entry) {
    to.gone += 1;
    to.faults.push({ kind: 'dropped', number, id: leaf.id });
    return;
  }
  to.found += 1;
  if (leafOf(hash, entry).hash !== leaf.hash) {
    to.faults.push({ kind: 'altered', number, id: leaf.id });
    return;
  }
  const retirement = retirementIn(entry);
  if (retirement) to.retirements.push(retirement);
}

function followsOn(last: Pick<BlockHead, 'number' | 'hash'>, { number, previous }: Block): AuditFault[] {
  // Written so that a number that is none is missing too.
  if (!(number === last.number + 1)) return [{ kind: 'blocks-missing', number: last.number + 1, through: number - 1 }];
  return previous === last.hash ? [] : [{ kind: 'chain-broken', number }];
}

/**
 * Whether a retirement that was sealed at this time explains that entries up to `through` are gone: it names them all,
 * the last of them (sealed at `lastSealedAt`) was as old as it says, and that is no less than the policy keeps.
 */
export const explains = (
  retirement: Retirement,
  {
    through,
    lastSealedAt,
    sealedAt,
    policy,
  }: { through: number; lastSealedAt: Instant; sealedAt: Instant; policy: Duration | undefined },
): boolean =>
  retirement.through >= through &&
  policy !== undefined &&
  retirement.retention >= policy &&
  sealedAt - lastSealedAt >= retirement.retention;
