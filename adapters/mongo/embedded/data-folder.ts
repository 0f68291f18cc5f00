import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where the embedded database keeps what, all of it under the data folder. */
export type DataFolder = {
  /** Held by the one process that uses the folder. */
  lock: string;
  db: string;
  /** There from the first start until its end: what a start cut short left holds nothing yet and is made again. */
  preparing: string;
  keyFile: string;
  password: string;
  endpoint: string;
  /** Says `demo` or `real`, as the database is marked. */
  kind: string;
  log: string;
};

/** The port mongod had last, and the release that wrote the data. */
export type Endpoint = { port: number; version: string };

const largestLog = 10 * 1024 * 1024;

/** Makes sure the folder is there, for its owner alone, and returns where everything in it is. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const mongo = join(resolve(path), 'mongo');
  await mkdir(mongo, { recursive: true, mode: 0o700 });
  return {
    lock: join(resolve(path), 'latchkey.lock'),
    db: join(mongo, 'db'),
    preparing: join(mongo, 'preparing'),
    keyFile: join(mongo, 'keyfile'),
    password: join(mongo, 'password'),
    endpoint: join(mongo, 'endpoint.json'),
    kind: join(mongo, 'kind'),
    log: join(mongo, 'mongod.log'),
  };
}

/**
 * Readies the folder for mongod: an empty database with new secrets at the first start, and after one cut short.
 * Returns whether it is new, and the password. Throws when there is a database whose password is gone.
 */
export async function readyForMongod(folder: DataFolder): Promise<{ isNew: boolean; password: string }> {
  if ((await isThere(folder.db)) && !(await isThere(folder.preparing)))
    return { isNew: false, password: await readPassword(folder) };
  await writeFile(folder.preparing, '');
  await rm(folder.db, { recursive: true, force: true });
  await mkdir(folder.db, { mode: 0o700 });
  const password = randomBytes(24).toString('hex');
  await writeSecret(folder.password, password);
  await writeSecret(folder.keyFile, randomBytes(256).toString('base64'));
  return { isNew: true, password };
}

/** Reads where the database was last; undefined when it never ran, or that cannot be read. */
export async function readEndpoint({ endpoint }: DataFolder): Promise<Endpoint | undefined> {
  try {
    return JSON.parse(await readFile(endpoint, 'utf8')) as Endpoint;
  } catch {
    return undefined; // costs one reconfiguration, nothing else
  }
}

/** Records where the database is now. Whole or not at all. */
export async function writeEndpoint({ endpoint }: DataFolder, value: Endpoint): Promise<void> {
  await writeFile(`${endpoint}.new`, JSON.stringify(value));
  await rename(`${endpoint}.new`, endpoint);
}

/** Puts a log over 10 MB aside as `mongod.log.1`, over the one before. Returns whether it did. */
export async function setLogAside({ log }: DataFolder): Promise<boolean> {
  const size = await stat(log).then(
    (file) => file.size,
    () => 0,
  );
  if (size <= largestLog) return false;
  await rename(log, `${log}.1`);
  return true;
}

async function readPassword({ password }: DataFolder): Promise<string> {
  try {
    return await readFile(password, 'utf8');
  } catch (cause) {
    throw new Error(
      `The database's password (${password}) cannot be read. Put it back from a copy, or run \`npm run reset\` to start with an empty database.`,
      { cause },
    );
  }
}

async function writeSecret(path: string, secret: string): Promise<void> {
  await rm(path, { force: true }); // the mode only counts for a file that is made now
  await writeFile(path, secret, { mode: 0o600, flush: true });
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
