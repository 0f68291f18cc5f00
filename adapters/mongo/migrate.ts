import type { Connection, mongo } from 'mongoose';

/**
 * Makes the collections and indexes that are missing: the explicit migration step, run at start and safe to run by
 * several processes at once. An index that stands with another definition throws, for it needs a person's decision.
 */
export async function migrate(
  connection: Connection,
  desired: Readonly<Record<string, readonly mongo.IndexDescription[]>>,
): Promise<void> {
  const present = new Set((await connection.listCollections()).map(({ name }) => name));
  await Promise.all(
    Object.entries(desired).map(async ([name, indexes]) => {
      if (!present.has(name)) await createUnlessThere(connection, name);
      if (indexes.length > 0) await connection.collection(name).createIndexes([...indexes]);
    }),
  );
}

const namespaceExists = 48;

async function createUnlessThere(connection: Connection, name: string): Promise<void> {
  try {
    await connection.createCollection(name);
  } catch (fault) {
    if ((fault as { code?: number }).code !== namespaceExists) throw fault;
  }
}
