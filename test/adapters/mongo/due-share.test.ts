import { describe, expect, it } from 'vitest';
import { dueShare } from '../../../adapters/mongo/store/due-share.js';

const digits = [...'0123456789abcdef'];
/** What is due: ids that end in every digit, and one that ends in none. */
const due = [...digits.map((digit) => ({ _id: `id-${digit}` })), { _id: 'id-z' }];

/** Takes from what is due, and says how many times it looked. */
function looking(share: ReturnType<typeof dueShare>, from = due) {
  let looks = 0;
  const take = (limit: number) =>
    share.take(async ({ _id }) => {
      looks += 1;
      return from.filter((row) => _id === undefined || _id.test(row._id)).slice(0, limit);
    }, limit);
  return { take, looks: () => looks };
}

/** A share after so many conflicts, drawn by this number in [0, 1). */
function narrowed(conflicts: number, random: number) {
  const share = dueShare(() => random);
  for (let conflict = 0; conflict < conflicts; conflict += 1) share.narrow();
  return share;
}

describe('When nobody else is at the same work', () => {
  it('then all that is due is taken, up to the limit', async () => {
    const { take } = looking(dueShare(() => 0.9));
    expect(await take(100)).toEqual(due);
    expect(await take(3)).toEqual(due.slice(0, 3));
  });
});

describe('When another process had the same in hand', () => {
  it.each([1, 2, 5])(
    'then after %i conflicts the shares of all draws are everything, and no two meet',
    async (conflicts) => {
      const parts = conflicts === 1 ? 4 : 16;
      const shares = Array.from({ length: parts }, (_, part) => looking(narrowed(conflicts, part / parts)).take(100));
      const taken = (await Promise.all(shares)).flat().map(({ _id }) => _id);
      expect(taken.toSorted()).toEqual(due.map(({ _id }) => _id).toSorted());
    },
  );

  it('then a share that holds enough is kept', async () => {
    const { take, looks } = looking(narrowed(1, 0.3));
    const first = await take(2);
    expect(first).toHaveLength(2);
    expect(await take(2)).toEqual(first);
    expect(looks()).toBe(2);
  });

  it('then one that runs out is taken as it is, and a wider one follows until it is everything again', async () => {
    const { take } = looking(narrowed(2, 0.3));
    const lengths = [];
    for (let round = 0; round < 4; round += 1) lengths.push((await take(100)).length);
    expect(lengths).toEqual([1, 4, 17, 17]);
  });

  it('then one that holds nothing does not hide what is due elsewhere', async () => {
    const { take } = looking(narrowed(2, 0.3), [{ _id: 'id-z' }]);
    expect(await take(100)).toEqual([{ _id: 'id-z' }]);
    const nothing = looking(narrowed(2, 0.3), []);
    expect(await nothing.take(100)).toEqual([]);
    expect(nothing.looks()).toBe(3);
  });
});
