import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { startOf } from './process-facts.js';

type Holder = { pid: number; started: string | undefined };

/**
 * Takes the data folder for this process by the file `lock`, and returns what gives it back. What a process left
 * that no longer runs is taken over, so a crash never keeps the next start out.
 * Throws, naming the process, while another one holds it.
 */
export async function holdDataFolder(lock: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder);
  const draft = `${lock}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    // A link appears with its content or not at all, and never over another.
    while (!(await linked(draft, lock))) {
      const text = await readFile(lock, 'utf8').catch(() => '');
      const holder = parseHolder(text);
      if (holder && (await isRunning(holder))) throw new Error(inUse(holder.pid, lock));
      await takeAway(lock, text, `${draft}.stale`);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await readFile(lock, 'utf8').catch(() => '')) === mine) await rm(lock, { force: true });
  };
}

const inUse = (pid: number, lock: string) =>
  `Latchkey is already running on this data folder, as process ${pid} (${lock}). ` +
  'Stop that one first; or set MONGODB_URI to a replica set, which several may share.';

const linked = (from: string, to: string) =>
  link(from, to).then(
    () => true,
    (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EEXIST') return false;
      throw fault;
    },
  );

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // cut short by a power failure
  }
}

const isRunning = async ({ pid, started }: Holder) => {
  const now = await startOf(pid);
  return now !== undefined && now === started;
};

/** Between reading a lock and removing it another start may have put its own there: that one goes back. */
async function takeAway(lock: string, text: string, away: string): Promise<void> {
  const isGone = await rename(lock, away).then(
    () => false,
    () => true,
  );
  if (isGone) return;
  if ((await readFile(away, 'utf8')) !== text) await linked(away, lock);
  await rm(away, { force: true });
}
