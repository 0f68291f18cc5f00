import type { Outcome } from './run-suite.js';

/** One line of the table. `aim`: what `value` must be at most; none where it is only told. */
export type Row = { name: string; value: number; unit?: string; aim?: number; examples?: readonly string[] };

/** True where the aim is not met. */
export const isViolated = ({ value, aim }: Row): boolean => aim !== undefined && value > aim;

const none = (name: string, examples: readonly string[]): Row => ({ name, value: examples.length, aim: 0, examples });
const wentWrong = (met: Record<string, number>) => Object.values(met).reduce((sum, count) => sum + count, 0);

/** What was found, line by line: what went wrong, what was done, and what must not be. */
export function rowsOf(outcome: Outcome): Row[] {
  return [...troubles(outcome), ...work(outcome), ...violations(outcome)];
}

function troubles({ mishaps, crashes, deaths, met }: Outcome): Row[] {
  const steps = Object.values(crashes);
  return [
    { name: 'primary killed', value: mishaps['primary killed'] ?? 0 },
    { name: 'process killed or crashed', value: deaths },
    { name: 'crashed at a step', value: wentWrong(crashes) },
    { name: `  different steps, of ${steps.length}`, value: steps.filter((count) => count > 0).length },
    { name: 'clock jumped', value: mishaps['clock jumped'] ?? 0 },
    { name: 'directory calls gone wrong', value: wentWrong(met.directory) },
    { name: '  carried out late', value: met.directory.late },
    { name: 'Slack calls gone wrong', value: wentWrong(met.slack) },
    { name: 'Teams calls gone wrong', value: wentWrong(met.teams) },
  ];
}

function work({ said, requests, access, messages, settled }: Outcome): Row[] {
  return [
    { name: 'requests made', value: said },
    { name: 'requests acknowledged', value: requests.acknowledged },
    ...Object.entries(requests.endings).map(([name, value]) => ({ name: `  activations ${name}`, value })),
    { name: 'activations that needed approval', value: requests.needingApproval },
    { name: '  decided by somebody', value: requests.decided },
    { name: '  decided by a button', value: requests.pressed },
    { name: 'longest time without acknowledgement', value: requests.longestPause, unit: 'ms' },
    { name: 'grants and removals', value: access.checked },
    { name: 'longest access past its end', value: access.longest, unit: 'ms' },
    { name: 'messages in Slack', value: messages.slack.checked },
    { name: '  alerts doubled after a lost answer', value: messages.slack.doubledInDoubt },
    { name: 'messages in Teams', value: messages.teams.checked },
    { name: '  doubled after a lost answer', value: messages.teams.doubledInDoubt },
    { name: 'settled after', value: settled.after, unit: 'ms' },
  ];
}

function violations({ requests, access, messages: { slack, teams }, record, settled }: Outcome): Row[] {
  return [
    none('requests acknowledged and lost', requests.lost),
    none('requests carried out twice', requests.doubled),
    none('requests without an end', requests.stuck),
    none('grants without a decision', access.undecided),
    none('double grants', access.doubled),
    none('ended early', access.early),
    none('access past its end once healthy', access.left),
    none('messages doubled', [...slack.doubled, ...teams.doubled]),
    none('messages missing', [...slack.missing, ...teams.missing]),
    none('cards that tell an old story', [...slack.stale, ...teams.stale]),
    none('records not whole', record),
    none('left undone', settled.left),
  ];
}
