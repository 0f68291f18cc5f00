import type { Mongod } from './inspect-mongod.js';

/** Tells whoever started Latchkey one line. */
export type Say = (line: string) => void;

/** What a step is given: where fetched binaries are kept, the value of PATH, and whom to tell. */
export type Search = { cacheFolder: string; path: string; say: Say; signal: AbortSignal };

/** One way to come by a mongod. `find` throws, saying why, when that way is closed. */
export type Step = { name: string; find: (search: Search) => Promise<Mongod> };
