import { createServer, type Server, type Socket } from 'node:net';
import { mongo } from 'mongoose';
import { describe, expect, inject, it, type TestContext } from 'vitest';
import { unfitness } from '../../adapters/mongo/connection/why-unusable.js';
import { compose } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { startGuardedReplicaSet, startLoneMongod } from '../support/lone-mongod.js';
import { freshDatabaseUri, overTheNetwork } from '../support/parts/database.js';

const password = 'hunter2-secret';
/** What is called when a story is over. */
type CleanUps = Pick<TestContext, 'onTestFinished'>;

/** What an operator reads who starts Latchkey on this database. */
async function told(uri: string): Promise<string> {
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const message = await compose(config, { say: () => undefined, path: '' }).then(
    async (product) => {
      await product.stop();
      return 'it starts';
    },
    (fault: Error) => fault.message,
  );
  expect(message).not.toContain(password);
  return message;
}

async function lone({ onTestFinished }: CleanUps, options: Parameters<typeof startLoneMongod>[0]) {
  const server = await startLoneMongod(options);
  onTestFinished(async () => void (await server.stop()));
  return server;
}

async function as<T>(uri: string, work: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function aListener({ onTestFinished }: CleanUps, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe.concurrent('When MongoDB is no replica set', () => {
  it('then a standalone one is recognised before anything is written, and the operator reads what to run', async (story) => {
    const { uri, host } = await lone(story, {});
    const [text, named, direct] = await Promise.all(
      ['', '?replicaSet=rs0', '?directConnection=true'].map((options) => told(`${uri}${options}`)),
    );
    expect(text).toContain(`MONGODB_URI: ${host} is a standalone MongoDB, which has no transactions.`);
    expect(text).toContain('--replSet rs0');
    expect(named).toContain('is a standalone MongoDB');
    expect(direct).toContain('is a standalone MongoDB');
    const names = await as(uri, (client) => client.db().listCollections().toArray());
    expect(names).toEqual([]);
  });

  it('then one that is not initiated yet is told from it', async (story) => {
    const { uri, host } = await lone(story, { replSet: 'rs0' });
    expect(await told(uri)).toContain(`MONGODB_URI: the replica set of ${host} is not initiated. Run rs.initiate()`);
  });

  it('then one of another name is told by its name', async () => {
    const uri = overTheNetwork(freshDatabaseUri());
    uri.search = '?replicaSet=another';
    expect(await told(uri.href)).toMatch(
      /MONGODB_URI: .* belongs to the replica set (\w+), not another\. Write replicaSet=\1\./,
    );
  });
});

describe.concurrent('When MongoDB cannot be reached', () => {
  it('then a host that is not there, a port that is shut, and silence each are told', async (story) => {
    const silent = await aListener(story, createServer());
    const [nowhere, shut, quiet] = await Promise.all([
      told(`mongodb://root:${password}@nowhere.invalid/latchkey`),
      told(`mongodb://root:${password}@127.0.0.1:9/latchkey`),
      told(`mongodb://${silent}/latchkey`),
    ]);
    expect(nowhere).toMatch(/MONGODB_URI: nowhere\.invalid(:27017)? is not found: no such name in DNS\./);
    expect(shut).toContain('MONGODB_URI: 127.0.0.1:9 refuses the connection. Check the host and port');
    expect(quiet).toContain(`MONGODB_URI: ${silent} does not answer`);
  });

  it('then TLS on one side alone is told', async (story) => {
    const uri = overTheNetwork(freshDatabaseUri());
    const hangsUp = await aListener(
      story,
      createServer((socket) => socket.destroy()),
    );
    const [ours, theirs] = await Promise.all([
      told(`mongodb://${uri.host}/latchkey?tls=true`),
      told(`mongodb://${hangsUp}/latchkey`),
    ]);
    expect(ours).toContain('does not speak TLS. Remove tls=true');
    expect(theirs).toContain('closes the connection. If it asks for TLS, add tls=true');
  });

  it.each([
    `mongodb://root:${password}`,
    'mongodb://',
    `mongodb://root:p@ss:${password}@host/x`,
    'mongodb://host:port/x',
  ])('then an address that is none is told, with how to write it: %s', async (uri) => {
    expect(await told(uri)).toContain('MONGODB_URI: is no connection string. Write mongodb://user:password@host');
  });
});

describe.concurrent('When MongoDB asks who connects', () => {
  it('then a wrong password, no user, and a user without the right each are told', async ({ onTestFinished }) => {
    const { host, stop } = await startGuardedReplicaSet(password);
    onTestFinished(async () => void (await stop()));
    const by = (user: string) => `mongodb://${user}${host}/latchkey?replicaSet=rs0&authSource=admin`;
    expect(await told(by(`root:${password}x@`))).toContain(
      'MONGODB_URI: the database refuses the user or the password',
    );
    expect(await told(by(''))).toContain('MONGODB_URI: names no user, and the database asks for one');
    expect(await told(by(`reader:${password}@`))).toContain(
      'MONGODB_URI: its user may not use the database “latchkey”. Grant that user the role readWrite there.',
    );
  });
});

it('When MongoDB is too old, then that is told, whatever else it is', () => {
  expect(unfitness({ maxWireVersion: 13, setName: 'rs0' }, 'db:27017')).toBe(
    'db:27017 runs a MongoDB before 6.0. Use MongoDB 6.0 or later.',
  );
  expect(unfitness({ maxWireVersion: 17, setName: 'rs0' }, 'db')).toBeUndefined();
  expect(unfitness({ maxWireVersion: 21, msg: 'isdbgrid' }, 'mongos')).toBeUndefined();
});

it('When MongoDB is as it should be, then it starts', async () => {
  expect(await told(new URL(inject('mongoNetworkUri')).href.replace('/?', '/lone-start?'))).toBe('it starts');
});
