import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** What a change of the decisions must at least be noticed by: this share of all mutants. */
const least = 90;

const statuses = ['Killed', 'Survived', 'Timeout', 'NoCoverage'] as const;
type Status = (typeof statuses)[number];

const mutantsFile = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

type Score = { score: number; killed: number; survived: number; timeout: number; noCoverage: number };

/** Counts as Stryker does: mutants that do not compile or were not tried say nothing. None tried proves nothing. */
function scoreOf(found: readonly { status: string }[]): Score {
  const count = (status: Status) => found.filter((mutant) => mutant.status === status).length;
  const [killed, survived, timeout, noCoverage] = [
    count('Killed'),
    count('Survived'),
    count('Timeout'),
    count('NoCoverage'),
  ];
  const tried = killed + survived + timeout + noCoverage;
  const score = tried === 0 ? 0 : Math.floor((10_000 * (killed + timeout)) / tried) / 100;
  return { score, killed, survived, timeout, noCoverage };
}

const { files } = mutantsFile.parse(JSON.parse(await readFile('.results/mutation-mutants.json', 'utf8')));
const byFile = Object.fromEntries(
  Object.entries(files)
    .filter(([, { mutants }]) => mutants.length > 0)
    .map(([file, { mutants }]) => [file, scoreOf(mutants)]),
);
const mutants = Object.values(files).flatMap((file) => file.mutants);
const total = scoreOf(mutants);
const untried = mutants.filter(({ status }) => !statuses.includes(status as Status)).length;

const row = (name: string, { score, killed, survived, timeout, noCoverage }: Score) =>
  `${name.padEnd(52)}${[score.toFixed(2), killed, survived, timeout, noCoverage].map((cell) => String(cell).padStart(9)).join('')}\n`;
const heading = ['score %', 'killed', 'survived', 'timeout', 'no test'].map((cell) => cell.padStart(9)).join('');
process.stdout.write(`${'file'.padEnd(52)}${heading}\n`);
for (const [file, score] of Object.entries(byFile)) process.stdout.write(row(file, score));
process.stdout.write(row('all', total));
if (untried > 0) process.stdout.write(`${untried} mutants were not tried\n`);

const at = new Date().toISOString();
await writeFile('.results/mutation.json', `${JSON.stringify({ ...total, byFile, at }, undefined, 2)}\n`);
if (total.score < least) {
  process.stdout.write(`The score is below ${least} %: the survivors above are changes that no story notices.\n`);
  process.exitCode = 1;
}
