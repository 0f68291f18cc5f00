import { type Duration, duration } from '../domain/time.js';
import type { Card } from './card.js';
import { formatDuration } from './format-time.js';

/** Tells the administrators that a machine's clock and the database's do not agree; `ahead`: the database's, in milliseconds. */
export function clockCard(machine: string, ahead: number): Card {
  const title = `The clock of ${machine} is ${inWords(duration(Math.abs(ahead)))} ${ahead > 0 ? 'behind' : 'ahead of'} the database’s`;
  return {
    kind: 'card',
    name: 'clock',
    title,
    status: undefined,
    body: [
      'What begins and ends goes by the database’s time. Let both machines set their clocks from the same source (NTP), and slowly.',
    ],
    facts: [],
    rows: [],
    buttons: [],
    summary: title,
  };
}

/** To the second below a minute, else as lengths of roles are said. */
const inWords = (length: Duration): string => formatDuration(duration(Math.round(length / 1000) * 1000));
