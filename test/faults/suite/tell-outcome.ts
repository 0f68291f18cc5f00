import { mkdirSync, writeFileSync } from 'node:fs';
import { isViolated, type Row, rowsOf } from './rows.js';
import type { Outcome } from './run-suite.js';

/** Of what has gone wrong so many are told, each on a line of its own. */
const shown = 5;

/**
 * Prints what was found as a table, keeps it in `.results/faults.json` with how often each step was crashed at, and
 * returns the names of what went wrong.
 */
export function tellOutcome(outcome: Outcome, run: { seed: number; seconds: number }): string[] {
  const rows = rowsOf(outcome);
  const wide = Math.max(...rows.map(({ name }) => name.length));
  const wrong = rows.filter(isViolated);
  const causes = wrong.flatMap(({ name, examples = [] }) => [
    `${name}:`,
    ...examples.slice(0, shown).map((each) => `  ${each}`),
  ]);
  process.stdout.write(`${[...rows.map((row) => lineOf(row, wide)), ...causes].join('\n')}\n`);
  mkdirSync('.results', { recursive: true });
  const kept = { ...run, rows, crashes: outcome.crashes };
  writeFileSync('.results/faults.json', `${JSON.stringify(kept, null, 2)}\n`);
  return wrong.map(({ name }) => name);
}

function lineOf(row: Row, wide: number): string {
  const { name, value, unit = '', aim } = row;
  const verdict = aim === undefined ? '' : isViolated(row) ? 'VIOLATED' : 'ok';
  return `${name.padEnd(wide)}  ${String(Math.round(value)).padStart(7)} ${unit.padEnd(2)}  ${verdict}`.trimEnd();
}
