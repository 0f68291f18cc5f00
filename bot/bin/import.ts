import { parseArgs } from 'node:util';
import { confirm, isCancel } from '@clack/prompts';
import { composeImport } from '../compose/compose-import.js';
import { readEnvironment } from '../compose/environment.js';
import { runImport } from '../import/run-import.js';

const usage = `npm run import -- <file> [--check | --yes] [--encoding <name>]

Fills the built-in directory from a YAML, JSON or CSV file: people, groups, who may activate which role, settings.
Shows what would change and asks before it writes. --check only shows it; --yes writes without asking. --encoding names
the encoding of a file that is not UTF-8, such as windows-1252. The README documents the file.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      encoding: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file, ...others] = positionals;
  if (values.help || file === undefined || others.length > 0) {
    say(usage);
    return values.help ? 0 : 1;
  }
  if (!values.yes && !values.check && !process.stdin.isTTY) {
    say('There is no terminal to ask on. Add --yes to write without asking, or --check to only see what would change.');
    return 1;
  }
  const { config, path } = readEnvironment();
  const { deps, close } = await composeImport(config, { say, path }, values.check ? 'looks' : 'fills');
  try {
    const ask = async (question: string) => {
      const answer = values.yes || (await confirm({ message: question, initialValue: false }));
      return !isCancel(answer) && answer;
    };
    return await runImport(deps, file, { say, confirm: ask }, { encoding: values.encoding, check: values.check });
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
