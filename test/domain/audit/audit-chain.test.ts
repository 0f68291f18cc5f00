import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.js';
import { differencesOf } from '../../../cards/words/difference.js';
import { blockHash, canonical, genesis, leafOf, sealBlock } from '../../../domain/audit/chain.js';
import { monday } from '../../support/builders.js';

/** The same value with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, turned(part)]),
  );
}

const anEntry = fc.record({ _id: fc.string({ minLength: 1 }), after: fc.jsonValue(), role: fc.jsonValue() });

describe('When entries are sealed', () => {
  it('then how the database puts their fields makes no difference, and what is in them does, however deep', () => {
    fc.assert(
      fc.property(anEntry, anEntry, (one, other) => {
        const isSame = canonical(JSON.parse(JSON.stringify(one))) === canonical(JSON.parse(JSON.stringify(other)));
        expect(leafOf(sha256, turned(one) as typeof one)).toEqual(leafOf(sha256, one));
        expect(leafOf(sha256, one).hash === leafOf(sha256, other).hash).toBe(isSame);
        expect(JSON.parse(canonical(one))).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
    const deep = (end: number) => ({ _id: 'x', after: { until: [{ end }], nothing: undefined } });
    expect(leafOf(sha256, deep(5)).hash).not.toBe(leafOf(sha256, deep(6)).hash);
    expect(canonical(deep(5))).toBe('{"_id":"x","after":{"until":[{"end":5}]}}');
  });

  it('then names that read the same side by side are still told apart, whichever comes first', () => {
    expect(canonical({ 'first,second': 1, third: 2 })).toBe('{"first,second":1,"third":2}');
    expect(canonical({ first: 1, 'second,third': 2 })).toBe('{"first":1,"second,third":2}');
    expect(canonical({ third: 2, 'first,second': 1 })).toBe('{"first,second":1,"third":2}');
  });

  it('then everything that a block says goes into its hash', () => {
    const block = sealBlock(
      sha256,
      genesis,
      [
        { id: 'a', hash: '1' },
        { id: 'b', hash: '2' },
      ],
      monday,
    );
    const others = [
      { ...block, number: 2 },
      { ...block, previous: 'f' },
      { ...block, sealedAt: (monday + 1) as typeof monday },
      { ...block, leaves: [...block.leaves].reverse() },
      { ...block, leaves: block.leaves.slice(1) },
      { ...block, leaves: [{ id: 'a:1,1:b', hash: '2' }] },
    ];
    expect(blockHash(sha256, block)).toBe(block.hash);
    expect(new Set([block, ...others].map((each) => blockHash(sha256, each))).size).toBe(others.length + 1);
  });
});

it('When two values are compared, then only the parts that differ are told, by their paths', () => {
  const before = { status: 'Granted', times: { from: 1, to: 2 }, who: ['a'], gone: null };
  const after = { status: 'Granted', times: { from: 1, to: 3 }, who: ['a', 'b'] };
  expect(differencesOf(before, after)).toEqual([
    { path: 'times.to', before: '2', after: '3' },
    { path: 'who', before: '["a"]', after: '["a","b"]' },
    { path: 'gone', before: 'null', after: undefined },
  ]);
  expect(differencesOf(undefined, { outcome: 'approved' })).toEqual([
    { path: 'outcome', before: undefined, after: 'approved' },
  ]);
});
