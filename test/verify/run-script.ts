import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Part } from './parts.js';
import type { End } from './run-parts.js';

/**
 * Runs a part's script of `package.json`, which prints to where this process prints, and returns how it ended. What
 * runs longer than the part may is killed with everything that it has started; so is all of it when this process is told
 * to stop, which it then does.
 */
export async function runScript({ script, handed, mostMinutes }: Part): Promise<End> {
  const child = spawn('npm', ['run', '--silent', script, '--', ...handed], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const killAll = () => {
    // Where all of it has ended already, there is no such group.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
  };
  const stop = () => {
    killAll();
    process.exit(1);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const kept = { hung: false };
  const timer = setTimeout(() => {
    kept.hung = true;
    killAll();
  }, mostMinutes * 60_000);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (kept.hung) return { kind: 'hung' };
    return code === null ? { kind: 'killed', signal: signal ?? 'a signal' } : { kind: 'exited', code };
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
