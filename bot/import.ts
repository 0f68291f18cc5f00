import { parseArgs } from 'node:util';
import { confirm, isCancel } from '@clack/prompts';
import { composeImport } from './compose-import.js';
import { readEnvironment } from './environment.js';
import { runImport } from './import/run-import.js';

const usage = `npm run import -- <file> [--yes]

Fills the built-in directory from a YAML, JSON or CSV file: people, groups, who may activate which role, settings.
Shows what would change and asks before it writes; --yes skips the question. The README documents the file.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { yes: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const [file, ...others] = positionals;
  if (values.help || file === undefined || others.length > 0) {
    say(usage);
    return values.help ? 0 : 1;
  }
  if (!values.yes && !process.stdin.isTTY) {
    say('There is no terminal to ask on. Add --yes to write without asking.');
    return 1;
  }
  const { config, path } = readEnvironment();
  const { deps, close } = await composeImport(config, { say, path });
  try {
    return await runImport(deps, file, {
      say,
      confirm: async (question) => {
        const answer = values.yes || (await confirm({ message: question, initialValue: false }));
        return !isCancel(answer) && answer;
      },
    });
  } finally {
    await close();
  }
}

try {
  process.exitCode = await main();
} catch (fault) {
  process.stderr.write(`The import stopped: ${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
