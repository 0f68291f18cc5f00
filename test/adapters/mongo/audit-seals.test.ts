import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditFault } from '../../../domain/audit/verification.js';
import type { Checkpoint } from '../../../domain/usecases/audit/verify-audit.js';
import { monday } from '../../support/builders.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { anEntry, auditFixture } from '../../support/setups/audit-fixture.js';

const database = migratedDatabase();
const rows = (name: string) => database.connection.collection<{ _id: string; [field: string]: unknown }>(name);
const entry = anEntry;
const opened = () => auditFixture(database);
type Outside = Parameters<ReturnType<typeof auditFixture>['verified']>[0];
const verified = (outside?: Outside) => opened().verified(outside);

const blockId = (number: number) => String(number).padStart(12, '0');

describe('When something is put on record', () => {
  it('then its commit wakes the sealer, waits unsealed, and is in a block after the last one then', async () => {
    const { seal, append, woken, seals, clock } = opened();
    await append(entry(1), entry(2));
    expect(woken.times).toBe(1);
    expect(await verified()).toMatchObject({ blocks: 0, entries: 0, unsealed: 2, faults: 0 });
    expect(await seals.waitsSince()).toBe(monday + 1);
    expect(await seal(100)).toMatchObject({ kind: 'sealed', block: { number: 1, sealedAt: clock.now() } });
    await append(entry(3));
    const second = await seal(100);
    expect(second).toMatchObject({ kind: 'sealed', block: { number: 2, leaves: [{ id: 'entry-003' }] } });
    expect(await seal(100)).toEqual({ kind: 'nothing' });
    expect(await seals.waitsSince()).toBeUndefined();
    expect(await verified()).toMatchObject({ blocks: 2, entries: 3, unsealed: 0, faults: 0 });
  });

  it('then a transaction that took long and commits under an earlier id is sealed all the same', async () => {
    const { seal, append, store } = opened();
    await store.transaction(async (tx) => {
      await tx.audit.append(entry(1));
      await append(entry(2));
      await seal(100);
    });
    await seal(100);
    expect(await verified()).toMatchObject({ blocks: 2, entries: 2, unsealed: 0, faults: 0 });
  });

  it('then many processes that seal at once make one chain, with every entry in it once', async () => {
    const { append } = opened();
    for (let number = 0; number < 40; number += 1) await append(entry(number));
    const processes = Array.from({ length: 4 }, () => opened().seal);
    await Promise.all(
      processes.map(async (seal) => {
        while ((await seal(5)).kind !== 'nothing');
      }),
    );
    const blocks = await rows('auditBlocks').find().toArray();
    const ids = blocks.flatMap(({ leaves }) => (leaves as { id: string }[]).map(({ id }) => id));
    expect(ids.sort()).toEqual(Array.from({ length: 40 }, (_, number) => entry(number).id));
    expect(await verified()).toMatchObject({ entries: 40, unsealed: 0, faults: 0 });
  });

  it('then what was on record before there were seals is sealed too', async () => {
    const { seal, append } = opened();
    await append(...Array.from({ length: 30 }, (_, number) => entry(number)));
    await rows('auditUnsealed').deleteMany({});
    await append(entry(99));
    while ((await seal(10)).kind !== 'nothing');
    expect(await verified()).toMatchObject({ entries: 31, unsealed: 0, faults: 0 });
  });

  it('then an entry that is gone before it could be sealed is missed for good', async () => {
    const { seal, append } = opened();
    await append(entry(1), entry(2));
    await rows('auditEvents').deleteOne({ _id: 'entry-001' });
    await seal(100);
    expect((await verified()).found).toEqual([{ kind: 'dropped', number: 1, id: 'entry-001' }]);
  });
});

