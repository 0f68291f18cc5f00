import { parseArgs } from 'node:util';
import { checkDirectory } from '../compose/compose-cloud.js';
import { readEnvironment } from '../compose/environment.js';
import { InvalidConfig } from '../config/config.js';
import { directoryCheckReport } from '../directory-check/directory-check-report.js';

const usage = `npm run directory:check

Looks whether Latchkey can sign in to your Microsoft Entra tenant (ENTRA_ and AZURE_CLOUD settings), whether Microsoft
Graph and Azure answer, and which permissions are missing, feature by feature. Changes nothing. The exit code is 1 where
something that isn't optional doesn't work, and 2 where the check couldn't run.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the command line `npm run directory:check`. Returns the exit code. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    say(usage);
    return 0;
  }
  const { directory } = readEnvironment().config;
  if (!directory) throw new InvalidConfig(['ENTRA_TENANT_ID: is missing. Set it with the settings beside it.']);
  const { lines, isGood } = directoryCheckReport(directory, await checkDirectory(directory), Date.now());
  for (const line of lines) say(line);
  return isGood ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 2;
}
