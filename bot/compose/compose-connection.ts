import { resolve } from 'node:path';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { databaseMark, nameOfDatabase } from '../../adapters/mongo/connection/database-mark.js';
import { whyNotPermitted, whyUnfit, whyUnreachable } from '../../adapters/mongo/connection/why-unusable.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { type Config, InvalidConfig } from '../config/config.js';
import {
  type DatabaseKind,
  type DatabasePlace,
  type DatabaseUse,
  kindFor,
  kindOf,
  ofEarlierVersion,
  wrongKind,
} from '../config/database-kind.js';
import { demoAddresses } from '../demo/organisation.js';

type Connection = Parameters<typeof databaseMark>[0];

export type ConnectionOptions = {
  /** One line for whoever started it. */
  say(line: string): void;
  /** The PATH to look for a mongod on. */
  path: string;
  /** What opens the database: the product unless given. A look writes nothing. */
  use?: DatabaseUse | undefined;
};

/**
 * Connects to the database of these settings, the embedded one where none is named, and makes sure that it is for them.
 * Returns the connection, whether it is the demo's, whether other processes may share it, and what closes it. Throws, in
 * words for people.
 */
export async function openConnection(config: Config, { say, path, use = 'runs' }: ConnectionOptions) {
  const embedded = config.mongodbUri ? undefined : await startEmbedded(config, say, path);
  const close = async () => {
    await connection?.close();
    await embedded?.stop();
  };
  let connection: Connection | undefined;
  try {
    connection = embedded ? await connect(embedded.uri) : await connectToOwn(config.mongodbUri ?? '');
    const kind = await admit(connection, config, use);
    await embedded?.noteKind(kind);
    return { connection, mark: { kind, isShared: embedded === undefined, ...databaseMark(connection) }, close };
  } catch (fault) {
    const refused = connection && !embedded && whyNotPermitted(connection, fault);
    await close();
    throw refused ? new InvalidConfig([`MONGODB_URI: ${refused}`]) : fault;
  }
}

/** Connects to the database that MONGODB_URI names. Throws InvalidConfig with what to do if it can't be used. */
async function connectToOwn(uri: string): Promise<Connection> {
  const unusable = (why: string) => new InvalidConfig([`MONGODB_URI: ${why}`]);
  const connection = await connect(uri).catch(async (fault: unknown) => {
    throw unusable(await whyUnreachable(uri, fault));
  });
  const unfit = await whyUnfit(connection);
  if (unfit === undefined) return connection;
  await connection.close();
  throw unusable(unfit);
}

const startEmbedded = ({ dataFolder, systemBinary }: Config, say: ConnectionOptions['say'], path: string) =>
  startEmbeddedMongo({ dataFolder, cacheFolder: '.cache/mongod', systemBinary, env: { path }, say });

/**
 * Admits these settings to a database, before anything else is written there: marks a new one as the demo's or as
 * real, and an unmarked one as what it holds. A look marks nothing. Returns the database's kind. Throws InvalidConfig,
 * naming the setting and what to do, if the database is of the other kind or of an earlier version.
 */
async function admit(connection: Connection, config: Config, use: DatabaseUse): Promise<DatabaseKind> {
  const marks = databaseMark(connection);
  if (use !== 'looks' && (await marks.isOfEarlierVersion()))
    throw new InvalidConfig([ofEarlierVersion(placeOf(connection, config))]);
  const desired = kindFor(use, config);
  const kind = await markedKind(marks, use, desired);
  if (desired !== undefined && kind !== desired)
    throw new InvalidConfig([wrongKind(kind, use, placeOf(connection, config))]);
  return kind;
}

async function markedKind(
  marks: ReturnType<typeof databaseMark>,
  use: DatabaseUse,
  desired: DatabaseKind = 'real',
): Promise<DatabaseKind> {
  const mark = await marks.read();
  if (mark) return mark.kind;
  const holds = await marks.holds(demoAddresses);
  const kind = kindOf(holds, desired);
  if (use === 'looks') return kind;
  // The demo of a database from before they were marked has begun already.
  return (await marks.claim(holds === 'demo' ? { kind, demo: { source: 'built-in' } } : { kind })).kind;
}

/** What an operator knows the database of these settings by. */
function placeOf(connection: Connection, { mongodbUri, dataFolder }: Config): DatabasePlace {
  return mongodbUri === undefined
    ? { setting: 'DATA_FOLDER', name: resolve(dataFolder) }
    : { setting: 'MONGODB_URI', name: nameOfDatabase(connection) };
}
