import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { indexes } from '../../../adapters/mongo/indexes.js';
import { migrate } from '../../../adapters/mongo/migrate.js';
import { directoryIndexes } from '../../../adapters/mongo/schemas/directory-schemas.js';
import { webIndexes } from '../../../adapters/mongo/schemas/web-schemas.js';
import { borrowDatabase, emptyCollections, giveBackDatabase } from './database.js';

const collections = { ...indexes, ...directoryIndexes, ...webIndexes };
const names = Object.keys(collections);

export type MigratedDatabase = { connection: Connection; uri: string };

/** A database of this test file's own with all its indexes, empty at the start of each test. */
export function migratedDatabase(): MigratedDatabase {
  const database = { uri: '' } as MigratedDatabase;
  beforeAll(async () => {
    database.uri = borrowDatabase();
    database.connection = await connect(database.uri);
    await migrate(database.connection, collections);
  });
  beforeEach(async () => {
    const { db } = database.connection;
    if (db) await emptyCollections(db, names);
  });
  afterAll(async () => {
    await database.connection.close();
    await giveBackDatabase(database.uri);
  });
  return database;
}
