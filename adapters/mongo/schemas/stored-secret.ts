import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { webModelsOf } from './web-schemas.js';

/**
 * A random secret of this name, made when it is first asked for and the same ever after: for the demo alone, where
 * nobody sets one. Whoever can read the database has it.
 */
export async function storedSecret(connection: Connection, name: string): Promise<string> {
  const { secrets } = webModelsOf(connection);
  const value = randomBytes(32).toString('base64url');
  const kept = await secrets
    .findOneAndUpdate({ _id: name }, { $setOnInsert: { value } }, { upsert: true, returnDocument: 'after' })
    .lean();
  return String(kept?.value);
}
