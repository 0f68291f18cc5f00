import { builtinRoleDefinitions } from '../../adapters/directory/builtin/builtin-directory.js';
import type { ImportFault } from '../import/import-fault.js';
import { faultsOfBeginning } from '../import/organisation-faults.js';
import type { Source } from '../import/read/source.js';

/** Returns every fault of a file that a new directory is to begin with: found before there is a database to look at. */
export const faultsOfNew = (source: Source): readonly ImportFault[] =>
  faultsOfBeginning(source, builtinRoleDefinitions);
