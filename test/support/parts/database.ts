import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { inject } from 'vitest';

/** An address with a database of its own on the shared server, so that tests never see each other's rows. */
export function freshDatabaseUri(): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/test-${randomBytes(8).toString('hex')}`;
  return uri.href;
}

/** The address of the same database by way of the network, for what comes in between there. */
export const overTheNetwork = (uri: string): URL =>
  Object.assign(new URL(inject('mongoNetworkUri')), { pathname: new URL(uri).pathname });

/** Given back, and empty. */
const free: string[] = [];
let client: Promise<mongo.MongoClient> | undefined;

/**
 * The address of an empty database that nobody else uses until it is given back. It may have its collections and
 * indexes already: to make them is most of what a start costs.
 */
export const borrowDatabase = (): string => free.pop() ?? freshDatabaseUri();

/** Empties a database for whoever borrows it next. Nothing may be at work on it any more. */
export async function giveBackDatabase(uri: string): Promise<void> {
  client ??= mongo.MongoClient.connect(inject('mongoUri'));
  const database = (await client).db(new URL(uri).pathname.slice(1));
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = collections.map(({ name }) => name);
  await emptyCollections(database, names);
  free.push(uri);
}

/**
 * Deletes everything in these collections. Most have nothing in them, and one question tells which: to delete from each
 * costs more than most stories do.
 */
export async function emptyCollections(database: mongo.Db, names: readonly string[]): Promise<void> {
  const [first, ...others] = names;
  if (first === undefined) return;
  const tellsOfRows = (name: string) => [{ $limit: 1 }, { $project: { _id: 0, name: { $literal: name } } }];
  const unions = others.map((coll) => ({ $unionWith: { coll, pipeline: tellsOfRows(coll) } }));
  const filled = await database
    .collection(first)
    // What nobody has waited to see kept is there too.
    .aggregate<{ name: string }>([...tellsOfRows(first), ...unions], { readConcern: { level: 'local' } })
    .toArray();
  await Promise.all(filled.map(({ name }) => database.collection(name).deleteMany({})));
}
