import type { Block, StoredEntry } from '../../domain/audit/chain.js';
import type { AuditCursors, AuditPosition, ClaimedCursor } from '../../domain/ports/audit-cursors.js';
import type { AuditSeals } from '../../domain/ports/audit-seals.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, type Instant, minutes, seconds } from '../../domain/time.js';
import { nextAttemptAt } from '../outbox/backoff.js';
import { type Wakeable, wakeable } from '../outbox/wakeable.js';

/** Some entries of a block, as they were sealed, and where the block stands. The same batch always has the same id. */
export type AuditBatch = {
  id: string;
  block: Omit<Block, 'leaves'> & { count: number };
  /** Which part of the block it is, from 1, and of how many. */
  part: number;
  parts: number;
  entries: readonly { hash: string; entry: StoredEntry }[];
};

/** Somewhere outside that is sent everything that is sealed. Throws where it was not taken. */
export type AuditTarget = { name: string; send(batch: AuditBatch): Promise<void>; close(): void };

export type AuditForwarderDeps = {
  target: AuditTarget;
  seals: Pick<AuditSeals, 'blocks' | 'entries'>;
  cursors: AuditCursors;
  /** It has failed since then, for a while already; undefined: it is over. Told again after a crash: once must be enough. */
  tell(failingSince: Instant, isOver: boolean): Promise<void>;
  clock: Clock;
  log: Log;
  random(): number;
};

/** Entries in one batch. */
const together = 100;
const lease = minutes(1);
/** Blocks that another process has sealed are looked for so often. */
const poll = seconds(10);
/** Administrators hear of what has failed for longer than this. */
const forwardAlarmAfter = minutes(2);

/** What follows the chain for a target. All processes share the cursor of that. */
export const forwardCursor = ({ name }: Pick<AuditTarget, 'name'>): string => `forward-${name}`;

/**
 * Sends every sealed entry to a target, in the order of the chain. Where it was not taken, the same batch is tried
 * again without end, less and less often, and nothing after it is sent before it. What was sent and not noted, because
 * the process died, is sent once more under the same id.
 */
export function auditForwarder(deps: AuditForwarderDeps): Wakeable {
  const { target, cursors, clock, log } = deps;
  const name = forwardCursor(target);
  const inner = wakeable({
    name: 'audit-forwarder',
    async run() {
      const cursor = await cursors.claim(name, clock.now(), lease);
      if (!cursor) return undefined;
      try {
        await sendAll(deps, name, cursor);
        await cursors.release(name, cursor.lease, clock.now());
        return undefined;
      } catch (fault) {
        const now = clock.now();
        const again = nextAttemptAt(fault, cursor.attempts, now, deps.random());
        log.warn('audit.not-forwarded', { target: target.name, attempts: cursor.attempts, err: fault });
        await cursors.failed(name, cursor.lease, String(fault), now, again);
        const since = cursor.failingSince;
        if (since !== undefined && now >= after(since, forwardAlarmAfter)) await deps.tell(since, false);
        return again;
      }
    },
    clock,
    log,
    safetyPoll: poll,
  });
  return {
    ...inner,
    async stop() {
      await inner.stop();
      target.close();
    },
  };
}

async function sendAll(deps: AuditForwarderDeps, name: string, cursor: ClaimedCursor): Promise<void> {
  const { target, seals, cursors, clock } = deps;
  let { failingSince } = cursor;
  for await (const batch of batchesAfter(seals, cursor)) {
    await target.send(batch);
    const { number } = batch.block;
    const to = batch.part === batch.parts ? { number, part: 0 } : { number: number - 1, part: batch.part };
    if (!(await cursors.move(name, cursor.lease, to, after(clock.now(), lease)))) return;
    if (failingSince !== undefined) await ended(deps, failingSince);
    failingSince = undefined;
  }
}

async function* batchesAfter(
  seals: AuditForwarderDeps['seals'],
  { number, part }: AuditPosition,
): AsyncGenerator<AuditBatch> {
  for await (const block of seals.blocks(number)) {
    const batches = await batchesOf(seals, block);
    // Of the first block some may have been taken before.
    yield* block.number === number + 1 ? batches.slice(part) : batches;
  }
}

/** Whoever was told that it fails is told that it does not any more. */
const ended = async ({ tell, clock }: AuditForwarderDeps, since: Instant) => {
  if (clock.now() >= after(since, forwardAlarmAfter)) await tell(since, true);
};

async function batchesOf(seals: Pick<AuditSeals, 'entries'>, { leaves, ...head }: Block): Promise<AuditBatch[]> {
  const stored = await seals.entries(leaves.map(({ id }) => id));
  const known = new Map(stored.map((entry) => [entry._id, entry]));
  const parts = Math.max(1, Math.ceil(leaves.length / together));
  return Array.from({ length: parts }, (_, index) => ({
    id: `latchkey-audit-${head.number}-${index + 1}`,
    block: { ...head, count: leaves.length },
    part: index + 1,
    parts,
    entries: leaves.slice(index * together, (index + 1) * together).flatMap(({ id, hash }) => {
      const entry = known.get(id);
      return entry ? [{ hash, entry }] : [];
    }),
  }));
}
