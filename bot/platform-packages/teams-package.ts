import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** One day for all, so that the same manifest makes the same package. */
const PACKED = new Date('2026-01-01T00:00:00Z');

/**
 * The app package that Teams takes: a zip of the manifest and its two icons. `icons` is the folder that holds
 * `teams-icon-color.png` and `teams-icon-outline.png`.
 */
export async function teamsPackage(manifest: object, icons: URL): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (content: Buffer, name: string) => zip.addBuffer(content, name, { mtime: PACKED });
  add(Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`), 'manifest.json');
  for (const name of ['color', 'outline']) add(await readFile(new URL(`teams-icon-${name}.png`, icons)), `${name}.png`);
  zip.end();
  return buffer(zip.outputStream);
}
