// npm run verify -- [part …]: runs whatever takes longer than `npm test`, or the parts that are named, one after another,
// and prints a table of their figures; fails where any part failed. `--list` tells the parts.
import { readFile, rm } from 'node:fs/promises';
import { parts } from './parts.js';
import { runScript } from './run-script.js';
import { verify } from './verify.js';

process.exitCode = await verify(
  process.argv.slice(2),
  parts,
  {
    forget: (file) => rm(file, { force: true }),
    run: runScript,
    read: async (file) => JSON.parse(await readFile(file, 'utf8')),
    now: () => performance.now(),
  },
  (text) => void process.stdout.write(`${text}\n`),
);
