const MAXIMUM_LETTERS = 40;

/**
 * The command a mistyped one most likely is: the first it is the beginning of (two letters or more), else the one with
 * the fewest slips of the finger between them (a letter wrong, missing, too many, or two swapped), a third of its
 * letters at most. Takes any text and the names in order of preference, which decides between equals; undefined when
 * none is near.
 */
export function nearestCommand(word: string, names: readonly string[]): string | undefined {
  const asked = word.trim().toLowerCase();
  if (asked.length < 2 || asked.length > MAXIMUM_LETTERS) return undefined;
  const begun = names.find((name) => name.toLowerCase().startsWith(asked));
  if (begun !== undefined) return begun;
  let nearest: { name: string; slips: number } | undefined;
  for (const name of names) {
    const slips = slipsBetween(asked, name.toLowerCase());
    const isNear = slips <= Math.max(1, Math.floor(Math.max(asked.length, name.length) / 3));
    if (isNear && (nearest === undefined || slips < nearest.slips)) nearest = { name, slips };
  }
  return nearest?.name;
}

/** The optimal string alignment distance: Levenshtein's, with a swap of neighbours counted once. */
function slipsBetween(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const slips = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const wrong = from[row - 1] === to[column - 1] ? 0 : 1;
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          slips(row - 1, column - 1) + wrong,
          slips(row - 1, column) + 1,
          slips(row, column - 1) + 1,
          isSwap ? slips(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return slips(from.length, to.length);
}
