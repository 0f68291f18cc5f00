/** Numbers that look like chance and come again with the same seed (mulberry32). */
export function seeded(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + next() * (most - least);
  const among = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(next() * choices.length)] ?? choices[0];
  return {
    between,
    among,
    /** A number from `least` to below `most`, without a fraction. */
    whole: (least: number, most: number): number => Math.floor(between(least, most)),
    chance: (share: number): boolean => next() < share,
    shuffled: <T>(list: readonly T[]): T[] =>
      list
        .map((each) => ({ each, rank: next() }))
        .sort((one, other) => one.rank - other.rank)
        .map(({ each }) => each),
  };
}

export type Chance = ReturnType<typeof seeded>;
