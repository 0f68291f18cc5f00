import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DataFolder } from './data-folder.js';
import { commandOf, startOf, waitUntil } from './process-facts.js';

export const replicaSetName = 'latchkey';

/** How a mongod ended: its exit code, or the signal that ended it. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null };
export type RunningMongod = { child: ChildProcess; ended: Promise<Ending> };

/** What mongod's exit codes mean, as far as a start can tell them apart (its manual, and mongo.md §1). */
export const exitCode = { portTaken: 48, dataOfOtherRelease: 62, dataInUse: 100 } as const;

const listenDeadline = 60_000; // after a crash it replays its journal first
const orphanDeadline = 10_000;

/**
 * Starts mongod on `port` of the loopback address and waits until it listens. Returns the running process, or how it
 * ended when it did not come that far.
 */
export async function spawnMongod(binary: string, folder: DataFolder, port: number): Promise<RunningMongod | Ending> {
  const log = await open(folder.log, 'a', 0o600);
  const [command = binary, ...args] = [...(await endsWithParent()), binary, ...mongodArguments(folder, port)];
  // Detached, so that a Ctrl-C in the terminal reaches the product alone, which stops the database when it is done.
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log.fd, log.fd] });
  child.unref();
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  await log.close();
  let ending: Ending | undefined;
  void ended.then((how) => {
    ending = how;
  });
  const isListening = await waitUntil(async () => ending !== undefined || (await listens(port)), listenDeadline);
  if (ending) return ending;
  if (isListening) return { child, ended };
  child.kill('SIGKILL');
  return ended;
}

/** Ends a mongod on this folder whose product is gone: it is told to stop, and killed after 10 seconds. */
export async function endOrphan({ db }: DataFolder, say: (line: string) => void): Promise<void> {
  const pid = Number.parseInt(await readFile(join(db, 'mongod.lock'), 'utf8').catch(() => ''), 10);
  if (!(pid > 0)) return; // a clean stop leaves the file empty
  if (!(await commandOf(pid))?.split(' ').includes(db)) return; // the id has gone to another program since
  say(`Database: waiting for the mongod of an earlier run to end (process ${pid})`);
  process.kill(pid, 'SIGTERM');
  const isGone = async () => (await startOf(pid)) === undefined;
  if (await waitUntil(isGone, orphanDeadline)) return;
  process.kill(pid, 'SIGKILL');
  await waitUntil(isGone, orphanDeadline);
}

const mongodArguments = (folder: DataFolder, port: number) => [
  ...['--dbpath', folder.db, '--storageEngine', 'wiredTiger', '--wiredTigerCacheSizeGB', '0.25'],
  ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
  ...['--replSet', replicaSetName, '--oplogSize', '256', '--keyFile', folder.keyFile],
  ...['--logpath', folder.log, '--logappend', '--logRotate', 'reopen', '--quiet'],
  // The default of 60 left documents blocked for 85 s after a kill between a write and its commit (mongo.md §2).
  ...['--setParameter', 'transactionLifetimeLimitSeconds=8'],
  ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
];

/** Linux can be told to end a child with its parent, however that one ends; elsewhere the next start ends it. */
async function endsWithParent(): Promise<readonly string[]> {
  const wrapper = ['setpriv', '--pdeathsig', 'TERM'] as const;
  const [command, ...args] = wrapper;
  return promisify(execFile)(command, [...args, 'true']).then(
    () => wrapper,
    () => [],
  );
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
