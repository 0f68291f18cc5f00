import { z } from 'zod';

/** One thing that takes longer than `npm test`, as `npm run verify` runs it. */
export type Part = {
  /** What it is called on the command line. */
  name: string;
  /** What it proves, in a sentence for `--list`. */
  proves: string;
  /** The script of `package.json`, and what is handed to it. */
  script: string;
  handed: readonly string[];
  /** After so many minutes it hangs, and is ended. */
  mostMinutes: number;
  /** The file in which it leaves its figures. */
  results: string;
  /** Those figures in a few words, from what stands in that file; throws where it is none, or tells of nothing done. */
  figures(results: unknown): string;
};

/** How much was done: a part that has done nothing proves nothing. */
const done = z.number().positive();

const stories = z.object({ numTotalTests: done, numPassedTests: z.number(), numFailedTests: z.number() });
const audit = z.object({
  seed: z.number(),
  rows: z.array(z.object({ name: z.string(), value: z.number(), aim: z.number().optional() })),
});
const sabotage = z.object({ seed: z.number(), tried: done, unseen: z.array(z.string()) });
const soak = z.object({ steps: done, checks: done, firstSeed: z.number(), violations: z.number() });
const mutation = z.object({ score: z.number(), killed: z.number(), survived: z.number(), noCoverage: z.number() });
const bench = z
  .array(z.object({ name: z.string(), ok: z.boolean(), ratio: z.number().optional(), aim: z.string() }))
  .min(1);

/** Every part, in the order in which they run: what is over soonest comes first. */
export const parts: readonly Part[] = [
  {
    name: 'crashes',
    proves: 'A process killed at any of its steps, and the database it starts, lose nothing and do nothing twice.',
    script: 'crashes',
    handed: ['--reporter=default', '--reporter=json', '--outputFile.json=.results/crashes.json'],
    mostMinutes: 30,
    results: '.results/crashes.json',
    figures(results) {
      const { numPassedTests, numTotalTests } = stories.parse(results);
      return `${numPassedTests} of ${numTotalTests} stories come true`;
    },
  },
  {
    name: 'faults',
    proves: 'People work for five minutes while processes, database and platforms fail, and afterwards all is whole.',
    script: 'faults',
    handed: ['300'],
    mostMinutes: 20,
    results: '.results/faults.json',
    figures(results) {
      const { seed, rows } = audit.parse(results);
      const counted = (name: string) => rows.find((row) => row.name === name)?.value ?? 0;
      const violated = rows.filter(({ value, aim }) => aim !== undefined && value > aim).map(({ name }) => name);
      const counts = `${counted('requests made')} requests, ${counted('process killed or crashed')} processes killed`;
      return `${counts}, ${told(violated.length, 'violation', violated)}, seed ${seed}`;
    },
  },
  {
    name: 'sabotage',
    proves: 'The audit of the faults sees a product that is broken on purpose, in each of its ways.',
    script: 'faults',
    handed: ['--sabotage'],
    mostMinutes: 20,
    results: '.results/sabotage.json',
    figures(results) {
      const { seed, tried, unseen } = sabotage.parse(results);
      return `${tried} ways broken, ${told(unseen.length, 'unseen', unseen)}, seed ${seed}`;
    },
  },
  {
    name: 'soak',
    proves: 'Random people with random commands break none of the rules, checked after each step, for ten minutes.',
    script: 'soak',
    handed: [],
    mostMinutes: 30,
    results: '.results/soak.json',
    figures(results) {
      const { steps, checks, firstSeed, violations } = soak.parse(results);
      return `${steps} steps, ${checks} checks, ${told(violations, 'violation')}, seed ${firstSeed}`;
    },
  },
  {
    name: 'mutation',
    proves: 'The stories notice when a pure decision is changed.',
    script: 'mutate',
    handed: [],
    mostMinutes: 180,
    results: '.results/mutation.json',
    figures(results) {
      const { score, killed, survived, noCoverage } = mutation.parse(results);
      return `score ${score.toFixed(2)} %, ${killed} killed, ${survived} survived, ${noCoverage} without a story`;
    },
  },
  {
    name: 'bench',
    proves: 'The product keeps its bounds, measured as ratios within one run.',
    script: 'bench',
    handed: [],
    mostMinutes: 60,
    results: '.results/bench.json',
    figures(results) {
      const measured = bench.parse(results);
      const missed = measured.filter(({ ok }) => !ok);
      const each = missed.map(
        ({ name, ratio, aim }) => `${name}${ratio === undefined ? '' : ` ${ratio.toFixed(2)}×`} of ${aim}`,
      );
      const ratios = measured.flatMap(({ ratio }) => ratio ?? []);
      const widest = ratios.length > 0 ? `, ratios up to ${Math.max(...ratios).toFixed(2)}×` : '';
      return `${measured.length - missed.length} of ${measured.length} within their aims${widest}${each.map((one) => `; ${one}`).join('')}`;
    },
  },
];

/** A count with its word, and what is counted where anything is. */
function told(count: number, word: string, names: readonly string[] = []): string {
  const words = `${count} ${word}${word === 'violation' && count !== 1 ? 's' : ''}`;
  return names.length === 0 ? words : `${words} (${names.join(', ')})`;
}
