// Drives the model for a long time: `npm run soak`. SOAK_MINUTES says how long (10), and an argument how many steps
// instead; `1 --seed 123` runs the sequence of that seed again.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TestProject } from 'vitest/node';
import { setup } from '../support/mongo-server.js';
import { explore, type Violation } from './explore.js';
import { emptyTally, type Tally } from './run-steps.js';
import { openWorld } from './world.js';

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const mostSteps = Number(positionals[0] ?? Number.POSITIVE_INFINITY);
// biome-ignore lint/style/noProcessEnv: the soak is an entry of its own, beside bot/main
const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const began = performance.now();
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 30));

const server = { uri: '' };
const stop = await setup({
  provide(name: string, value: string) {
    if (name === 'mongoUri') server.uri = value;
  },
} as unknown as TestProject);

const tally = emptyTally();
const violations: Violation[] = [];
let sequences = 0;
const isOver = () =>
  tally.steps >= mostSteps || performance.now() - began > (Number.isFinite(mostSteps) ? 24 * 60 : minutes) * 60_000;

/** One database of its own, for one sequence after the other: several at once keep both processes busy. */
async function lane(name: string): Promise<void> {
  const uri = new URL(server.uri);
  uri.pathname = `/soak-${name}`;
  const world = await openWorld(uri.href);
  while (!isOver()) {
    const seed = firstSeed + sequences;
    sequences += 1;
    const violation = await explore(world, seed, tally);
    if (violation) violations.push(violation);
    if (violation) process.stdout.write(`\n${violation.message}\n`);
  }
  await world.close();
}

try {
  await Promise.all((mostSteps === 1 ? ['one'] : ['one', 'two', 'three']).map(lane));
} finally {
  await stop();
}

const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`\n${tableOf(tally)}\n`);
const { steps, checks, longest: slowestStepMs } = tally;
const refusals = Object.entries(tally.refusals).sort(([, one], [, other]) => other - one);
process.stdout.write(`\nrefused: ${refusals.map(([code, times]) => `${code} ${times}`).join(', ')}\n\n`);
const summary = { seconds, sequences, firstSeed, steps, checks, slowestStepMs, violations: violations.length };
for (const [name, value] of Object.entries(summary)) process.stdout.write(`${name.padEnd(14)} ${value}\n`);
mkdirSync('.results', { recursive: true });
writeFileSync(
  '.results/soak.json',
  `${JSON.stringify({ ...summary, kinds: tally.kinds, refusals: tally.refusals, broken: violations }, null, 2)}\n`,
);
process.exitCode = violations.length > 0 ? 1 : 0;

function tableOf({ kinds }: Tally): string {
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(16) : String(cell).padStart(9))).join('');
  const rows = Object.entries(kinds)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([kind, { done, refused, idle }]) => row([kind, done, refused, idle]));
  return [row(['step', 'done', 'refused', 'idle']), ...rows].join('\n');
}
