import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

type ClientFile = { type: string; body: Buffer };

const NAMES = ['chat.html', 'chat.css', 'chat.js', 'icon.svg'];
const SOURCES = ['chat.html', 'chat.css', 'chat.ts', 'icon.svg'];

let loaded: Promise<ReadonlyMap<string, ClientFile>> | undefined;

/**
 * The page's files by their names, kept in memory: in the built product as `npm run build` left them in `web/` beside
 * the running code; when the sources themselves run, built now in the same way.
 */
export function loadClientFiles(): Promise<ReadonlyMap<string, ClientFile>> {
  loaded ??= import.meta.url.endsWith('.ts') ? build() : read();
  return loaded;
}

async function read(): Promise<ReadonlyMap<string, ClientFile>> {
  const folder = new URL('./web/', import.meta.url);
  return toFiles(
    await Promise.all(NAMES.map(async (name) => ({ path: name, contents: await readFile(new URL(name, folder)) }))),
  );
}

async function build(): Promise<ReadonlyMap<string, ClientFile>> {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: SOURCES.map((name) => fileURLToPath(new URL(`./client/${name}`, import.meta.url))),
    outdir: 'web',
    entryNames: '[name]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.html': 'copy', '.svg': 'copy' },
    write: false,
  });
  return toFiles(outputFiles);
}

function toFiles(files: readonly { path: string; contents: Uint8Array }[]): ReadonlyMap<string, ClientFile> {
  return new Map(
    files.map(({ path, contents }) => [
      path.slice(path.search(/[^/\\]+$/)),
      { type: extname(path), body: Buffer.from(contents) },
    ]),
  );
}
