import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Mongod } from './inspect-mongod.js';
import { keepMongod } from './mongod-cache.js';
import type { Search } from './search.js';

const firstByteWithin = 3_000;
const deadline = 600_000;

/**
 * The library can neither be told to stop nor kept from writing to the terminal, and unless npm's `strict-ssl` is in
 * the environment it does not verify the server's certificate. A worker of its own fixes all three. It is text, not
 * a file, so that it survives bundling.
 */
const script = `
  const { parentPort, workerData } = require('node:worker_threads');
  process.env.npm_config_strict_ssl = 'true';
  process.env.MONGOMS_MAX_RETRIES = '1';
  const { MongoBinary } = require(workerData.library);
  parentPort.postMessage({ ready: true });
  MongoBinary.getPath({ downloadDir: workerData.folder }).then((path) => parentPort.postMessage({ path }));
`;

/**
 * Downloads the mongod that mongodb-memory-server chooses for this machine, and keeps it in the cache.
 * Throws when the server sends nothing within 3 seconds, when the whole takes over 10 minutes, or when aborted.
 */
export async function downloadMongod({ cacheFolder, say, signal }: Search): Promise<Mongod> {
  say('Database: downloading MongoDB from its makers');
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, '.download-'));
  try {
    return await keepMongod(cacheFolder, await downloadInto(folder, say, signal));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function downloadInto(folder: string, say: Search['say'], signal: AbortSignal): Promise<string> {
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const worker = new Worker(script, { eval: true, workerData: { library, folder }, stdout: true, stderr: true });
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<string>((resolve, reject) => {
      const giveUpAfter = (milliseconds: number, reason: string) => {
        const timer = setTimeout(() => reject(new Error(reason)), milliseconds);
        timers.push(timer);
        return timer;
      };
      giveUpAfter(deadline, `not done within ${deadline / 60_000} minutes`);
      let firstByte: NodeJS.Timeout | undefined;
      worker.on('message', (message: { path?: string }) => {
        if (message.path !== undefined) resolve(message.path);
        else firstByte = giveUpAfter(firstByteWithin, `the download server did not answer within 3 seconds`);
      });
      worker.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        clearTimeout(firstByte);
        const progress = /[\d.]+% \([^)]*\)/.exec(chunk)?.[0];
        if (progress) say(`Database: downloading, ${progress}`);
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the download ended early')));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    await worker.terminate();
  }
}
