import { mkdirSync, writeFileSync } from 'node:fs';

/** One measured figure: what it should be, and whether it is. `ratio` is value over baseline, from the same run. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** As people read it, such as `≤ 3×`. */
  aim: string;
  ok: boolean;
  baseline?: number;
  ratio?: number;
};

const rounded = (value: number) => Number(value.toPrecision(3));

/** Prints the figures as a table and keeps them under `.results/` in the file of this name. */
export function report(file: string, figures: readonly Figure[]): void {
  const rows = figures.map(({ name, value, unit, aim, ok, baseline, ratio }) => ({
    name,
    value: `${rounded(value)} ${unit}`,
    baseline: baseline === undefined ? '' : `${rounded(baseline)} ${unit}`,
    ratio: ratio === undefined ? '' : `${rounded(ratio)}×`,
    aim,
    ok: ok ? 'yes' : 'NO',
  }));
  const columns = ['name', 'value', 'baseline', 'ratio', 'aim', 'ok'] as const;
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => cells.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ');
  process.stdout.write(
    `${[line(columns), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n')}\n`,
  );
  mkdirSync('.results', { recursive: true });
  writeFileSync(`.results/${file}.json`, `${JSON.stringify(figures, null, 2)}\n`);
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
