import { type Block, type BlockHead, genesis, type Hash, type StoredEntry } from '../../audit/chain.js';
import { type AuditFault, examineBlock, explains, type Retirement } from '../../audit/verification.js';
import type { AuditSeals } from '../../ports/audit-seals.js';
import type { Duration, Instant } from '../../time.js';

/** A block as it was published outside the database. */
export type Checkpoint = Pick<BlockHead, 'number' | 'hash'>;

export type VerifyAuditDeps = {
  seals: Pick<AuditSeals, 'blocks' | 'entries' | 'heads' | 'counts' | 'strays'>;
  hash: Hash;
  /** What was published outside, in the order in which it was. */
  checkpoints: AsyncIterable<Checkpoint>;
  /** Up to which block entries are said to have been retired; 0 where none are. */
  retiredThrough(): Promise<number>;
  /** How long entries are kept at least; undefined for ever. */
  retention: Duration | undefined;
  /** Told of each fault as it is found. */
  found(fault: AuditFault): void;
};

/** What was looked at, and how many faults there are. */
export type Verified = {
  blocks: number;
  entries: number;
  checkpoints: number;
  unsealed: number;
  /** Entries up to this block were retired by policy, so many of them; 0 where none were. */
  retired: { through: number; entries: number; until?: Instant | undefined };
  faults: number;
};

/** Blocks whose entries are read while another is looked at. */
const ahead = 3;
const compared = 500;
/** So many inserted entries are named. */
const named = 1_000;

/**
 * Goes through the whole chain, block by block, and tells of everything that is not as it was sealed or as it was
 * published. Keeps no more than a few blocks at a time. Source of what is told apart: see `AuditFault`.
 */
export const verifyAudit = (deps: VerifyAuditDeps) => async (): Promise<Verified> => {
  const { seals } = deps;
  let faults = 0;
  const tell = (fault: AuditFault) => {
    faults += 1;
    deps.found(fault);
  };
  const chain = await verifyChain(deps, tell);
  const checkpoints = await compareOutside(deps, tell);
  const { entries, unsealed, later } = await seals.counts(chain.last.number);
  if (entries > chain.found + unsealed + later) {
    for (const id of await seals.strays(named)) tell({ kind: 'inserted', id });
  }
  const { blocks, found, retired } = chain;
  return { blocks, entries: found, checkpoints, unsealed, retired, faults };
};

type ReportFault = (fault: AuditFault) => void;

async function verifyChain(deps: VerifyAuditDeps, tell: ReportFault) {
  const { seals, hash, retention: policy } = deps;
  const through = await deps.retiredThrough();
  let last: Pick<BlockHead, 'number' | 'hash'> = genesis;
  let lastRetired: Instant | undefined;
  let isExplained = through === 0;
  const chain = { last, blocks: 0, found: 0, gone: 0 };
  for await (const { block, entries } of readAhead(seals)) {
    const isRetired = block.number <= through;
    const seen = examineBlock(hash, last, block, entries, isRetired);
    for (const fault of seen.faults) tell(fault);
    if (isRetired) lastRetired = block.sealedAt;
    const at = { through, lastSealedAt: lastRetired ?? block.sealedAt, sealedAt: block.sealedAt, policy };
    isExplained ||= !isRetired && seen.retirements.some((each: Retirement) => explains(each, at));
    last = block;
    chain.blocks += 1;
    chain.found += seen.found;
    if (isRetired) chain.gone += seen.gone;
  }
  if (!isExplained && chain.gone > 0) tell({ kind: 'retired-without-record', through });
  return { ...chain, last, retired: { through, entries: chain.gone, until: lastRetired } };
}

type Read = { block: Block; entries: ReadonlyMap<string, StoredEntry> };

/** The blocks with what there is of their entries, a few being read while one is looked at. */
async function* readAhead(seals: VerifyAuditDeps['seals']): AsyncGenerator<Read> {
  const reading: Promise<Read>[] = [];
  for await (const block of seals.blocks(0)) {
    const read = seals.entries(block.leaves.map(({ id }) => id));
    const entries = read.then((found) => ({ block, entries: new Map(found.map((entry) => [entry._id, entry])) }));
    // Whoever waits for it hears of its fault.
    entries.catch(() => undefined);
    reading.push(entries);
    if (reading.length > ahead) yield* reading.splice(0, 1);
  }
  yield* reading;
}

async function compareOutside({ checkpoints, seals }: VerifyAuditDeps, tell: ReportFault): Promise<number> {
  let count = 0;
  let batch: Checkpoint[] = [];
  const compare = async () => {
    const heads = new Map(
      (await seals.heads(batch.map(({ number }) => number))).map((head) => [head.number, head.hash]),
    );
    for (const { number, hash } of batch) {
      const here = heads.get(number);
      if (here !== hash) tell({ kind: here === undefined ? 'cut-off' : 'not-as-published', number });
    }
    batch = [];
  };
  for await (const checkpoint of checkpoints) {
    count += 1;
    batch.push(checkpoint);
    if (batch.length === compared) await compare();
  }
  if (batch.length > 0) await compare();
  return count;
}
