import { systemIds } from '../adapters/system/ids.js';
import { pinoLog } from '../adapters/system/log.js';
import { type DatabaseOptions, openDatabase } from './compose-database.js';
import type { Config } from './config.js';

/** What an import works on: the database alone, with nothing started. A product that runs on it sees what is written. */
export async function composeImport(config: Config, options: DatabaseOptions) {
  const database = await openDatabase(config, options, pinoLog(config.logLevel));
  return { deps: { ...database, ids: systemIds }, close: database.close };
}
