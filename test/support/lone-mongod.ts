import { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core';
import { inject } from 'vitest';

export type LoneMongod = { host: string; uri: string; stop(): Promise<unknown> };

/** Starts a mongod that is no replica set: standalone, or of a set that is not initiated yet. */
export async function startLoneMongod({ replSet }: { replSet?: string }): Promise<LoneMongod> {
  const server = await MongoMemoryServer.create({
    binary: { systemBinary: inject('mongodPath'), version: '6.0.5' },
    instance: { storageEngine: 'wiredTiger', args: ['--quiet'], ...(replSet && { replSet }) },
  });
  const host = new URL(server.getUri()).host;
  const uri = `mongodb://${host}/latchkey`;
  return { host, uri, stop: () => server.stop({ doCleanup: true, force: true }) };
}

/** Starts a replica set that asks who connects: `root`, and `reader`, who may change nothing, both with this password. */
export async function startGuardedReplicaSet(password: string): Promise<Omit<LoneMongod, 'uri'>> {
  const server = await MongoMemoryReplSet.create({
    binary: { systemBinary: inject('mongodPath'), version: '6.0.5' },
    replSet: {
      name: 'rs0',
      count: 1,
      storageEngine: 'wiredTiger',
      args: ['--quiet'],
      auth: {
        enable: true,
        customRootName: 'root',
        customRootPwd: password,
        extraUsers: [
          { createUser: 'reader', pwd: password, database: 'admin', roles: [{ role: 'read', db: 'latchkey' }] },
        ],
      },
    },
  });
  return { host: new URL(server.getUri()).host, stop: () => server.stop({ doCleanup: true, force: true }) };
}
