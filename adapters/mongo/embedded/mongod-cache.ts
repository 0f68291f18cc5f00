import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inspectMongod, type Mongod } from './inspect-mongod.js';

const nameOf = (sha256: string) => `mongod-${sha256}`;

/** The SHA-256 of a file's bytes, in lower-case hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/**
 * Returns the first mongod kept in `cacheFolder` whose bytes are those it was kept with: a kept file is named for its
 * SHA-256. One that was altered or cut short is removed. Throws when none is left.
 */
export async function findCachedMongod(cacheFolder: string): Promise<Mongod> {
  const names = await readdir(cacheFolder).catch(() => []);
  let fault = new Error(`nothing is kept in ${cacheFolder}`);
  for (const name of names.filter((entry) => /^mongod-[0-9a-f]{64}$/.test(entry))) {
    const path = join(cacheFolder, name);
    if (nameOf(await sha256Of(path)) !== name) {
      await rm(path, { force: true });
      fault = new Error(`${path} was damaged and has been removed`);
      continue;
    }
    try {
      return await inspectMongod(path);
    } catch (cause) {
      fault = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  throw fault;
}

/**
 * Keeps a copy of the mongod at `file` in `cacheFolder`, after running it once, and returns the copy.
 * The copy appears whole or not at all, so that processes may fill the same cache at the same time.
 */
export async function keepMongod(cacheFolder: string, file: string): Promise<Mongod> {
  await mkdir(cacheFolder, { recursive: true });
  const partial = join(cacheFolder, `.partial-${process.pid}-${Date.now()}`);
  try {
    await copyFile(file, partial);
    await chmod(partial, 0o755);
    const { version } = await inspectMongod(partial);
    const path = join(cacheFolder, nameOf(await sha256Of(partial)));
    await rename(partial, path);
    return { path, version };
  } finally {
    await rm(partial, { force: true });
  }
}
