import { mkdirSync, writeFileSync } from 'node:fs';
import type { Outcome } from './run-suite.js';

/** One line of the table. `aim`: what `value` must be at most; none where it is only told. */
type Row = { name: string; value: number; unit?: string; aim?: number; examples?: readonly string[] };

/** Of what has gone wrong so many are told, each on a line of its own. */
const shown = 5;

/** Prints what was found as a table, keeps it in `.results/faults.json`, and returns the names of what went wrong. */
export function tellOutcome(outcome: Outcome): string[] {
  const rows = rowsOf(outcome);
  const wide = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, unit = '', aim }) => {
    const verdict = aim === undefined ? '' : value <= aim ? 'ok' : 'VIOLATED';
    return `${name.padEnd(wide)}  ${`${Math.round(value)} ${unit}`.padStart(12)}  ${verdict}`;
  });
  const wrong = rows.filter(({ value, aim }) => aim !== undefined && value > aim);
  const causes = wrong.flatMap(({ name, examples = [] }) => [
    `${name}:`,
    ...examples.slice(0, shown).map((each) => `  ${each}`),
  ]);
  process.stdout.write(`${[...lines, ...causes].join('\n')}\n`);
  mkdirSync('.results', { recursive: true });
  writeFileSync('.results/faults.json', `${JSON.stringify({ seed: outcome.seed, rows }, null, 2)}\n`);
  return wrong.map(({ name }) => name);
}

const none = (name: string, examples: readonly string[]): Row => ({ name, value: examples.length, aim: 0, examples });

function rowsOf({ mishaps, deaths, met, said, settled, requests, access, messages, record }: Outcome): Row[] {
  const wentWrong = ({ busy, broken, hangs, drops }: (typeof met)['slack']) => busy + broken + hangs + drops;
  return [
    { name: 'primary killed', value: mishaps['primary killed'] ?? 0 },
    { name: 'process killed', value: deaths },
    { name: 'directory calls gone wrong', value: wentWrong(met.directory) },
    { name: 'Slack calls gone wrong', value: wentWrong(met.slack) },
    { name: 'requests made', value: said },
    { name: 'requests acknowledged', value: requests.acknowledged },
    ...Object.entries(requests.endings).map(([name, value]) => ({ name: `  activations ${name}`, value })),
    { name: 'approvals and denials', value: requests.decisions },
    { name: 'longest time without one', value: requests.longestPause, unit: 'ms' },
    none('requests acknowledged and lost', requests.lost),
    none('requests carried out twice', requests.doubled),
    none('requests without an end', requests.stuck),
    { name: 'grants and removals', value: access.checked },
    none('grants without a decision', access.undecided),
    none('double grants', access.doubled),
    none('ended early', access.early),
    none('access past its end once healthy', access.left),
    { name: 'longest access past its end', value: access.longest, unit: 'ms' },
    { name: 'settled after', value: settled.after, unit: 'ms' },
    none('left undone', settled.left),
    { name: 'messages in Slack', value: messages.checked },
    none('messages doubled', messages.doubled),
    { name: 'admin alerts doubled', value: messages.doubledAlerts },
    none('messages missing', messages.missing),
    none('cards that tell an old story', messages.stale),
    none('records not whole', record),
  ];
}
