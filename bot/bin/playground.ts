import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import type { ChatPeople } from '../chat/chat-wire.js';
import { environmentWith } from '../compose/environment.js';
import { playgroundConfig } from '../platform-packages/playground-config.js';

const USAGE = `Opens the Microsoft 365 Agents Playground, a local stand-in for Teams, on the running demo.

  npm start                                     first, in another terminal
  npm run teams:playground                      writes as the first person of the demo
  npm run teams:playground -- --as <name>       writes as another: the part before the @ of their address
  … --port 56151                                a second playground beside the first, for a second person
  … --demo http://127.0.0.1:3978                where the demo listens
`;

/** Its settings are read from where it is started. */
const FOLDER = '.cache/playground';

/** Starts the playground for the people of the running demo and resolves with its exit code. */
async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      as: { type: 'string' },
      port: { type: 'string', default: '56150' },
      demo: { type: 'string', default: 'http://127.0.0.1:3978' },
    },
  });
  const people = await demoPeople(values.demo);
  const current = values.as ? people.find(({ handle }) => handle === values.as?.toLowerCase()) : people[0];
  if (!current) throw new Error(`--as: choose one of ${people.map(({ handle }) => handle).join(', ')}.`);
  const folder = join(FOLDER, values.port);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.m365agentsplayground.yml'), stringify(playgroundConfig(people, current)));
  process.stdout.write(`Open http://127.0.0.1:${values.port} to write to Latchkey as ${current.displayName}\n`);
  return ended(new URL('/api/messages', values.demo).href, values.port, folder);
}

async function demoPeople(demo: string): Promise<ChatPeople['people']> {
  try {
    const response = await fetch(new URL('/chat/people', demo), { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const { people, isDemo }: ChatPeople = JSON.parse(await response.text());
    if (!isDemo) throw new Error('it is no demo');
    return people;
  } catch (cause) {
    throw new Error(`No demo answers at ${demo}. Start it with npm start in another terminal, then try again.`, {
      cause,
    });
  }
}

function ended(endpoint: string, port: string, folder: string): Promise<number> {
  const tool = fileURLToPath(import.meta.resolve('@microsoft/m365agentsplayground/cli.js'));
  const options = ['-e', endpoint, '-c', 'msteams', '-p', port, '--disable-telemetry', 'true'];
  // Told to open a browser itself, it ends where there is none to open.
  const env = environmentWith({ TEAMSAPPTESTER_BROWSER: 'none' });
  const playground = spawn(process.execPath, [tool, ...options], { cwd: folder, stdio: 'inherit', env });
  const stop = () => void playground.kill('SIGTERM');
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    playground.once('error', reject).once('exit', (code) => resolve(code ?? 0));
  });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}
