import { Temporal } from 'temporal-polyfill';
import type { RequestStatus } from '../../../domain/assignment/schedule-request.js';
import { type Duration, days, duration, hours, type Instant, instant } from '../../../domain/time.js';
import type { ClauseContext } from '../../language/clauses.js';
import { readClauses } from '../../language/read-clauses.js';
import { parseDuration } from '../../language/time/duration.js';
import { zoneOrUtc } from '../../language/time/zone.js';
import { tokenise } from '../../language/tokens.js';

/** Which requests somebody wants to see. What was not said is missing. */
export type RequestsArguments = Filters & {
  /** The role as it was called, and where. */
  called?: string | undefined;
  scope?: string | undefined;
  who?: string | undefined;
  /** The words for states and times as they were written, to be said again with another role. */
  tail: string;
};

type Filters = {
  statuses?: readonly RequestStatus[] | undefined;
  since?: Instant | undefined;
  /** Words for a time that say none. */
  unclear?: string | undefined;
};

const STATES: readonly (readonly [string, readonly RequestStatus[]])[] = [
  ['waiting|pending|open', ['PendingApproval', 'PendingAdminDecision']],
  ['approved|granted', ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Revoked']],
  ['scheduled|planned', ['Granted']],
  ['denied|rejected|refused|declined', ['Denied']],
  ['cancelled|canceled|withdrawn', ['Canceled']],
  ['timed out|timed-out|expired', ['TimedOut']],
  ['failed', ['Failed']],
];
const UNITS = new Map<string, Duration>([
  ['hour', hours(1)],
  ['day', days(1)],
  ['week', days(7)],
  ['month', days(30)],
  ['year', days(365)],
]);

/** What stands at the end of a text, behind a space or alone. */
const ending = (pattern: string) => new RegExp(`^(|.*[\\s,])(?:${pattern})$`, 'i');

const ENDINGS = STATES.map(([words, statuses]) => ({ pattern: ending(words), statuses }));
const TODAY = ending('today');
const LAST = ending('(?:last|past) ([^"]{1,40})');
const FILLER = ending(
  'and|or|please|that (?:are|were)|which (?:are|were)|(?:in|within|over|of|from|since|during)(?: the)?',
);
const ANY_ROLE = /^(?:for|of|(?:(?:for|of) )?(?:all|any|every|everything|(?:all|any|every)(?: the)? roles?))$/i;

/**
 * Reads what follows `requests`: `for <role> on <scope> by <person> denied last 30 days`, in which every part may be
 * left out. States and times stand at the end. A month is thirty days here. What is in quotation marks is a name.
 */
export function readRequestsArguments(rest: string, context: ClauseContext): RequestsArguments {
  const said = rest.trim();
  const { text, ...filters } = takeFilters(said, context);
  const { subject, scope, from } = readClauses(withPerson(text), ['scope', 'from'], context);
  const isAny = subject === undefined || ANY_ROLE.test(subject);
  const called = isAny ? undefined : subject.replace(/^(?:for|of) (?=.)/i, '').trim();
  return { called, scope, who: from, tail: said.slice(text.length).trim(), ...filters };
}

/** Takes the words for states and times off the end, one after another. */
function takeFilters(said: string, context: ClauseContext): Filters & { text: string } {
  const statuses = new Set<RequestStatus>();
  const found: Filters = {};
  let text = said;
  for (let taken = lastPart(text, context); taken; taken = lastPart(text, context)) {
    text = bare(taken.before);
    for (const status of taken.statuses ?? []) statuses.add(status);
    found.since ??= taken.since;
    found.unclear ??= taken.unclear;
  }
  return { text, ...found, ...(statuses.size > 0 && { statuses: [...statuses] }) };
}

/** Without the words that only join the parts. */
function bare(text: string): string {
  const trimmed = text.replace(/[\s,]+$/, '');
  const before = FILLER.exec(trimmed)?.[1];
  return before === undefined ? trimmed : bare(before);
}

function lastPart(text: string, { now, timeZone }: ClauseContext): (Filters & { before: string }) | undefined {
  for (const { pattern, statuses } of ENDINGS) {
    const before = pattern.exec(text)?.[1];
    if (before !== undefined) return { before, statuses };
  }
  const beforeToday = TODAY.exec(text)?.[1];
  if (beforeToday !== undefined) return { before: beforeToday, since: midnight(now, timeZone) };
  const [, before, length] = LAST.exec(text) ?? [];
  if (before === undefined || length === undefined) return undefined;
  const span = spanOf(length);
  if (span !== undefined) return { before, since: instant(Math.max(0, now - span)) };
  return /^\d/.test(length) ? { before, unclear: `last ${length}` } : undefined;
}

function spanOf(words: string): Duration | undefined {
  const [, count = '1', unit = ''] = /^(\d{1,4})? ?([a-z]+?)s?$/i.exec(words) ?? [];
  const one = UNITS.get(unit.toLowerCase());
  if (one !== undefined) return duration(one * Number(count));
  const parsed = parseDuration(words);
  return parsed.ok ? parsed.value : undefined;
}

function midnight(now: Instant, timeZone: string): Instant {
  const there = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zoneOrUtc(timeZone));
  return instant(there.startOfDay().epochMilliseconds);
}

/** `by` says the same as `from` in front of a person. */
function withPerson(text: string): string {
  const by = tokenise(text).find(({ word, isQuoted }) => word === 'by' && !isQuoted);
  return by ? `${text.slice(0, by.start)}from${text.slice(by.end)}` : text;
}
