import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

type ClientFile = { type: string; body: Buffer };
type ClientFiles = ReadonlyMap<string, ClientFile>;

/**
 * Says how to have a client's files by their names, kept in memory once asked for: in the built product as
 * `npm run build` left them in `web/` beside the running code; when the sources themselves run, built now in the same
 * way. `sources` are paths from this folder; `names` what is made of them.
 */
export function clientFiles(sources: readonly string[], names: readonly string[]): () => Promise<ClientFiles> {
  let loaded: Promise<ClientFiles> | undefined;
  return () => {
    loaded ??= import.meta.url.endsWith('.ts') ? build(sources) : read(names);
    return loaded;
  };
}

async function read(names: readonly string[]): Promise<ClientFiles> {
  const folder = new URL('./web/', import.meta.url);
  return toFiles(
    await Promise.all(names.map(async (name) => ({ path: name, contents: await readFile(new URL(name, folder)) }))),
  );
}

async function build(sources: readonly string[]): Promise<ClientFiles> {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: sources.map((path) => fileURLToPath(new URL(`./${path}`, import.meta.url))),
    outdir: 'web',
    entryNames: '[name]',
    assetNames: '[name]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.html': 'copy', '.svg': 'copy' },
    write: false,
  });
  return toFiles(outputFiles);
}

function toFiles(files: readonly { path: string; contents: Uint8Array }[]): ClientFiles {
  return new Map(
    files.map(({ path, contents }) => [
      path.slice(path.search(/[^/\\]+$/)),
      { type: extname(path), body: Buffer.from(contents) },
    ]),
  );
}
