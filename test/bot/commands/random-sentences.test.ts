import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsFromText } from '../../../bot/commands/activation/activation-arguments.js';
import { adminArgumentsFromText, assignmentClauses } from '../../../bot/commands/assignment/admin-arguments.js';
import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import { after, type Duration, hours, type Instant, instant, minutes } from '../../../domain/time.js';

const at = (iso: string) => instant(Date.parse(iso));
/** A Sunday, one o'clock in the afternoon in Berlin. */
const when = { now: at('2026-11-22T12:00:00Z'), timeZone: 'Europe/Berlin' };

/** A part of a sentence, and what it says: what is done may be later, shorter and narrower, never the other way round. */
type Part = { text: string; start?: Instant; length?: Duration; end?: Instant; scope?: string };

const starts: readonly Part[] = [
  ...['at tomorrow 9am', 'from tomorrow 9am', 'starting tomorrow 9am', 'tomorrow 9am', 'on monday at 9:00'].map(
    (text) => ({ text, start: at('2026-11-23T09:00+01:00') }),
  ),
  { text: 'in 2 hours', start: at('2026-11-22T15:00+01:00') },
  { text: 'at 17:00 UTC', start: at('2026-11-22T17:00Z') },
  { text: 'from 22:00', start: at('2026-11-22T22:00+01:00') },
  { text: 'at 2026-11-27 09:00', start: at('2026-11-27T09:00+01:00') },
];
const lengths: readonly Part[] = [
  { text: 'for 1h', length: hours(1) },
  { text: 'for 30 min', length: minutes(30) },
  { text: 'for the next 2 hours', length: hours(2) },
  { text: 'for 6 months', length: hours(24 * 184) },
  { text: 'until 2026-11-27 12:00', end: at('2026-11-27T12:00+01:00') },
  { text: 'till friday midnight', end: at('2026-11-28T00:00+01:00') },
  { text: 'til tomorrow 18:00', end: at('2026-11-23T18:00+01:00') },
];
const reasons: readonly Part[] = [
  ...['because INC-42', 'because of the audit', 'because we wait for it', 'because she is on call', 'because done,'],
  ...['because "we wait for 9h on site at 9:00"', 'because the server went down and nobody knows why'],
].map((text) => ({ text }));
const places: readonly Part[] = [
  { text: 'on web-shop', scope: 'web-shop' },
  { text: 'on "rg one"', scope: 'rg one' },
];
const others: readonly Part[] = ['ticket 42', 'please', 'ticket INC-7 in Jira'].map((text) => ({ text }));

const oneOf = (parts: readonly Part[]) => fc.constantFrom(...parts);
/** Each kind of part once at the most, one of the times perhaps twice, in any order. */
const sentence = fc
  .tuple(
    fc.option(oneOf(starts)),
    fc.option(oneOf(lengths)),
    fc.option(oneOf(reasons)),
    fc.option(oneOf(places)),
    fc.option(oneOf(others)),
    fc.option(fc.oneof(oneOf(starts), oneOf(lengths))),
  )
  .map((parts) => parts.filter((part) => part !== null))
  .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }));

const textOf = (parts: readonly Part[]) => parts.map(({ text }) => text).join(' ');

/** What would be carried out: only where nothing is asked. */
type Done = { start?: Instant | undefined; expiration?: Expiration | undefined; scope?: string | undefined };

function holdsTo(parts: readonly Part[], { start, expiration, scope }: Done): void {
  const begins = start ?? when.now;
  const ends = endOf(begins, expiration);
  for (const said of parts) {
    if (said.start !== undefined) expect(begins).toBeGreaterThanOrEqual(said.start);
    if (said.end !== undefined) expect(ends).toBeLessThanOrEqual(said.end);
    if (said.length !== undefined) expect(ends).toBeLessThanOrEqual(after(begins, said.length) + hours(1));
    if (said.scope !== undefined) expect(scope).toBe(said.scope);
  }
}

function endOf(begins: Instant, expiration: Expiration | undefined): number {
  switch (expiration?.type) {
    case 'afterDuration':
      return after(begins, expiration.duration);
    case 'afterDateTime':
      return expiration.endDateTime;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

const isAsked = (problems: object, doubts: readonly unknown[] = []) =>
  Object.keys(problems).length > 0 || doubts.length > 0;

describe('When the parts of a sentence come in any order, then nothing is wider, longer or sooner than they say', () => {
  it('for an activation', () => {
    let done = 0;
    fc.assert(
      fc.property(sentence, (parts) => {
        const { role, start, expiration, problems, placeDoubts } = argumentsFromText(`Reader ${textOf(parts)}`, when);
        if (isAsked(problems, placeDoubts) || expiration === undefined) return;
        done++;
        expect(role).toMatchObject({ called: 'Reader' });
        holdsTo(parts, { start, expiration, scope: role?.scope });
      }),
      { numRuns: 2000 },
    );
    expect(done).toBeGreaterThan(300);
  });

  it.each(['to Ada', 'for 90 days to Ada'])('for an assignment %s', (who) => {
    fc.assert(
      fc.property(sentence, (parts) => {
        const text = `Reader ${who} ${textOf(parts)}`;
        const args = adminArgumentsFromText(text, assignmentClauses, 'who-first', when);
        if (isAsked(args.problems, args.placeDoubts) || args.expiration === undefined) return;
        expect(args).toMatchObject({ called: 'Reader', who: 'Ada' });
        holdsTo(parts, args);
      }),
      { numRuns: 1000 },
    );
  });
});
