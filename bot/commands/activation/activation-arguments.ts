import type { ActivationValues } from '../../../cards/activation/activate-form.js';
import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import type { Instant } from '../../../domain/time.js';
import type { Doubt } from '../../language/clauses.js';
import { readClauses } from '../../language/read-clauses.js';
import { readTimes, type Times } from '../../language/time/read-times.js';
import type { CommandContext, Fields } from '../command.js';
import { askDoubts, unplacedText } from '../words/doubt-text.js';
import { phraseRefusalText } from '../words/phrase-refusal-text.js';

export type FormField = keyof ActivationValues;

/** What somebody wants of an activation, as far as it was understood; `problems` name what has to be fixed. */
export type ActivationArguments = {
  /** The role as it was called, or the id that was chosen in the form; `scope` may be within the role's own. */
  role: { called: string; scope?: string | undefined } | { id: string; scope?: string | undefined } | undefined;
  expiration?: Expiration | undefined;
  start?: Instant | undefined;
  justification: string;
  ticketNumber?: string | undefined;
  ticketSystem?: string | undefined;
  /** What is shown in the form again. */
  values: ActivationValues;
  problems: Partial<Record<FormField, string>>;
  /** What the reason says that may be where the role is wanted. */
  placeDoubts?: readonly Doubt[] | undefined;
};

type When = Pick<CommandContext, 'timeZone'> & { now: Instant };
/** The parts of `activate`. */
export const activationClauses = [
  'looseDuration',
  'duration',
  'scope',
  'start',
  'end',
  'justification',
  'ticket',
] as const;

/** Reads the arguments from what was typed after `activate`. */
export function argumentsFromText(rest: string, when: When): ActivationArguments {
  const clauses = readClauses(rest, activationClauses, when);
  const { subject, scope, justification = '', ticketNumber, ticketSystem, rest: unplaced, doubts = [] } = clauses;
  const { values, problems } = askDoubts(doubts, { duration: lengthText(clauses), start: clauses.start?.text });
  return {
    ...timesOf(clauses, when),
    role: subject === undefined ? undefined : { called: subject, scope },
    justification,
    ticketNumber,
    ticketSystem,
    // A place without a role waits for the role that is chosen in the form.
    values: { ...(subject === undefined && { scope }), ...values, justification, ticketNumber, ticketSystem },
    problems: {
      ...problems,
      ...(unplaced !== undefined && { role: unplacedText(unplaced) }),
      ...problemsOf(clauses, when),
    },
    placeDoubts: doubts.filter(({ part }) => part === 'scope'),
  };
}

/** Reads the arguments from the filled-in form. The duration may also say `until 17:30`. */
export function argumentsFromFields(fields: Fields, when: When): ActivationArguments {
  const text = (id: FormField) => fields[id]?.trim() || undefined;
  const values: ActivationValues = {
    role: text('role'),
    scope: text('scope'),
    duration: text('duration'),
    start: text('start'),
    justification: text('justification'),
    ticketNumber: text('ticketNumber'),
    ticketSystem: text('ticketSystem'),
    outcome: text('outcome'),
  };
  const times = readTimes({ start: values.start, length: values.duration }, when);
  return {
    ...timesOf(times, when),
    role: values.role === undefined ? undefined : { id: values.role, scope: values.scope },
    justification: values.justification ?? '',
    ticketNumber: values.ticketNumber,
    ticketSystem: values.ticketSystem,
    values,
    problems: problemsOf(times, when),
  };
}

/** From when, and how long or until when: a start that has gone by is now, which needs none. */
function timesOf({ start, duration, end }: Times, { now }: When): Pick<ActivationArguments, 'start' | 'expiration'> {
  const startsAt = start?.result.ok ? start.result.value : now;
  return { start: startsAt > now ? startsAt : undefined, expiration: expirationOf(duration, end) };
}

function expirationOf(duration: Times['duration'], end: Times['end']): Expiration | undefined {
  if (duration?.result.ok) return { type: 'afterDuration', duration: duration.result.value };
  if (end?.result.ok) return { type: 'afterDateTime', endDateTime: end.result.value };
  return undefined;
}

const lengthText = ({ duration, end }: Times): string | undefined => duration?.text ?? (end && `until ${end.text}`);

function problemsOf({ start, duration, end }: Times, when: When): ActivationArguments['problems'] {
  const refused = [duration, end].find((each) => each && !each.result.ok)?.result;
  return {
    ...(refused && !refused.ok && { duration: phraseRefusalText(refused.refusal, when) }),
    ...(start && !start.result.ok && { start: phraseRefusalText(start.result.refusal, when) }),
  };
}
