import { mongo } from 'mongoose';
import { waitUntil } from './process-facts.js';
import { replicaSetName } from './spawn-mongod.js';

const userName = 'latchkey';
const databaseName = 'latchkey';
const primaryWithin = 20_000;
/** mongod first asks whoever has the old port now whether it is itself, for half a minute if that one stays silent. */
const movedWithin = 60_000;
const authenticationFailed = 18;
const notYetInitialized = 94;

type SetConfig = { _id: string; version: number; members: { host: string }[] };

/** The address the product connects with: the one member, the set's name, and who it is. */
export const uriOf = (port: number, password: string) =>
  `mongodb://${userName}:${password}@127.0.0.1:${port}/${databaseName}?replicaSet=${replicaSetName}&authSource=admin`;

/**
 * Makes the mongod on `port` the primary of its one-member replica set: set up with its one user when `isNew`, told its
 * new address when the port is another than last time. Throws when the password is not the database's.
 */
export async function prepareReplicaSet(port: number, password: string, isNew: boolean): Promise<void> {
  const host = `127.0.0.1:${port}`;
  if (isNew) await withClient(host, undefined, (client) => initiate(client.db('admin'), host, password));
  await withClient(host, password, async (client) => {
    await moveTo(client, host);
    await becomePrimary(client.db('admin'));
  });
}

/** mongod lets the first user be made from this machine by anyone, and nothing after that by nobody. */
async function initiate(admin: mongo.Db, host: string, password: string): Promise<void> {
  await admin.command({ replSetInitiate: { _id: replicaSetName, members: [{ _id: 0, host }] } });
  await becomePrimary(admin);
  await admin.command({ createUser: userName, pwd: password, roles: ['root'] });
}

/**
 * A set whose only member is found at another port has no valid configuration: what it was is read from the database,
 * since the command that tells it refuses, and the new one is forced, once the old one has been looked at.
 */
async function moveTo(client: mongo.MongoClient, host: string): Promise<void> {
  const config = await client.db('local').collection<SetConfig>('system.replset').findOne({ _id: replicaSetName });
  const [member] = config?.members ?? [];
  if (!config || !member || member.host === host) return;
  const replSetReconfig = { ...config, version: config.version + 1, members: [{ ...member, host }] };
  const isMoved = () =>
    client
      .db('admin')
      .command({ replSetReconfig, force: true })
      .then(() => true)
      .catch((fault: unknown) => {
        if (hasCode(fault, notYetInitialized)) return false;
        throw fault;
      });
  await waitUntil(isMoved, movedWithin);
}

async function becomePrimary(admin: mongo.Db): Promise<void> {
  const isPrimary = async () => (await admin.command({ hello: 1 })).isWritablePrimary === true;
  if (!(await waitUntil(isPrimary, primaryWithin)))
    throw new Error(`The database did not become ready to write within ${primaryWithin / 1000} seconds`);
}

async function withClient(
  host: string,
  password: string | undefined,
  work: (client: mongo.MongoClient) => Promise<void>,
): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    ...(password === undefined ? {} : { auth: { username: userName, password }, authSource: 'admin' }),
    serverSelectionTimeoutMS: primaryWithin,
  });
  try {
    await client.connect();
    await work(client);
  } catch (cause) {
    if (hasCode(cause, authenticationFailed))
      throw new Error(
        "The password in the data folder is not the database's. Put the right one back, or run `npm run reset` to start with an empty database.",
        { cause },
      );
    throw cause;
  } finally {
    await client.close();
  }
}

const hasCode = (fault: unknown, code: number) => fault instanceof mongo.MongoServerError && fault.code === code;
