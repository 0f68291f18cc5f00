import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A mongod that was run once and said which release it is, e.g. `6.0.5`. */
export type Mongod = { path: string; version: string };

/** Mongoose 9 lists 6.x as the oldest server it works with. */
const oldestMajor = 6;

/**
 * Runs `<path> --version` and returns what it is.
 * Throws an error fit for people when it does not run, names a shared library it misses, or when it is too old.
 */
export async function inspectMongod(path: string): Promise<Mongod> {
  const output = await versionOutput(path);
  const version = /db version v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (version === undefined) throw new Error(`${path} does not answer --version as a mongod does`);
  if (Number.parseInt(version, 10) < oldestMajor)
    throw new Error(`${path} is MongoDB ${version}; ${oldestMajor}.0 or newer is needed`);
  return { path, version };
}

async function versionOutput(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    return stdout;
  } catch (cause) {
    throw new Error(whyItDoesNotRun(path, cause), { cause });
  }
}

function whyItDoesNotRun(path: string, cause: unknown): string {
  const { code, stderr, message } = Object(cause) as { code?: unknown; stderr?: string; message?: string };
  const library = /shared libraries: ([^\s:]+)/.exec(stderr ?? '')?.[1];
  if (library?.startsWith('libcurl'))
    return `${path} needs libcurl (${library}), which is missing here; install it (Debian, Ubuntu: apt-get install libcurl4)`;
  if (library) return `${path} needs the shared library ${library}, which is missing here; install it`;
  if (code === 'ENOENT') return `${path} does not exist`;
  if (code === 'EACCES') return `${path} may not be executed`;
  return `${path} does not run: ${(stderr || message || 'no reason given').trim()}`;
}
