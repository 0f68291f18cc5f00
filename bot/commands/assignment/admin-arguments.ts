import type { AssignmentField, AssignmentValues } from '../../../cards/assignment/assignment-form.js';
import type { KeptArguments } from '../../../cards/words/kept-arguments.js';
import type { Expiration, Level } from '../../../domain/assignment/schedule-request.js';
import type { Role } from '../../../domain/role/role.js';
import type { Instant } from '../../../domain/time.js';
import type { Doubt } from '../../language/clauses.js';
import { readClauses } from '../../language/read-clauses.js';
import { readTimes, type Times } from '../../language/time/read-times.js';
import { writeInstant } from '../../language/time/write-instant.js';
import type { CommandContext, Fields } from '../command.js';
import { askDoubts, doubtText, unplacedText } from '../words/doubt-text.js';
import { lengthWritten, termsKept } from '../words/keep-terms.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';
import { roleOfValue } from '../words/role-value.js';
import { isForGood, type LengthReading, lengthOfClauses } from './admin-length.js';
import { readSubject, type Subject } from './admin-subject.js';

/** What an administrator wants, as far as it was understood; `problems` name what has to be fixed. */
export type AdminArguments = Pick<Subject, 'called' | 'scope' | 'who' | 'whole'> & {
  /** The very role, where it was chosen and not named. */
  role?: Role | undefined;
  level?: Level | undefined;
  start?: Instant | undefined;
  expiration?: Expiration | undefined;
  justification: string;
  ticketNumber?: string | undefined;
  ticketSystem?: string | undefined;
  /** What is shown in the form again. */
  values: AssignmentValues;
  problems: Partial<Record<AssignmentField, string>>;
  /** What the reason says that may be where the role is meant. */
  placeDoubts?: readonly Doubt[] | undefined;
};

type When = Pick<CommandContext, 'timeZone'> & { now: Instant };
type Order = Parameters<typeof readSubject>[1];

/** The parts of the commands that give, move and prolong. */
export const assignmentClauses = ['to', 'scope', 'duration', 'start', 'end', 'justification', 'ticket'] as const;
/** The parts of `remove`. */
export const removalClauses = ['from', 'scope', 'justification'] as const;

/** Reads the arguments from what was typed after the command's name; `order` is `readSubject`'s. */
export function adminArgumentsFromText(
  rest: string,
  names: typeof assignmentClauses | typeof removalClauses,
  order: Order,
  when: When,
): AdminArguments {
  const clauses = readClauses(rest, names, when);
  const subject = readSubject(clauses, order);
  const { called, scope, whole, level, isForGood: forGood } = subject;
  const { start, justification = '', ticketNumber, ticketSystem, doubts = [] } = clauses;
  const length = lengthOfClauses(clauses, when.now);
  const asked = askDoubts(doubts, { duration: length?.text, start: start?.text });
  const who = subject.who ?? personIn(doubts)?.value;
  const expiration = forGood ? ({ type: 'noExpiration' } as const) : undefined;
  return {
    called,
    scope,
    who,
    whole,
    level,
    start: start?.result.ok ? start.result.value : undefined,
    expiration: length?.result.ok ? length.result.value : expiration,
    justification,
    ticketNumber,
    ticketSystem,
    values: {
      role: called && nameWithScope(called, scope),
      who,
      level,
      start: asked.values.start,
      length: asked.values.duration ?? (forGood ? 'permanently' : undefined),
      justification,
      ticketNumber,
    },
    problems: {
      ...doubtProblems(subject, doubts, asked.problems),
      ...timeProblems({ start, length }, when),
      ...(length && forGood && { length: 'Say either how long or permanently, not both.' }),
    },
    placeDoubts: doubts.filter(({ part }) => part === 'scope'),
  };
}

/** What is left over, and what the reason may say of it. */
function doubtProblems(
  { who, unplaced }: Subject,
  doubts: readonly Doubt[],
  { duration, start }: ReturnType<typeof askDoubts>['problems'],
): AdminArguments['problems'] {
  const person = who === undefined ? personIn(doubts) : undefined;
  return {
    ...(duration !== undefined && { length: duration }),
    ...(start !== undefined && { start }),
    ...(person && { who: doubtText(person) }),
    ...(unplaced !== undefined && { role: unplacedText(unplaced) }),
  };
}

const personIn = (doubts: readonly Doubt[]) => doubts.find(({ part }) => part === 'to' || part === 'from');

type ReadTimes = { start: Times['start'] | undefined; length: LengthReading | undefined };

const timeProblems = ({ start, length }: ReadTimes, when: When): AdminArguments['problems'] => ({
  ...(length && !length.result.ok && { length: phraseRefusalText(length.result.refusal, when) }),
  ...(start && !start.result.ok && { start: phraseRefusalText(start.result.refusal, when) }),
});

const nameWithScope = (called: string, scope: string | undefined) =>
  scope === undefined ? called : `"${called}" on "${scope}"`;

/** Reads the arguments from the filled-in form. */
export function adminArgumentsFromFields(fields: Fields, when: When): AdminArguments {
  const text = (id: AssignmentField) => fields[id]?.trim() || undefined;
  const [role, who, level, startText] = [text('role'), text('who'), text('level'), text('start')];
  const [lengthText, justification = '', ticketNumber] = [text('length'), text('justification'), text('ticketNumber')];
  const chosen = role === undefined ? undefined : roleOfValue(role);
  const { subject: called, scope } = role === undefined || chosen ? {} : readClauses(role, ['scope'], when);
  const forGood = lengthText !== undefined && isForGood(lengthText);
  const times = readTimes({ start: startText, length: forGood ? undefined : lengthText }, when);
  const { start } = times;
  const length = lengthOfClauses(times, when.now);
  const expiration = forGood ? ({ type: 'noExpiration' } as const) : undefined;
  return {
    role: chosen,
    called,
    scope,
    who,
    level: level === 'eligibility' || level === 'assignment' ? level : undefined,
    start: start?.result.ok ? start.result.value : undefined,
    expiration: length?.result.ok ? length.result.value : expiration,
    justification,
    ticketNumber,
    values: { role, who, level, start: startText, length: lengthText, justification, ticketNumber },
    problems: timeProblems({ start, length }, when),
  };
}

/** The arguments that a button kept, with their times as they are written in the presser's zone. */
export function adminArgumentsKept(
  {
    role,
    principalId,
    level,
    said,
  }: { role?: Role | undefined; principalId?: string | undefined; level?: Level | undefined; said: KeptArguments },
  { timeZone }: When,
): AdminArguments {
  const { written, problems, ...terms } = termsKept(said);
  const who = principalId ?? written.who;
  const { start, expiration, justification, ticketNumber } = terms;
  return {
    ...terms,
    role,
    called: written.role,
    who,
    level,
    values: {
      role: written.role,
      who,
      level,
      start: start === undefined ? written.start : writeInstant(start, timeZone),
      length: expiration === undefined ? written.length : lengthWritten(expiration, timeZone),
      justification,
      ticketNumber,
    },
    problems,
  };
}
