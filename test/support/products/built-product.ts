import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

export type BuiltProduct = { folder: string; remove(): Promise<void> };

/** What packages written for CommonJS look for once they stand in a module. */
const commonJs = [
  "import { createRequire as requireOf } from 'node:module';",
  "import { fileURLToPath as pathOf } from 'node:url';",
  'const require = requireOf(import.meta.url);',
  "const __filename = pathOf(import.meta.url), __dirname = pathOf(new URL('.', import.meta.url));",
].join('');

/**
 * Builds entries, by the names of their output files, into a folder of their own inside `.build`. Unlike the product as
 * it is shipped the packages are built in: it then starts in half the time, and is started often. Returns the folder,
 * and what removes it.
 */
export async function buildProduct(entries: Readonly<Record<string, string>>): Promise<BuiltProduct> {
  const folder = resolve('.build', `test-${randomBytes(6).toString('hex')}`);
  await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    banner: { js: commonJs },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Builds the product as it is shipped, by its own script, to where `npm start` and the command lines build it: what
 * they find beside themselves is found from there alone. Returns the folder.
 */
export async function buildShipped(): Promise<string> {
  await promisify(execFile)('npm', ['run', '--silent', 'build:product']);
  return resolve('.build');
}
