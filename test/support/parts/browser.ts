import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

/** Named for the package's version, so that an update is unpacked again. */
const CACHE = resolve('.cache/browser');

/**
 * Starts the browser that comes with the packages, never one of this machine, so that every machine tests with the
 * same. It brings its own libraries and fonts, for images that have none, and runs as root too. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: {
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'libraries', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/** The folder with the browser, unpacked once for all runs; of several at a time the first to finish leaves its copy. */
async function unpacked(): Promise<string> {
  const require = createRequire(import.meta.url);
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'bin');
  const { version } = require(join(packed, '..', 'package.json')) as { version: string };
  const folder = join(CACHE, version);
  if (existsSync(folder)) return folder;
  const own = `${folder}-${process.pid}`;
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  await Promise.all([
    unpackFile(join(packed, 'chromium.br'), join(own, 'chromium')),
    unpackArchive(join(packed, 'al2023.tar.br'), join(own, 'libraries')),
    unpackArchive(join(packed, 'fonts.tar.br'), join(own, 'fonts')),
    writeFile(join(own, 'fonts.conf'), fontSettings(folder)),
  ]);
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }));
  return folder;
}

async function unpackFile(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
  await chmod(to, 0o755);
}

async function unpackArchive(from: string, to: string): Promise<void> {
  const archive = `${to}.tar`;
  await Promise.all([mkdir(to, { recursive: true }), unpackFile(from, archive)]);
  await promisify(execFile)('tar', ['-xf', archive, '-C', to]);
  await rm(archive);
}

/** The packed fonts and those of the machine. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}
