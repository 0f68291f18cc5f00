import { lookOf } from './look-alike.js';

/** The groups of principals, of two and more, whose names are the same or look the same; in the order of their looks. */
export function twinsAmong<P extends { displayName: string }>(all: readonly P[]): P[][] {
  const byLook = new Map<string, P[]>();
  for (const each of all) byLook.set(lookOf(each.displayName), [...(byLook.get(lookOf(each.displayName)) ?? []), each]);
  return [...byLook.entries()]
    .filter(([, bearers]) => bearers.length > 1)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([, bearers]) => bearers);
}
