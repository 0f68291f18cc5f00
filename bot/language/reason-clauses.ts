import { closeBucket, isKeyword, type Reader } from './clauses.js';
import { takeClosingParts } from './closing-parts.js';
import { takeTicket, ticketAt } from './ticket.js';
import { beginsMoment } from './time/timed-clauses.js';

/**
 * "because <text>". In quotation marks, followed by a part or nothing, the reason ends where they end and is exempt from
 * what follows. Else it goes to the end of the text, but for the parts that close it, each not said before. After a
 * number or a comma ("because INC-42 on web-shop at 9:00") they are all taken. After any other reason, a duration, an end
 * and a ticket at the very end are ("because the audit for 2h"); a start, a place and a person there ("because the audit
 * on web-shop"), and whatever is in the midst of it, stay in the reason and become doubts.
 */
export function readBecause(reader: Reader, at: number): number | undefined {
  const [because, first] = reader.tokens.slice(at, at + 2);
  if (because === undefined || reader.clauses.justification !== undefined) return undefined;
  if (first === undefined) return at + 1;
  if (first.isQuoted && endsReason(reader, at + 2)) {
    reader.clauses.justification = first.text;
    closeBucket(reader);
    return at + 2;
  }
  const pieces = takeClosingParts(reader, at + 1);
  const text = pieces.map(({ from, to }) => reader.text.slice(startOf(reader, from), endOf(reader, to))).join(' ');
  reader.clauses.justification = text
    .trim()
    .replace(/^of (?=.)/i, '')
    .replace(/[,;]$/, '');
  return reader.tokens.length;
}

const endsReason = (reader: Reader, at: number): boolean =>
  at === reader.tokens.length || isKeyword(reader, at) || beginsMoment(reader, at);

const startOf = ({ tokens }: Reader, at: number) => tokens[at]?.start ?? 0;

/** To the end of the text where nothing is cut off, so that a polite word at the end stays. */
const endOf = ({ text, tokens }: Reader, to: number) =>
  to === tokens.length ? text.length : (tokens[to - 1]?.end ?? text.length);

/** "ticket 42", "ticket INC-42 in ServiceNow". Counts when a number follows: "Ticket Reader" is a name. */
export function readTicket(reader: Reader, at: number): number | undefined {
  const ticket = ticketAt(reader, at);
  if (ticket === undefined) return undefined;
  takeTicket(reader, ticket);
  closeBucket(reader);
  return ticket.end;
}
