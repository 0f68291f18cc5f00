import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeSlack } from '../support/platforms/fake-slack.js';
import { startFakeTeams } from '../support/platforms/fake-teams.js';
import { endOf, residentMemory } from './measured-process.js';
import type { Figure } from './report.js';

/** After this long without work the engine has given back what starting took, and the product is at rest, in ms. */
const untilAtRest = 20_000;
const port = '4971';
const TENANT = '11111111-2222-4333-8444-555555555555';
const APP = '99999999-8888-4777-8666-555555555555';

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

const inTime = (name: string, { seconds }: Run): Figure => ({
  name,
  value: seconds,
  unit: 's',
  aim: '< 3 s',
  ok: seconds < 3,
});
const inRoom = (name: string, { megabytes }: Run, aim: number): Figure => ({
  name,
  value: megabytes,
  unit: 'MB',
  aim: `< ${aim} MB`,
  ok: megabytes < aim,
});

/** Starts the product as `npm start` does, lets it come to rest, and ends it. */
const run = (folder: string, settings: Record<string, string>): Promise<Run> =>
  measure([join(folder, 'main.js')], { ...settings, PORT: port, LOG_LEVEL: 'warn', DEMO: 'true' });

async function onEveryPlatform(folder: string): Promise<Run> {
  const slack = await startFakeSlack({ users: [], target: () => '' });
  const teams = await startFakeTeams({ users: [], tenantId: TENANT, appId: APP, target: () => '' });
  try {
    const environment = {
      PORT: port,
      LOG_LEVEL: 'warn',
      DATA_FOLDER: resolve('.build/bench-data/rest'),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_ADMIN_CHANNEL: slack.adminChannel,
      TEAMS_APP_ID: APP,
      TEAMS_APP_PASSWORD: 'a password nobody asks for',
      TEAMS_TENANT_ID: TENANT,
    };
    const standIns = { slackApiUrl: slack.apiUrl, teams: teams.config };
    return await measure([join(folder, 'full-server.js'), JSON.stringify(environment), JSON.stringify(standIns)], {});
  } finally {
    await slack.close();
    await teams.stop();
  }
}

async function measure(words: string[], env: Record<string, string>): Promise<Run> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', ...words], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await isReady(child);
    const seconds = (performance.now() - begun) / 1000;
    await delay(untilAtRest);
    return { seconds, megabytes: await residentMemory(child) };
  } finally {
    await endOf(child);
  }
}

async function isReady(child: ChildProcess): Promise<void> {
  const lines = createInterface({ input: child.stdout as Readable });
  for await (const line of lines) if (line.startsWith('Latchkey is ready')) break;
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  if (!response.ok) throw new Error(`ready is not ready: ${response.status}`);
}
