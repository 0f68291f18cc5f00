import { activity } from '../../audit/activity.js';
import type { BlockHead } from '../../audit/chain.js';
import type { Retirement } from '../../audit/verification.js';
import { correlationId, eventId } from '../../ids.js';
import type { AuditCursors, ClaimedCursor } from '../../ports/audit-cursors.js';
import type { AuditSeals } from '../../ports/audit-seals.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { after, type Duration, type Instant, minutes, seconds } from '../../time.js';

export type RetireAuditDeps = {
  seals: Pick<AuditSeals, 'heads' | 'blocks' | 'waitsSince'>;
  cursors: AuditCursors;
  /** Takes these entries out of the audit log. */
  remove(ids: readonly string[]): Promise<void>;
  store: Pick<Store, 'transaction'>;
  clock: Clock;
  ids: Ids;
  /** How long entries are kept. */
  retention: Duration;
  /** The last block that may go: nothing is taken away that still has to be sent somewhere. */
  mayGoThrough(): Promise<number>;
};

/**
 * The cursor of retirement: `number` is the last block whose entries are gone, `part` the last whose retirement is in
 * the audit log.
 */
export const retirementCursor = 'retention';

const pace = minutes(1);
/** Blocks that are looked at, or whose entries are taken away, in one go. */
const together = 200;
/** What was logged a pace ago and is not sealed yet waits for longer than this. */
const sealedWithin = seconds(30);

/**
 * Takes entries out of the audit log that were sealed longer ago than the policy keeps them, block by block from the
 * first; the blocks stay. That they are retired is logged first, and nothing is taken away before that is sealed
 * itself, so that the audit log says of every gap in it whose doing it was. Does one step, unless somebody has a moment
 * ago.
 */
export const retireAudit = (deps: RetireAuditDeps) => async (): Promise<void> => {
  const { cursors, clock } = deps;
  const now = clock.now();
  const cursor = await cursors.claim(retirementCursor, now, pace);
  if (!cursor) return;
  const through = cursor.part > cursor.number ? await takeAway(deps, cursor) : await announce(deps, cursor, now);
  const to =
    cursor.part > cursor.number ? { number: through, part: cursor.part } : { number: cursor.number, part: through };
  await cursors.move(retirementCursor, cursor.lease, to, after(clock.now(), pace));
};

/** Logs up to which block entries are retired, and returns its number. */
async function announce(deps: RetireAuditDeps, { part }: ClaimedCursor, now: Instant): Promise<number> {
  const { seals, store, ids, retention, mayGoThrough } = deps;
  const numbers = Array.from({ length: together }, (_, index) => part + 1 + index);
  const [found, most] = [await seals.heads(numbers), await mayGoThrough()];
  const heads = found.sort((one, other) => one.number - other.number);
  const last = heads.filter((head) => isOver(head, retention, now) && head.number <= most).at(-1);
  if (!last) return part;
  const retirement: Retirement = { through: last.number, retention };
  await store.transaction((tx) =>
    tx.audit.append({
      id: eventId(ids.next()),
      at: now,
      activity: activity.auditRetired,
      category: 'PolicyManagement',
      result: 'success',
      resultReason: '',
      actor: { kind: 'latchkey' },
      after: { ...retirement, hash: last.hash, sealedAt: last.sealedAt },
      via: 'system',
      correlationId: correlationId(ids.next()),
    }),
  );
  return last.number;
}

const isOver = ({ sealedAt }: BlockHead, retention: Duration, now: Instant) => after(sealedAt, retention) <= now;

/** Takes away the entries of the next blocks that are retired, and returns the number of the last whose are gone. */
async function takeAway(deps: RetireAuditDeps, { number, part }: ClaimedCursor): Promise<number> {
  const { seals, remove, clock } = deps;
  const waitsSince = await seals.waitsSince();
  if (waitsSince !== undefined && after(waitsSince, sealedWithin) < clock.now()) return number;
  let gone = number;
  for await (const block of seals.blocks(number)) {
    if (block.number > part || block.number > number + together) break;
    await remove(block.leaves.map(({ id }) => id));
    gone = block.number;
  }
  return gone;
}
