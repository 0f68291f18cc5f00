import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * When the process `pid` started, in a form that only serves comparison: a process id is used again, the pair is not.
 * Undefined when there is no such process, or only the remains of one that its parent has not collected.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps('lstart=', pid);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // After the name, which may hold spaces and brackets, come the state (field 3) and, as field 22, the start in ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()} ${fields[19]}`;
}

/** The command line of the process `pid`; undefined when there is no such process. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps('args=', pid);
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.replaceAll('\0', ' ').trim() || undefined;
}

/** Waits until `isSo` holds, for at most `milliseconds`. Returns whether it came to hold. */
export async function waitUntil(isSo: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const giveUpAt = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) return false;
    await delay(25);
  }
  return true;
}

async function ps(column: string, pid: number): Promise<string | undefined> {
  const output = await promisify(execFile)('ps', ['-o', column, '-p', String(pid)]).catch(() => undefined);
  return output?.stdout.trim() || undefined;
}
