import type { mongo } from 'mongoose';

/**
 * Everything that a cursor has, which must be bounded: taken batch by batch, for asking it for one at a time costs more
 * than reading what it has.
 */
export async function readAll<T>(cursor: mongo.FindCursor<T>): Promise<T[]> {
  const all: T[] = [];
  while (await cursor.hasNext()) all.push(...cursor.readBufferedDocuments());
  return all;
}
