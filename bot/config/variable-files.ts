import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns a fault for each setting that names a folder or file which cannot be used. Makes nothing. Folders and files of
 * the embedded database count only where no MONGODB_URI is set.
 */
export function fileFaults(environment: Environment): string[] {
  const set = (name: string) => environment[name]?.trim() || undefined;
  const isEmbedded = set('MONGODB_URI') === undefined;
  const [checkpoints, mongod] = [set('AUDIT_CHECKPOINTS'), set('MONGOMS_SYSTEM_BINARY')];
  const usesFolder = isEmbedded || checkpoints === undefined;
  return [
    ...(usesFolder ? folderFault('DATA_FOLDER', resolve(set('DATA_FOLDER') ?? '.data')) : []),
    ...(checkpoints ? checkpointsFault(resolve(checkpoints)) : []),
    ...(isEmbedded && mongod ? mongodFault(resolve(mongod)) : []),
    ...['ENTRA_CERTIFICATE', 'ENTRA_FEDERATED_TOKEN_FILE'].flatMap((name) => readableFault(name, set(name))),
  ];
}

/**
 * Reads the variables that `.env` sets, whether or not it begins with a byte order mark. Returns what is wrong instead
 * where it cannot be read: without its settings a start would be a demo.
 */
export function readDotEnv(file: string): { variables: NodeJS.Dict<string> } | { fault: string } {
  const kind = kindOf(file);
  if (kind === 'missing') return { variables: {} };
  if (kind !== 'file')
    return { fault: `${file}: is no file. Remove it, or write your settings into a file of that name.` };
  if (!isAllowed(file, constants.R_OK)) return { fault: `${file}: may not be read. Let Latchkey's user read it.` };
  const bytes = readFileSync(file);
  const isUtf16 = [0xfffe, 0xfeff].includes(bytes.length >= 2 ? bytes.readUInt16BE(0) : 0) || bytes.includes(0);
  if (isUtf16) return { fault: `${file}: is not UTF-8. Save it again as UTF-8.` };
  return { variables: parseEnv(bytes.toString('utf8').replace(/^\ufeff/, '')) };
}

function folderFault(setting: string, folder: string): string[] {
  const kind = kindOf(folder);
  const fault = (problem: string) => [`${setting}: ${problem}. Name a folder that Latchkey's user may write to.`];
  if (kind === 'file') return fault(`${folder} is a file, not a folder`);
  if (kind === 'folder')
    return isAllowed(folder, constants.W_OK | constants.X_OK) ? [] : fault(`${folder} may not be written to`);
  if (dirname(folder) === folder) return fault(`${folder} is not there`);
  // It is made at the first start, as are those around it.
  return folderFault(setting, dirname(folder));
}

function checkpointsFault(file: string): string[] {
  const kind = kindOf(file);
  if (kind === 'folder') return [`AUDIT_CHECKPOINTS: ${file} is a folder. Name a file in it.`];
  if (kind === 'file')
    return isAllowed(file, constants.W_OK)
      ? []
      : [`AUDIT_CHECKPOINTS: ${file} may not be written to. Name a file that Latchkey's user may append to.`];
  return folderFault('AUDIT_CHECKPOINTS', dirname(file));
}

function mongodFault(file: string): string[] {
  const problem =
    kindOf(file) !== 'file' ? 'is no file' : isAllowed(file, constants.X_OK) ? undefined : 'may not be run';
  return problem
    ? [`MONGOMS_SYSTEM_BINARY: ${file} ${problem}. Name a mongod (6.0 or later), or remove the setting.`]
    : [];
}

function readableFault(setting: string, file: string | undefined): string[] {
  if (file === undefined || (kindOf(file) === 'file' && isAllowed(file, constants.R_OK))) return [];
  const problem = kindOf(file) === 'file' ? 'may not be read' : 'is no file';
  return [`${setting}: ${resolve(file)} ${problem}. Name a file that Latchkey's user may read.`];
}

function kindOf(path: string): 'missing' | 'folder' | 'file' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing'; // below a file there is nothing either: that is found at the file
  }
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
