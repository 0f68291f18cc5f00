import type { Doubt, Reader } from './clauses.js';
import { lengthAt, momentAt, type PartFound } from './parts-in-reason.js';
import { takeTicket, ticketAt } from './ticket.js';
import { written } from './tokens.js';

/** Some of the words of a reason, the last one excluded. */
export type Piece = { from: number; to: number };

/** A part that closes a reason. `isSure`: it is one after any reason. */
type Closing = Piece & { isSure: boolean; take(): void; doubt?: Omit<Doubt, 'isClosing'> };

/** How far from the end a part may begin that closes a reason. */
const MAXIMUM_WORDS = 8;
/** How many words may stand before a time that its keyword still introduces ("until tomorrow at 9:00"). */
const MAXIMUM_LEAD = 4;
/** How many keywords within a reason are looked at, and how many words after each. */
const MAXIMUM_LOOKS = 60;
const MAXIMUM_PART = 6;

/**
 * Takes the parts that close the reason which begins at `first`, and notes as doubts those that may as well belong to
 * it. Returns the pieces of the text that are the reason.
 */
export function takeClosingParts(reader: Reader, first: number): Piece[] {
  const closings = closingParts(reader, first);
  const end = closings[0]?.from ?? reader.tokens.length;
  const isCertain = isReference(reader, first, end);
  // What stands before something that may belong to the reason is in the midst of it.
  const last = isCertain ? -1 : closings.findLastIndex(({ isSure }) => !isSure);
  const kept = closings.slice(0, last + 1);
  for (const closing of closings.slice(last + 1)) closing.take();
  const names = kept.flatMap(({ doubt }) => (doubt && isName(doubt) ? [{ ...doubt, isClosing: true }] : []));
  // What closes as a name may hold a time.
  const within = doubtsWithin(reader, first, kept.at(-1)?.to ?? end);
  reader.doubts.push(...within.filter(({ text }) => names.every((name) => name.text !== text)), ...names);
  return [{ from: first, to: end }, ...kept];
}

const isName = ({ part }: Pick<Doubt, 'part'>) => part === 'scope' || part === 'from' || part === 'to';

/** Nothing but a reference ("INC-42"), or the end of a clause, stands before: what follows is no part of a sentence. */
function isReference({ tokens }: Reader, first: number, end: number): boolean {
  const begin = tokens[first]?.word === 'of' ? first + 1 : first;
  const last = tokens[end - 1]?.text ?? '';
  return (end - begin === 1 && /\p{N}/u.test(last)) || /[,;]$/.test(last);
}

function closingParts(reader: Reader, first: number): Closing[] {
  const closings: Closing[] = [];
  const found = new Set<string>();
  let end = reader.tokens.length;
  for (let at = end - 1; at > first && at >= end - MAXIMUM_WORDS; at--) {
    const closing = closingAt(reader, { first, at, end });
    const part = closing?.doubt?.part ?? 'ticket';
    if (!closing) continue;
    if (found.has(part)) break;
    found.add(part);
    closings.unshift(closing);
    end = closing.from;
    at = end;
  }
  return closings;
}

type Place = { first: number; at: number; end: number };

function closingAt(reader: Reader, place: Place): Closing | undefined {
  const { at, end } = place;
  const { word = '' } = reader.tokens[at] ?? {};
  if (word === 'ticket') return closingTicket(reader, at, end);
  const length = lengthAt(reader, at, end);
  if (length) return closing(reader, length, true);
  return closingMoment(reader, place) ?? closingName(reader, word, at, end);
}

function closingTicket(reader: Reader, at: number, end: number): Closing | undefined {
  const ticket = ticketAt(reader, at);
  return ticket?.end === end ? { from: at, to: end, isSure: true, take: () => takeTicket(reader, ticket) } : undefined;
}

/** The furthest word back that still introduces the time which ends the text. */
function closingMoment(reader: Reader, { first, at, end }: Place): Closing | undefined {
  if (!momentAt(reader, at, end)) return undefined;
  for (let lead = Math.max(first + 1, at - MAXIMUM_LEAD); lead <= at; lead++) {
    const found = momentAt(reader, lead, end);
    if (found) return closing(reader, found, found.part === 'end');
  }
  return undefined;
}

/** A part that was said before is not taken again: it belongs to nothing, unless it is of the reason. */
function closing(reader: Reader, found: PartFound, isSure: boolean): Closing {
  const { part, at, end, value } = found;
  const doubt = { part, value, text: textOf(reader, at, end) };
  const { duration, end: until } = reader.clauses;
  const isSaid = part === 'start' ? reader.clauses.start !== undefined : (duration ?? until) !== undefined;
  const leaveOver = () => {
    reader.buckets.rest.push(...reader.tokens.slice(at, end));
  };
  return {
    from: at,
    to: end,
    isSure: isSure && !isSaid,
    take: isSaid ? leaveOver : found.take,
    doubt,
  };
}

const NAMES = new Map([
  ['on', 'scope'],
  ['from', 'from'],
  ['to', 'to'],
] as const);

function closingName(reader: Reader, word: string, at: number, end: number): Closing | undefined {
  const part = NAMES.get(word as 'on');
  if (!part || !reader.names.includes(part) || reader.buckets[part].length > 0 || at + 1 >= end) return undefined;
  const value = textOf(reader, at + 1, end);
  const take = () => {
    reader.buckets[part].push(...reader.tokens.slice(at + 1, end));
  };
  return { from: at, to: end, isSure: false, take, doubt: { part, value, text: textOf(reader, at, end) } };
}

/** Parts in the midst of a reason, or once more after what was said before it. */
function doubtsWithin(reader: Reader, first: number, end: number): Doubt[] {
  const doubts: Doubt[] = [];
  let looks = 0;
  for (let at = first; at < end && looks < MAXIMUM_LOOKS; at++) {
    const longest = Math.min(end, at + 1 + MAXIMUM_PART);
    const found = partWithin(reader, at, longest);
    if (found !== undefined || reader.tokens[at]?.word === 'on') looks++;
    if (found) {
      const text = textOf(reader, at, found.end);
      doubts.push({ part: found.part, value: found.value, text, isClosing: false });
      at = found.end - 1;
    } else doubts.push(...placeWithin(reader, at, longest));
  }
  return doubts;
}

/** The longest words from `at` that are a time. */
function partWithin(reader: Reader, at: number, longest: number): PartFound | undefined {
  for (let end = longest; end > at; end--) {
    const found = lengthAt(reader, at, end) ?? momentAt(reader, at, end);
    if (found) return found.isFaint ? undefined : found;
  }
  return undefined;
}

/** Whether the words after "on" are a place, the language cannot know. */
function placeWithin(reader: Reader, at: number, end: number): Doubt[] {
  const isPlace = reader.tokens[at]?.word === 'on' && reader.names.includes('scope') && at + 1 < end;
  if (!isPlace) return [];
  return [{ part: 'scope', value: textOf(reader, at + 1, end), text: textOf(reader, at, end), isClosing: false }];
}

const textOf = ({ text, tokens }: Reader, from: number, to: number) => written(text, tokens.slice(from, to));
