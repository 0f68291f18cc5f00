import { access, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { confirm, isCancel } from '@clack/prompts';
import { readDataFolder } from '../compose/environment.js';

const usage = `npm run reset -- [--data <folder>] [--yes] [--real]

Empties Latchkey's data folder (DATA_FOLDER, or .data): the embedded database with everything in it. A database that
MONGODB_URI names stays as it is. Asks first; --yes skips the question, which for anything but the demo takes --real too.
`;

/** Runs the command line `npm run reset`. Returns the exit code: 0 done or left alone, 1 refused. */
async function reset(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      yes: { type: 'boolean', default: false },
      real: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return tell(usage, 0);
  const folder = resolve(values.data ?? readDataFolder());
  const kind = await readFile(join(folder, 'mongo/kind'), 'utf8').catch(() => '');
  const refusal =
    (await whyNotOurs(folder)) ??
    (await whyInUse(folder)) ??
    (values.yes && !values.real ? whyReal(folder, kind) : undefined);
  if (refusal) return tell(`${refusal}\n`, 1);
  if (!values.yes && !(await isConfirmed(folder, kind))) return tell('Nothing was changed.\n', 0);
  // Only what the embedded database keeps there goes, whatever else may lie in the folder.
  await rm(join(folder, 'mongo'), { recursive: true, force: true });
  await rm(join(folder, 'latchkey.lock'), { force: true });
  // They are of that database: the next one's chain is another.
  await rm(join(folder, 'audit-checkpoints.jsonl'), { force: true });
  return tell(`${folder} is empty; the next start begins with a new database.\n`, 0);
}

async function whyNotOurs(folder: string): Promise<string | undefined> {
  for (const part of ['mongo/db', 'mongo/password']) {
    if (await isThere(join(folder, part))) continue;
    return `${folder} holds no database of Latchkey's, so nothing was changed. Name another folder with --data.`;
  }
  return undefined;
}

async function whyInUse(folder: string): Promise<string | undefined> {
  const holders = [
    { lock: join(folder, 'latchkey.lock'), who: 'Latchkey' },
    { lock: join(folder, 'mongo/db/mongod.lock'), who: 'its database' },
  ];
  for (const { lock, who } of holders) {
    const pid = Number(/\d+/.exec(await readFile(lock, 'utf8').catch(() => ''))?.[0]);
    if (isRunning(pid))
      return (
        `${folder} is in use: ${who} is running as process ${pid}. Stop it first, then run this again. ` +
        `(If process ${pid} is something else, delete ${lock}.)`
      );
  }
  return undefined;
}

/** What is not known to be the demo's may be what an organisation lives by. */
function whyReal(folder: string, kind: string): string | undefined {
  if (kind === 'demo') return undefined;
  const holds = kind === 'real' ? 'holds a real directory' : 'may hold a real directory';
  return `${folder} ${holds}, so nothing was changed. To delete all of it, run this again with --yes --real.`;
}

async function isConfirmed(folder: string, kind: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    tell('There is no terminal to ask on. Add --yes to empty the data folder without a question.\n', 0);
    return false;
  }
  const answer = await confirm({
    message: `Delete ${kind === 'demo' ? 'the demo' : 'the directory, its access and its audit log'} in ${folder}? This cannot be undone.`,
    initialValue: false,
  });
  return !isCancel(answer) && answer;
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'; // it runs, as somebody else
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function tell(text: string, exitCode: number): number {
  process.stdout.write(text);
  return exitCode;
}

process.exitCode = await reset();
