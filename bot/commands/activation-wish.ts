import type { ActivationValues } from '../../cards/activate-form.js';
import type { Expiration } from '../../domain/assignment/schedule-request.js';
import type { Instant } from '../../domain/time.js';
import type { Clauses } from '../language/clauses.js';
import { parseDuration } from '../language/duration.js';
import { parseInstant } from '../language/instant.js';
import { readClauses } from '../language/read-clauses.js';
import type { Fields, Speech } from './command.js';
import { phraseRefusalText } from './phrase-refusal-text.js';

export type FormField = keyof ActivationValues;

/** What somebody wants of an activation, as far as it was understood; `problems` name what has to be mended. */
export type ActivationWish = {
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
};

type When = Pick<Speech, 'timeZone'> & { now: Instant };
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

/** Reads the wish out of what was typed after `activate`. */
export function wishFromText(rest: string, when: When): ActivationWish {
  const clauses = readClauses(rest, activationClauses, when);
  const {
    subject,
    scope,
    duration,
    end,
    start,
    justification = '',
    ticketNumber,
    ticketSystem,
    rest: unplaced,
  } = clauses;
  const length = duration ?? end;
  return {
    role: subject === undefined ? undefined : { called: subject, scope },
    expiration: expirationOf(clauses),
    start: start?.result.ok ? start.result.value : undefined,
    justification,
    ticketNumber,
    ticketSystem,
    values: {
      // A place without a role waits for the role that is chosen in the form.
      ...(subject === undefined && { scope }),
      duration: length && (length === end ? `until ${length.text}` : length.text),
      start: start?.text,
      justification,
      ticketNumber,
      ticketSystem,
    },
    problems: {
      ...(unplaced !== undefined && {
        role: `I could not place “${unplaced}”. Leave it out, or put it in the reason.`,
      }),
      ...(length && !length.result.ok && { duration: phraseRefusalText(length.result.refusal, when) }),
      ...(start && !start.result.ok && { start: phraseRefusalText(start.result.refusal, when) }),
    },
  };
}

function expirationOf({ duration, end }: Clauses): Expiration | undefined {
  if (duration?.result.ok) return { type: 'afterDuration', duration: duration.result.value };
  if (end?.result.ok) return { type: 'afterDateTime', endDateTime: end.result.value };
  return undefined;
}

/** Reads the wish out of the filled-in form. The duration may also say `until 17:30`. */
export function wishFromFields(fields: Fields, when: When): ActivationWish {
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
  const start = values.start === undefined ? undefined : parseInstant(values.start, when);
  const startsAt = start?.ok ? start.value : undefined;
  const length = values.duration === undefined ? undefined : readLength(values.duration, when, startsAt);
  return {
    role: values.role === undefined ? undefined : { id: values.role, scope: values.scope },
    expiration: length?.ok ? length.value : undefined,
    start: startsAt,
    justification: values.justification ?? '',
    ticketNumber: values.ticketNumber,
    ticketSystem: values.ticketSystem,
    values,
    problems: {
      ...(length && !length.ok && { duration: phraseRefusalText(length.refusal, when) }),
      ...(start && !start.ok && { start: phraseRefusalText(start.refusal, when) }),
    },
  };
}

function readLength(text: string, when: When, start: Instant | undefined) {
  const until = /^until\s+(.+)$/i.exec(text)?.[1];
  if (until === undefined) {
    const duration = parseDuration(text);
    return duration.ok
      ? { ok: true as const, value: { type: 'afterDuration' as const, duration: duration.value } }
      : duration;
  }
  const end = parseInstant(until, { ...when, ...(start !== undefined && { after: start }) });
  return end.ok ? { ok: true as const, value: { type: 'afterDateTime' as const, endDateTime: end.value } } : end;
}
