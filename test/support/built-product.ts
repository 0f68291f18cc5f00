import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';

export type BuiltProduct = { folder: string; remove(): Promise<void> };

/**
 * Builds entries, by the names of their output files, as `npm run build` does, into a folder of their own inside
 * `.build` (a built file finds the packages from there). Returns the folder, and what removes it.
 */
export async function buildProduct(entries: Readonly<Record<string, string>>): Promise<BuiltProduct> {
  const folder = resolve('.build', `test-${randomBytes(6).toString('hex')}`);
  await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
