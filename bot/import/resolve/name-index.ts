import type { FaultLog, Path } from '../import-fault.js';

/** Finds things by any of their names, without regard to case. */
export type NameIndex<T> = {
  add(thing: T, ...names: (string | undefined)[]): void;
  /** The one thing of this name. Reports, under `path`, a name that nothing or more than one thing has. */
  find(name: string, path: Path): T | undefined;
};

/**
 * Makes an index of things that `what` calls in the plural ("people, groups and service principals"). Two things with
 * the same `idOf` are one. `fix` is what helps against a name that nothing has. Names in `broken` belong to entries
 * reported already: they find nothing and report nothing.
 */
export function nameIndex<T>(
  what: string,
  idOf: (thing: T) => string,
  broken: ReadonlySet<string>,
  faults: FaultLog,
  fix = 'correct its spelling, or add it to the file',
): NameIndex<T> {
  const byName = new Map<string, Map<string, T>>();
  return {
    add(thing, ...names) {
      for (const name of names) {
        if (name === undefined) continue;
        const key = keyOf(name);
        byName.set(key, (byName.get(key) ?? new Map<string, T>()).set(idOf(thing).toLowerCase(), thing));
      }
    },
    find(name, path) {
      const [found, another] = byName.get(keyOf(name))?.values() ?? [];
      if (another !== undefined) {
        faults.add(path, `“${name}” names more than one of the ${what}; write the id of the one meant`);
        return undefined;
      }
      if (found === undefined && !broken.has(keyOf(name))) {
        faults.add(path, `“${name}” is none of the ${what}; ${fix}`);
      }
      return found;
    },
  };
}

const keyOf = (name: string) => name.trim().toLowerCase();
