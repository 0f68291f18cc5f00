import type { Part } from './parts.js';

/** How running a part ended. */
export type End = { kind: 'exited'; code: number } | { kind: 'killed'; signal: string } | { kind: 'hung' };

/** What came of a part: its line in the table. `seconds`: how long it took. */
export type Outcome = { name: string; passed: boolean; seconds: number; figures: string };

/** What running parts needs of the machine. */
export type Machine = {
  /** Removes what an earlier run has left in such a file, so that its figures are not taken for this run's. */
  forget(file: string): Promise<void>;
  /** Runs a part until it ends, or hangs and is ended. */
  run(part: Part): Promise<End>;
  /** The content of a results file; throws where there is none. */
  read(file: string): Promise<unknown>;
  /** Milliseconds of a clock that only goes on. */
  now(): number;
};

/**
 * Runs the parts one after another, each whatever came of those before it, and returns the outcome of every one. A part
 * passes where it ends with code 0 and leaves its figures.
 */
export async function runParts(parts: readonly Part[], machine: Machine): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of parts) outcomes.push(await runPart(part, machine));
  return outcomes;
}

async function runPart(part: Part, machine: Machine): Promise<Outcome> {
  const begun = machine.now();
  await machine.forget(part.results);
  const end = await machine.run(part);
  const seconds = (machine.now() - begun) / 1000;
  const figures = await readFigures(part, machine);
  const passed = end.kind === 'exited' && end.code === 0 && figures !== undefined;
  const told = [figures ?? 'left no figures', ...whatWentWrong(end, part)].join('; ');
  return { name: part.name, passed, seconds, figures: told };
}

/** Its figures, or undefined where it left none that can be read. */
async function readFigures({ results, figures }: Part, machine: Machine): Promise<string | undefined> {
  try {
    return figures(await machine.read(results));
  } catch {
    return undefined;
  }
}

function whatWentWrong(end: End, { mostMinutes }: Part): string[] {
  if (end.kind === 'hung') return [`was ended after ${mostMinutes} minutes`];
  if (end.kind === 'killed') return [`was ended by ${end.signal}`];
  return end.code === 0 ? [] : [`ended with code ${end.code}`];
}

/** The table of all outcomes, one line each under a heading. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const cells = outcomes.map(({ name, passed, seconds, figures }) => [
    name,
    passed ? 'passed' : 'FAILED',
    duration(seconds),
    figures,
  ]);
  const rows = [['part', '', 'took', 'figures'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
