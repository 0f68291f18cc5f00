import type { Reader } from './clauses.js';

/** A ticket as it was written; `end`: the word after it. */
export type Ticket = { number: string; system?: string; end: number };

/** The ticket whose keyword stands at `at`; undefined where no number follows, or one was said before. */
export function ticketAt({ clauses, names, tokens }: Reader, at: number): Ticket | undefined {
  if (clauses.ticketNumber !== undefined || !names.includes('ticket')) return undefined;
  const first = /^(?:number|no|nr|#)$/.test(tokens[at + 1]?.word ?? '') ? at + 2 : at + 1;
  const [written, into, system] = tokens.slice(first, first + 3);
  if (written === undefined || !(written.isQuoted || /\p{N}/u.test(written.text))) return undefined;
  const number = bare(written.text).replace(/^#/, '');
  // "ticket 42 in 2 hours" names no system.
  const isTime = /^(?:\p{N}.*|an?|half|one|two|three)$/u.test(system?.word ?? '');
  const hasSystem = into?.word === 'in' && system !== undefined && !isTime;
  return hasSystem ? { number, system: bare(system.text), end: first + 3 } : { number, end: first + 1 };
}

/** Makes a ticket the command's. */
export function takeTicket({ clauses }: Reader, { number, system }: Ticket): void {
  clauses.ticketNumber = number;
  if (system !== undefined) clauses.ticketSystem = system;
}

const bare = (text: string) => text.replace(/[,;.]$/, '');
