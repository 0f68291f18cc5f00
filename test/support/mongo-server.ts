import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import type { TestProject } from 'vitest/node';
import { resolveMongod } from '../../adapters/mongo/embedded/resolve-mongod.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the one replica set all tests share; `freshDatabaseUri()` gives each a database of its own. */
    mongoUri: string;
    /** Its address on the network. */
    mongoNetworkUri: string;
    /** The mongod this run uses. */
    mongodPath: string;
  }
}

/** Starts the replica set that the whole test run shares, and returns what stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // biome-ignore lint/style/noProcessEnv: a test run is an entry of its own, beside bot/main
  const { MONGOMS_SYSTEM_BINARY, PATH = '' } = process.env;
  const { path, version } = await resolveMongod({
    cacheFolder: resolve('.cache/mongod'),
    systemBinary: MONGOMS_SYSTEM_BINARY,
    env: { path: PATH },
    say: (line) => process.stdout.write(`${line}\n`),
  });
  const server = await MongoMemoryReplSet.create({
    binary: { systemBinary: path, version },
    replSet: {
      count: 1,
      storageEngine: 'wiredTiger',
      // Stories have a time of their own: what is still to last in theirs must not go by the server's.
      args: [
        ...['--quiet', '--wiredTigerCacheSizeGB', '0.5'],
        ...['--setParameter', 'ttlMonitorEnabled=false'],
        '--unixSocketPrefix',
        tmpdir(),
      ],
    },
  });
  const networkUri = server.getUri();
  project.provide('mongoNetworkUri', networkUri);
  project.provide('mongoUri', process.platform === 'win32' ? networkUri : socketUri(networkUri));
  project.provide('mongodPath', path);
  return async () => {
    await server.stop({ doCleanup: true, force: true });
  };
}

/** By the server's socket, which is a good deal quicker than the network of this machine. */
function socketUri(networkUri: string): string {
  const socket = join(tmpdir(), `mongodb-${new URL(networkUri).port}.sock`);
  return `mongodb://${encodeURIComponent(socket)}/?directConnection=true`;
}
