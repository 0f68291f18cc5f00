import { type Duration, duration } from '../../domain/time.js';
import type { Card } from '../card.js';
import { formatDuration } from '../words/format-time.js';

/** Tells the administrators that a machine's clock and the database's do not agree; `ahead`: the database's, in milliseconds. */
export function clockCard(machine: string, ahead: number): Card {
  const title = `The clock of ${machine} is ${inWords(duration(Math.abs(ahead)))} ${ahead > 0 ? 'behind' : 'ahead of'} the database’s`;
  return {
    kind: 'card',
    name: 'clock',
    title,
    status: { text: 'Nothing begins or ends early or late as long as the database’s clock is right', tone: 'warning' },
    body: [
      'Let both machines take their time from the same source (NTP), and correct it little by little, not in one jump. While they are far apart, Latchkey on this machine reports that it is not ready for work.',
    ],
    facts: [],
    rows: [],
    buttons: [],
    summary: title,
  };
}

/** To the second below a minute, else as lengths of roles are said. */
const inWords = (length: Duration): string => formatDuration(duration(Math.round(length / 1000) * 1000));
