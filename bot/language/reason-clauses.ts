import { closeBucket, isKeyword, type Reader } from './clauses.js';
import { parseDuration } from './duration.js';
import { parseInstant } from './instant.js';
import { written } from './tokens.js';

type Ticket = { number: string; system?: string; end: number };

/** How far from the end a part may begin that closes a justification. */
const MAXIMUM_WORDS = 8;

/**
 * "because <text>". Everything after it is the reason, so that "because we wait for 2h on site" stays whole, with three
 * exceptions. In quotation marks, followed by a keyword or nothing, the reason ends where they end. "ticket <number>"
 * at the very end is the ticket. And where the command has a `looseDuration` and neither duration nor end came before,
 * "for <duration>" or "until <time>" at the very end is just that ("because INC-42 for 2h").
 */
export function readBecause(reader: Reader, at: number): number | undefined {
  const [because, first] = reader.tokens.slice(at, at + 2);
  if (because === undefined || reader.clauses.justification !== undefined) return undefined;
  if (first === undefined) return at + 1;
  if (first.isQuoted && (at + 2 === reader.tokens.length || isKeyword(reader, at + 2))) {
    reader.clauses.justification = first.text;
    closeBucket(reader);
    return at + 2;
  }
  const end = withoutClosingParts(reader, at + 2);
  const isCut = end < reader.tokens.length;
  const text = reader.text.slice(because.end, isCut ? reader.tokens[end - 1]?.end : undefined);
  reader.clauses.justification = text
    .trim()
    .replace(/^of (?=.)/i, '')
    .replace(/[,;]$/, '');
  return reader.tokens.length;
}

/** "ticket 42", "ticket INC-42 in ServiceNow". Counts when a number follows: "Ticket Reader" is a name. */
export function readTicket(reader: Reader, at: number): number | undefined {
  const ticket = ticketAt(reader, at);
  if (ticket === undefined) return undefined;
  takeTicket(reader, ticket);
  closeBucket(reader);
  return ticket.end;
}

/** Reads what closes a justification that has at least the words before `first`; returns where the rest ends. */
function withoutClosingParts(reader: Reader, first: number): number {
  let end = reader.tokens.length;
  for (let at = end - 2; at >= Math.max(first, end - MAXIMUM_WORDS); at--) {
    if (!closes(reader, at, end)) continue;
    end = at;
    at = end - 1;
  }
  return end;
}

function closes(reader: Reader, at: number, end: number): boolean {
  const { word = '' } = reader.tokens[at] ?? {};
  if (word === 'for' || word === 'until') return closesWithTime(reader, word, at, end);
  const ticket = word === 'ticket' ? ticketAt(reader, at) : undefined;
  if (ticket?.end !== end) return false;
  takeTicket(reader, ticket);
  return true;
}

function closesWithTime(reader: Reader, word: 'for' | 'until', at: number, end: number): boolean {
  const { clauses, context, names, tokens } = reader;
  if (!names.includes('looseDuration') || clauses.duration || clauses.end) return false;
  const text = written(reader.text, tokens.slice(at + 1, end));
  if (word === 'for') {
    const result = parseDuration(text);
    if (result.ok) clauses.duration = { text, result };
    return result.ok;
  }
  const result = parseInstant(text, { ...context, after: context.now });
  if (result.ok) clauses.end = { text, result };
  return result.ok;
}

function ticketAt({ clauses, names, tokens }: Reader, at: number): Ticket | undefined {
  if (clauses.ticketNumber !== undefined || !names.includes('ticket')) return undefined;
  const first = /^(?:number|no|nr|#)$/.test(tokens[at + 1]?.word ?? '') ? at + 2 : at + 1;
  const [written, into, system] = tokens.slice(first, first + 3);
  if (written === undefined || !(written.isQuoted || /\p{N}/u.test(written.text))) return undefined;
  const number = bare(written.text).replace(/^#/, '');
  // "ticket 42 in 2 hours" names no system.
  const hasSystem = into?.word === 'in' && system !== undefined && (system.isQuoted || !/^\p{N}/u.test(system.text));
  return hasSystem ? { number, system: bare(system.text), end: first + 3 } : { number, end: first + 1 };
}

function takeTicket({ clauses }: Reader, { number, system }: Ticket): void {
  clauses.ticketNumber = number;
  if (system !== undefined) clauses.ticketSystem = system;
}

const bare = (text: string) => text.replace(/[,;.]$/, '');
