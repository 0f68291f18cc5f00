import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The first start may fetch a database. */
const START_WITHIN = 180_000;
const STOP_WITHIN = 15_000;
const BETWEEN_LOOKS = 150;

export type RunningProduct = { url: string; stop(): Promise<void> };

/**
 * The product on this port: the one that answers there already, else one that is started for now and stopped by
 * `stop`. `say` hears what a starting product tells. Throws when it ends before it is ready, or is not ready in time.
 */
export async function runningProduct(port: number, say: (line: string) => void): Promise<RunningProduct> {
  const url = `http://localhost:${port}`;
  if (await answers(`${url}/healthz`)) return { url, stop: async () => undefined };

  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const product = spawn(process.execPath, ['--enable-source-maps', main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(product, 'exit');
  createInterface(product.stdout).on('line', (line) => isWorthReading(line) && say(line));
  const stop = async () => {
    product.kill('SIGTERM');
    const timer = setTimeout(() => product.kill('SIGKILL'), STOP_WITHIN);
    await ended;
    clearTimeout(timer);
  };
  try {
    await isReady(`${url}/readyz`, ended);
  } catch (error) {
    if (product.exitCode === null) await stop();
    throw error;
  }
  return { url, stop };
}

async function isReady(address: string, ended: Promise<unknown>): Promise<void> {
  const isOver = ended.then(() => true);
  for (const start = performance.now(); performance.now() - start < START_WITHIN; ) {
    if (await answers(address)) return;
    if (await Promise.race([isOver, delay(BETWEEN_LOOKS, false)]))
      throw new Error('Latchkey ended before it was ready; what it said is above.');
  }
  throw new Error(`Latchkey was not ready within ${START_WITHIN / 1000} s.`);
}

/** Its log is JSON, one object a line: of that only warnings and worse; the rest is for people. */
const isWorthReading = (line: string) => !line.startsWith('{') || /"level":[456]0/.test(line);

const answers = (address: string) =>
  fetch(address, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
