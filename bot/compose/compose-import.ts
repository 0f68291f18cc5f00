import { systemIds } from '../../adapters/system/ids.js';
import { pinoLog } from '../../adapters/system/log.js';
import type { Config } from '../config/config.js';
import { beginDemo } from '../demo/begin-demo.js';
import { type DatabaseOptions, openDatabase } from './compose-database.js';

/** What an import works on: the database alone, with nothing started. A product that runs on it sees what is written. `use`: whether it writes, or only looks. */
export async function composeImport(config: Config, options: DatabaseOptions, use: 'fills' | 'looks' = 'fills') {
  const database = await openDatabase(config, { ...options, use }, pinoLog(config.logLevel));
  // A demo begins with its own people, whatever is added to it.
  if (use === 'fills' && database.mark.kind === 'demo') await beginDemo(database, systemIds, undefined, options.say);
  return { deps: { ...database, ids: systemIds }, close: database.close };
}
