import { isDeepStrictEqual } from 'node:util';

/** The fields that differ. One that is undefined and one that is not there are the same to people. */
export const changedFields = <T extends object>(thing: T, existing: T): (keyof T)[] =>
  (Object.keys({ ...existing, ...thing }) as (keyof T)[]).filter(
    (name) => !isDeepStrictEqual(thing[name], existing[name]),
  );
