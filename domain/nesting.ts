/** So deep may a body from outside nest: nothing that people or platforms send comes near it. */
export const deepestBody = 20;

/**
 * True where `value`, as JSON gives it, nests deeper than `limit`. It goes level by level instead of by recursion, which a
 * deep enough body could exhaust.
 */
export function nestsDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