describe('When a hand has been in the database', () => {
  const count = 12;
  let checkpoints: Checkpoint[] = [];
  /** Four blocks of three entries, and one entry that waits. */
  async function recorded() {
    for (const name of ['auditEvents', 'auditBlocks', 'auditUnsealed', 'auditCursors']) await rows(name).deleteMany({});
    const { seal, append, seals } = opened();
    for (let number = 0; number < count; number += 3) {
      await append(entry(number), entry(number + 1), entry(number + 2));
      await seal(3);
    }
    await append(entry(count));
    checkpoints = (await seals.heads([2, 4])).map(({ number, hash }) => ({ number, hash }));
  }
  beforeEach(recorded);
  const anEntry = fc.integer({ min: 0, max: count - 1 }).map((number) => String(entry(number).id));
  const aBlock = fc.integer({ min: 1, max: 4 });
  const blockOf = (id: string) => Math.floor(Number(id.slice(-3)) / 3) + 1;
  const leavesOf = async (number: number) =>
    ((await rows('auditBlocks').findOne({ _id: blockId(number) }))?.leaves ?? []) as { id: string; hash: string }[];
  const tampered = <T>(what: fc.Arbitrary<T>, hand: (one: T) => Promise<readonly AuditFault[]>) =>
    fc.assert(
      fc.asyncProperty(what, async (one) => {
        await recorded();
        const expected = await hand(one);
        const { found, faults } = await verified({ checkpoints });
        expect(found).toEqual(expect.arrayContaining([...expected]));
        expect(faults).toBe(found.length);
      }),
      { numRuns: 8 },
    );

  it('then nothing is said where it has changed nothing', async () => {
    expect(await verified({ checkpoints })).toMatchObject({ entries: count, unsealed: 1, checkpoints: 2, found: [] });
  });

  it('then an altered entry is named, whatever was altered in it', () => {
    const change = fc.oneof(
      fc
        .constantFrom(
          'resultReason',
          'activity',
          'via',
          'address',
          'roleKey',
          'after.until.end',
          'role.directoryScopeId',
          'new',
        )
        .map((field) => ({ $set: { [field]: 'another' } })),
      fc.constantFrom('subject', 'after', 'actor.principalId').map((field) => ({ $unset: { [field]: 1 } })),
      fc.constant({ $inc: { at: 1 } }),
    );
    return tampered(fc.tuple(anEntry, change), async ([id, update]) => {
      await rows('auditEvents').updateOne({ _id: id }, update as never);
      return [{ kind: 'altered', number: blockOf(id), id }];
    });
  });

  it('then a dropped entry is named', () =>
    tampered(anEntry, async (id) => {
      await rows('auditEvents').deleteOne({ _id: id });
      return [{ kind: 'dropped', number: blockOf(id), id }];
    }));

  it('then an inserted entry is named, also where another was dropped', () =>
    tampered(fc.tuple(anEntry, fc.boolean()), async ([id, alsoDrops]) => {
      if (alsoDrops) await rows('auditEvents').deleteOne({ _id: id });
      const { id: _, ...more } = entry(1);
      await rows('auditEvents').insertOne({ _id: `${id}-too`, ...more });
      return [{ kind: 'inserted', id: `${id}-too` }];
    }));

  it('then entries in another order, or of another block, are found', () =>
    tampered(fc.tuple(aBlock, fc.boolean()), async ([number, ofAnother]) => {
      const [first, second, third] = await leavesOf(number);
      const leaves = ofAnother ? [...(await leavesOf((number % 4) + 1))] : [second, first, third];
      await rows('auditBlocks').updateOne({ _id: blockId(number) }, { $set: { leaves } });
      return [{ kind: 'block-altered', number }];
    }));

  const hands: Record<string, (id: string, number: number) => Promise<AuditFault>> = {
    async drop(_id, number) {
      await rows('auditBlocks').deleteOne({ _id });
      return number === 4 ? { kind: 'cut-off', number } : { kind: 'blocks-missing', number, through: number };
    },
    async double(_id) {
      await rows('auditBlocks').insertOne({ ...(await rows('auditBlocks').findOne({ _id })), _id: `${_id}b` });
      return expect.objectContaining({ kind: 'blocks-missing' }) as AuditFault;
    },
    async time(_id, number) {
      await rows('auditBlocks').updateOne({ _id }, { $inc: { sealedAt: 1 } as never });
      return { kind: 'block-altered', number };
    },
    async hash(_id, number) {
      await rows('auditBlocks').updateOne({ _id }, { $set: { hash: 'f'.repeat(64) } });
      return { kind: 'block-altered', number };
    },
  };
  it('then a dropped, doubled or altered block is found', () =>
    tampered(fc.tuple(aBlock, fc.constantFrom(...Object.values(hands))), async ([number, hand]) => [
      await hand(blockId(number), number),
    ]));

  it('then a tail that was cut off with its blocks is missed by what was published outside, and one made anew too', () =>
    tampered(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), async ([kept, isMadeAnew]) => {
      const { seal, append } = opened();
      const gone = { $gt: blockId(kept) };
      await rows('auditBlocks').deleteMany({ _id: gone });
      await rows('auditUnsealed').deleteMany({});
      await rows('auditEvents').deleteMany({ _id: { $gte: String(entry(kept * 3).id) } });
      if (!isMadeAnew) return [{ kind: 'cut-off', number: 4 }];
      for (let number = kept; number < 4; number += 1) {
        await append(entry(100 + number, { resultReason: 'Nothing happened' }));
        await seal(3);
      }
      return [{ kind: 'not-as-published', number: 4 }];
    }));
});
