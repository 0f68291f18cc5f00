import { randomInt } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DataFolder,
  type Endpoint,
  openDataFolder,
  readEndpoint,
  readyForMongod,
  setLogAside,
  writeEndpoint,
} from './data-folder.js';
import { holdDataFolder } from './hold-data-folder.js';
import type { Mongod } from './inspect-mongod.js';
import { prepareReplicaSet, uriOf } from './prepare-replica-set.js';
import { waitUntil } from './process-facts.js';
import { type ResolveOptions, resolveMongod } from './resolve-mongod.js';
import { type Ending, endOrphan, exitCode, type RunningMongod, spawnMongod } from './spawn-mongod.js';
import { superviseMongod } from './supervise-mongod.js';

export type EmbeddedMongoOptions = ResolveOptions & {
  /** The folder the database lives in, e.g. `.data`. One process at a time may use it. */
  dataFolder: string;
};

/**
 * `uri` carries the credentials: it is a secret. `noteKind` writes beside the database whether it is the demo's or real,
 * for a reset, which does not open it. `stop` ends the database cleanly and gives the folder back.
 */
export type EmbeddedMongo = { uri: string; noteKind: (kind: string) => Promise<void>; stop: () => Promise<void> };

const inUseDeadline = 15_000;

/**
 * Starts the embedded database (design.md §7): a mongod found or fetched for this machine, as a replica set of one on a
 * loopback port, with authentication, supervised until `stop`. What it acknowledged survives any crash.
 * `signal` ends the start, not the database. Throws, in words for people, when no mongod can be had, when another
 * process uses the folder, and when the data cannot be opened.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const folder = await openDataFolder(options.dataFolder);
  const giveBack = await holdDataFolder(folder.lock);
  try {
    const mongod = await resolveMongod(options);
    await endOrphan(folder, options.say);
    const { uri, stop } = await startOn(folder, mongod, options);
    return { uri, noteKind: (kind) => writeFile(folder.kind, kind), stop: () => stop().finally(giveBack) };
  } catch (fault) {
    await giveBack();
    throw fault;
  }
}

async function startOn(
  folder: DataFolder,
  mongod: Mongod,
  options: EmbeddedMongoOptions,
): Promise<Omit<EmbeddedMongo, 'noteKind'>> {
  const { say, signal } = options;
  const { isNew, password } = await readyForMongod(folder);
  const last = await readEndpoint(folder);
  await setLogAside(folder);
  const { running, port } = await launch(folder, mongod, last, signal);
  if (last && last.port !== port) say(`Database: port ${last.port} is taken, moving to ${port}`);
  const stop = superviseMongod(running, () => spawnMongod(mongod.path, folder, port), folder, say);
  try {
    await prepareReplicaSet(port, password, isNew);
    signal?.throwIfAborted();
    await writeEndpoint(folder, { port, version: mongod.version });
    await rm(folder.preparing, { force: true });
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { uri: uriOf(port, password), stop };
}

/** A port may be taken between looking and starting, and a mongod may still be ending: both are tried again. */
async function launch(
  folder: DataFolder,
  mongod: Mongod,
  last: Endpoint | undefined,
  signal: AbortSignal | undefined,
): Promise<{ running: RunningMongod; port: number }> {
  const giveUpAt = performance.now() + inUseDeadline;
  for (;;) {
    signal?.throwIfAborted();
    const port = await freePort(last?.port);
    const result = await spawnMongod(mongod.path, folder, port);
    if ('child' in result) return { running: result, port };
    const mayPass = result.code === exitCode.portTaken || result.code === exitCode.dataInUse;
    if (!mayPass || performance.now() > giveUpAt) throw new Error(await whyItEnded(result, folder, mongod, last));
    await delay(200);
  }
}

/** The preferred port of the loopback address when it is or soon becomes free, or any other. */
async function freePort(preferred: number | undefined): Promise<number> {
  // A mongod that has just ended is still letting go of its port for a moment.
  if (preferred && (await waitUntil(async () => (await listenOnce(preferred)) !== undefined, 500))) return preferred;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the ports that systems hand to outgoing connections, so that it is likely to be free next time too.
    const port = await listenOnce(randomInt(20_000, 32_000));
    if (port !== undefined) return port;
  }
  throw new Error('No port of the loopback address 127.0.0.1 is free for the database');
}

const listenOnce = (port: number) =>
  new Promise<number | undefined>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });

async function whyItEnded(
  { code, signal }: Ending,
  folder: DataFolder,
  { version, path }: Mongod,
  last: Endpoint | undefined,
): Promise<string> {
  if (code === exitCode.dataInUse)
    return `Another mongod is using ${folder.db} and does not end; it may run in another container. Stop it and start again.`;
  if (code === exitCode.dataOfOtherRelease)
    return (
      `MongoDB ${version} (${path}) cannot open the data in ${folder.db}, which MongoDB ${last?.version ?? 'of another release'} wrote. ` +
      'Set MONGOMS_SYSTEM_BINARY to a mongod of that release, or run `npm run reset` to start with an empty database.'
    );
  const log = await readFile(folder.log, 'utf8').catch(() => '');
  const lastLine = log.trimEnd().split('\n').at(-1) ?? '';
  return `mongod ended at its start (${signal ?? `code ${code}`}); its last words in ${folder.log} are: ${lastLine.slice(0, 500)}`;
}
