import { setTimeout as delay } from 'node:timers/promises';
import { type DataFolder, setLogAside } from './data-folder.js';
import type { Say } from './search.js';
import type { Ending, RunningMongod } from './spawn-mongod.js';

const restartsAMinute = 5;
const stopDeadline = 15_000;
const logCheckEvery = 3_600_000;

type Relaunch = () => Promise<RunningMongod | Ending>;
type Supervised = { latest: RunningMongod | Ending; isStopping: boolean };

/**
 * Keeps a mongod running: one that ends on its own is started again by `relaunch`, at most five times a minute, and its
 * log is kept short. Returns what stops it permanently: cleanly, or by force after 15 seconds.
 */
export function superviseMongod(
  first: RunningMongod,
  relaunch: Relaunch,
  folder: DataFolder,
  say: Say,
): () => Promise<void> {
  const mongod: Supervised = { latest: first, isStopping: false };
  const watching = keepRunning(mongod, relaunch, folder, say);
  const logCheck = setInterval(() => void shortenLog(folder, mongod), logCheckEvery).unref();

  return async () => {
    mongod.isStopping = true;
    clearInterval(logCheck);
    signalTo(mongod, 'SIGTERM');
    // Again and again, because one that is just being started again can only be told once it is there.
    const ask = setInterval(() => signalTo(mongod, 'SIGTERM'), 1_000);
    const force = setInterval(() => signalTo(mongod, 'SIGKILL'), stopDeadline);
    await watching;
    clearInterval(ask);
    clearInterval(force);
  };
}

async function keepRunning(mongod: Supervised, relaunch: Relaunch, folder: DataFolder, say: Say): Promise<void> {
  let restarts: number[] = [];
  for (;;) {
    const ending = await endingOf(mongod.latest);
    if (mongod.isStopping) return;
    restarts = restarts.filter((at) => at > performance.now() - 60_000);
    if (restarts.length >= restartsAMinute) break;
    say(`Database: mongod ended unexpectedly (${ending}), starting it again`);
    await delay(restarts.length * 500);
    if (mongod.isStopping) return;
    restarts.push(performance.now());
    mongod.latest = await relaunch().catch(() => ({ code: null, signal: null })); // e.g. no disk space for the log
    if ('child' in mongod.latest && !mongod.isStopping) say('Database: mongod is running again');
  }
  say(`Database: mongod ended ${restartsAMinute + 1} times within a minute and stays down; see ${folder.log}`);
}

async function endingOf(mongod: RunningMongod | Ending): Promise<string> {
  const { code, signal } = 'child' in mongod ? await mongod.ended : mongod;
  return signal ?? (code === null ? 'it could not be run' : `code ${code}`);
}

function signalTo({ latest }: Supervised, signal: NodeJS.Signals): void {
  if ('child' in latest) latest.child.kill(signal);
}

async function shortenLog(folder: DataFolder, mongod: Supervised): Promise<void> {
  if (await setLogAside(folder)) signalTo(mongod, 'SIGUSR1'); // reopens its log
}
