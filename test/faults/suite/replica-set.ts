import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { MongoInstance } from 'mongodb-memory-server-core';
import mongoose from 'mongoose';

export type ReplicaSet = Awaited<ReturnType<typeof startReplicaSet>>;

const name = 'latchkey-faults';
const members = 3;
/** A busy machine takes its time to start a mongod that was killed, in milliseconds. */
const startWithin = 60_000;

/** Starts three nodes of this mongod as one replica set, each on data of its own, which it keeps when it is killed. */
export async function startReplicaSet(mongod: { path: string; version: string }) {
  const folder = resolve('.build', `faults-${process.pid}`);
  const nodes = await Promise.all(Array.from({ length: members }, (_, index) => prepare(`${folder}/${index}`)));
  let isWhole = Promise.resolve();

  const launch = (node: Node): Promise<MongoInstance> => {
    const args = ['--quiet', '--wiredTigerCacheSizeGB', '0.25'];
    return MongoInstance.create({
      instance: {
        port: node.port,
        dbPath: node.dbPath,
        ip: '127.0.0.1',
        replSet: name,
        storageEngine: 'wiredTiger',
        args,
        launchTimeout: startWithin,
      },
      binary: { systemBinary: mongod.path, version: mongod.version },
    });
  };
  const running = await Promise.all(nodes.map(launch));
  const direct = await mongoose.createConnection(address(nodes[0]), { directConnection: true }).asPromise();
  await direct.db?.admin().command({
    replSetInitiate: {
      _id: name,
      members: nodes.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` })),
      settings: { electionTimeoutMillis: 2000 },
    },
  });
  await direct.close();
  await primaryAmong(nodes);

  return {
    /** The address of the database of this name. */
    uriOf: (database: string): string =>
      `mongodb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${database}?replicaSet=${name}`,
    /** Kills the primary at once, and starts it again after `down` milliseconds. Waits until it is gone. */
    async killPrimary(down: number): Promise<void> {
      await isWhole;
      const index = await primaryAmong(nodes);
      const victim = running[index];
      const node = nodes[index];
      if (!victim || !node) return;
      await kill(victim);
      isWhole = (async () => {
        await new Promise((wait) => setTimeout(wait, down));
        await victim.stop();
        running[index] = await launch(node);
      })();
    },
    /** Resolves when every node that was killed is back. */
    whole: () => isWhole,
    async stop(): Promise<void> {
      await isWhole.catch(() => undefined);
      // Nothing of it is kept, and the last of a replica set has been seen to hang when it is asked to go.
      await Promise.all(running.map(kill));
      await Promise.all(running.map((instance) => instance.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function kill({ mongodProcess }: MongoInstance): Promise<void> {
  if (!mongodProcess?.kill('SIGKILL')) return;
  await once(mongodProcess, 'exit');
}

type Node = { port: number; dbPath: string };

const address = (node: Node | undefined) => `mongodb://127.0.0.1:${node?.port}/admin`;

async function prepare(dbPath: string): Promise<Node> {
  await mkdir(dbPath, { recursive: true });
  return { port: await freePort(), dbPath };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const found = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (typeof found !== 'object' || !found) throw new Error('no port is free');
  return found.port;
}

/** Which of the nodes says that it is the primary; waits for an election. Throws where there is none in time. */
async function primaryAmong(nodes: readonly Node[]): Promise<number> {
  for (const end = performance.now() + startWithin; performance.now() < end; ) {
    const said = await Promise.all(nodes.map(isPrimary));
    const index = said.indexOf(true);
    if (index >= 0) return index;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error('the replica set has no primary');
}

async function isPrimary(node: Node): Promise<boolean> {
  const connection = mongoose.createConnection(address(node), {
    directConnection: true,
    serverSelectionTimeoutMS: 500,
  });
  try {
    await connection.asPromise();
    const hello = await connection.db?.admin().command({ hello: 1 });
    return hello?.isWritablePrimary === true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
