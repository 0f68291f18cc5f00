import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeSlack } from '../support/fake-slack.js';
import { endOf, residentMemory } from './measured-process.js';
import type { Figure } from './report.js';

/** After this long a product that has nothing to do is at rest, in milliseconds. */
const untilAtRest = 5_000;
const port = '4971';

type Run = { seconds: number; megabytes: number };

/** How long the product takes to be ready, and how much memory it holds when at rest. */
export async function restFigures(folder: string): Promise<Figure[]> {
  const data = resolve('.build/bench-data/rest');
  const empty = await run(folder, { DATA_FOLDER: data });
  const existing = await run(folder, { DATA_FOLDER: data });
  return [
    inTime('start to ready, empty data folder', empty),
    inTime('start to ready, existing data', existing),
    inRoom('memory at rest, demo mode', existing, 150),
    inRoom('memory at rest, every platform on', await onEveryPlatform(folder), 250),
  ];
}

const inTime = (name: string, { seconds }: Run): Figure => ({ name, value: seconds, unit: 's', aim: '< 3 s', ok: seconds < 3 });
const inRoom = (name: string, { megabytes }: Run, aim: number): Figure => ({
  name,
  value: megabytes,
  unit: 'MB',
  aim: `< ${aim} MB`,
  ok: megabytes < aim,
});
