import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A server in a process of its own, whose processor time can be asked for. */
export type MeasuredProcess = { url: string; cpu(): Promise<number>; stop(): Promise<void> };

/** Starts a built entry that is driven by `serveMeasured`, with these words. */
export async function startMeasured(folder: string, entry: string, ...words: string[]): Promise<MeasuredProcess> {
  const child = spawn(process.execPath, [join(folder, entry), ...words], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [url] = await once(child, 'message');
  return {
    url: String(url),
    async cpu() {
      child.send('cpu');
      const [spent] = await once(child, 'message');
      return Number(spent);
    },
    stop: () => endOf(child),
  };
}

/** The other end of `startMeasured`: says where it serves, and from then on, when asked, the microseconds it has spent. */
export function serveMeasured(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on('SIGTERM', () => process.exit(0));
  process.send?.(url);
}

/** Ends a process in good order. */
export async function endOf(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** The resident memory of a process in megabytes (10⁶ bytes), as Linux counts it. */
export async function residentMemory({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
}
