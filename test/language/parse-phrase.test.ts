import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verbsOf } from '../../bot/commands/find-command.js';
import { commands } from '../../bot/commands/registry.js';
import type { ClauseName, Reading } from '../../bot/language/clauses.js';
import { findVerb, type VerbSpec } from '../../bot/language/find-verb.js';
import { readClauses } from '../../bot/language/read-clauses.js';
import { undecorate } from '../../bot/language/undecorate.js';
import { hours, instant, minutes } from '../../domain/time.js';
import { cpuTimeOf } from '../support/cpu-time.js';

const at = (iso: string) => instant(Date.parse(iso));
const berlin = { now: at('2026-11-22T12:00:00Z'), timeZone: 'Europe/Berlin' };
const nine = at('2026-11-23T09:00+01:00');

/** A whole message as the product reads it: its command, then the command's parts. */
function parsePhrase(text: string, when: typeof berlin, verbs: readonly VerbSpec[] = verbsOf(commands)) {
  const found = findVerb(text, when, verbs);
  if (!found.ok) return found;
  const { spec, rest } = found.value;
  return { ok: true as const, value: { verb: spec.verb, ...readClauses(rest, spec.clauses, when) } };
}

/** A phrase with each time as its value or the code of its refusal. */
function understood(text: string): object {
  const phrase = parsePhrase(text, berlin);
  if (!phrase.ok) return phrase.refusal;
  const { doubts, ...parts } = phrase.value;
  const entries = Object.entries(parts).map(([key, part]) => [key, typeof part === 'string' ? part : said(part)]);
  return { ...Object.fromEntries(entries), ...(doubts && { doubts: doubts.map(({ text }) => text) }) };
}
const said = ({ result }: Reading<number, { code: string }>) => (result.ok ? result.value : result.refusal.code);

const reader = { verb: 'activate', subject: 'Security Reader' };
const twoHours = { ...reader, duration: hours(2) };

describe('When somebody asks for a role in whatever order, then every part is found', () => {
  it.each<[string, object]>([
    ['activate Security Reader for 2h because INC-42', { ...twoHours, justification: 'INC-42' }],
    ['ACTIVATE Security Reader FOR 2H BECAUSE INC-42', { ...twoHours, justification: 'INC-42' }],
    ['for 2h activate Security Reader because INC-42', { ...twoHours, justification: 'INC-42' }],
    ['activate for 2h Security Reader because INC-42', { ...twoHours, justification: 'INC-42' }],
    ['please activate Security Reader, for 2h, because INC-42', { ...twoHours, justification: 'INC-42' }],
    ['I need Security Reader for 2h because INC-42', { ...twoHours, justification: 'INC-42' }],
    ['hello, can you activate Security Reader for 2h please', twoHours],
    ['activate Security Reader 2h', twoHours],
    ['activate Security Reader 120 min because of INC-42', { ...twoHours, justification: 'INC-42' }],
    ['activate Security Reader for an hour and a half', { ...reader, duration: minutes(90) }],
    ['activate Security Reader on Production for 2h', { ...twoHours, scope: 'Production' }],
    ['activate on "rg one" Security Reader for 2h', { ...twoHours, scope: 'rg one' }],
    ['activate Security Reader for 2h on Production', { ...twoHours, scope: 'Production' }],
    ['activate Security Reader until 17:30', { ...reader, end: at('2026-11-22T17:30+01:00') }],
    ['until tomorrow at 9:00 activate Security Reader', { ...reader, end: nine }],
    ['activate Security Reader for 2h from tomorrow 9am', { ...twoHours, start: nine }],
    ['activate Security Reader at 9:00 on Monday for 2h', { ...twoHours, start: nine }],
    ['activate Security Reader on Monday at 9:00 for 2h', { ...twoHours, start: nine }],
    ['activate Security Reader from 9:00 to 12:00', { ...reader, start: nine, end: at('2026-11-23T12:00+01:00') }],
    [
      'activate Security Reader until 02:00 at 22:00',
      { ...reader, start: at('2026-11-22T22:00+01:00'), end: at('2026-11-23T02:00+01:00') },
    ],
    ['activate Security Reader ticket #42 for 2h', { ...twoHours, ticketNumber: '42' }],
    [
      'activate Security Reader for 2h ticket INC-42 in ServiceNow because the build is broken',
      { ...twoHours, ticketNumber: 'INC-42', ticketSystem: 'ServiceNow', justification: 'the build is broken' },
    ],
    ['activate', { verb: 'activate' }],
    ['activate Security Reader because', reader],
  ])('%s', (text, phrase) => {
    expect(understood(text)).toEqual(phrase);
  });
});

describe('When a reason holds words that could be parts, then it stays whole and what could give less is asked', () => {
  it.each<[string, object]>([
    ['activate Security Reader because a, because b', { ...reader, justification: 'a, because b' }],
    ['activate Security Reader because "prod" is down', { ...reader, justification: '"prod" is down' }],
    ['activate Security Reader because ticket 42 is open', { ...reader, justification: 'ticket 42 is open' }],
    [
      'activate Security Reader because the ticket 42 stays open',
      { ...reader, justification: 'the ticket 42 stays open' },
    ],
    [
      'activate Security Reader because we wait for 2h on site',
      { ...reader, justification: 'we wait for 2h on site', doubts: ['for 2h', 'on site'] },
    ],
    [
      'activate Security Reader for 2h because we wait for 1h',
      { ...twoHours, justification: 'we wait for 1h', doubts: ['for 1h'] },
    ],
    [
      'activate Security Reader for 2h because it takes for 3 days',
      { ...twoHours, justification: 'it takes for 3 days' },
    ],
    ['activate Security Reader for 2h because "we wait for 1h"', { ...twoHours, justification: 'we wait for 1h' }],
    [
      'activate Security Reader because the server died at 9:00',
      { ...reader, justification: 'the server died at 9:00', doubts: ['at 9:00'] },
    ],
    [
      'activate Security Reader for 2h because the server died yesterday 9:00',
      { ...twoHours, justification: 'the server died yesterday 9:00' },
    ],
    [
      'activate Security Reader for 2h because the audit begins on monday',
      { ...twoHours, justification: 'the audit begins on monday', doubts: ['on monday'] },
    ],
    [
      'activate Security Reader for 2h because the work done in 3 hours is too late',
      { ...twoHours, justification: 'the work done in 3 hours is too late', doubts: ['in 3 hours'] },
    ],
    [
      'activate Security Reader for 2h because we deploy tomorrow',
      { ...twoHours, justification: 'we deploy tomorrow' },
    ],
    [
      'activate Security Reader for 2h because the audit on web-shop',
      { ...twoHours, justification: 'the audit on web-shop', doubts: ['on web-shop'] },
    ],
    [
      'activate Security Reader because I am here until someone comes',
      { ...reader, justification: 'I am here until someone comes' },
    ],
    ['deny Anna because she needs it for 2h', { verb: 'deny', subject: 'Anna', justification: 'she needs it for 2h' }],
  ])('%s', (text, phrase) => {
    expect(understood(text)).toEqual(phrase);
  });
});

describe('When a part closes the reason and was not given before, then it is that part', () => {
  it.each<[string, object]>([
    ['activate Security Reader because INC-42 for 2h', { ...twoHours, justification: 'INC-42' }],
    [
      'activate Security Reader because INC-42 until 17:30',
      { ...reader, justification: 'INC-42', end: at('2026-11-22T17:30+01:00') },
    ],
    [
      'activate Security Reader because the audit, ticket 42',
      { ...reader, justification: 'the audit', ticketNumber: '42' },
    ],
    [
      'activate Security Reader because the audit for 2h ticket 42',
      { ...twoHours, justification: 'the audit', ticketNumber: '42' },
    ],
    [
      'activate Security Reader because the audit ticket 42 for 2h',
      { ...twoHours, justification: 'the audit', ticketNumber: '42' },
    ],
    ['activate Security Reader because "we wait for 1h" for 2h', { ...twoHours, justification: 'we wait for 1h' }],
    [
      'activate Security Reader because "we wait for 1h" tomorrow 9am',
      { ...reader, justification: 'we wait for 1h', start: nine },
    ],
    [
      'activate Security Reader for 2h because INC-42 at tomorrow 9am',
      { ...twoHours, justification: 'INC-42', start: nine },
    ],
    [
      'activate Security Reader for 2h because INC-42, starting tomorrow 9am',
      { ...twoHours, justification: 'INC-42', start: nine },
    ],
    [
      'activate Security Reader for 2h because INC-42 tomorrow 9am',
      { ...twoHours, justification: 'INC-42', start: nine },
    ],
    [
      'activate Security Reader for 2h because INC-42 tomorrow',
      { ...twoHours, justification: 'INC-42', start: 'TIME_OF_DAY_MISSING' },
    ],
    [
      'activate Security Reader because INC-42 from tomorrow 9am till 23:30 on web-shop ticket 42',
      {
        ...reader,
        justification: 'INC-42',
        start: nine,
        end: at('2026-11-23T23:30+01:00'),
        scope: 'web-shop',
        ticketNumber: '42',
      },
    ],
    [
      'activate Security Reader for 2h because INC-42 on web-shop',
      { ...twoHours, justification: 'INC-42', scope: 'web-shop' },
    ],
    [
      'activate Security Reader because of the audit until tomorrow at 9:00',
      { ...reader, justification: 'the audit', end: nine },
    ],
    [
      'activate Security Reader because of INC-42 for the rest of the day',
      { ...reader, justification: 'INC-42', end: at('2026-11-23T00:00+01:00') },
    ],
    [
      'approve Anna because she is on call for 1h',
      { verb: 'approve', subject: 'Anna', justification: 'she is on call', duration: hours(1) },
    ],
    [
      'assign Reader to Anna because new on the team for 2 weeks',
      {
        verb: 'assign',
        subject: 'Reader',
        to: 'Anna',
        justification: 'new on the team',
        duration: hours(336),
        doubts: ['on the team'],
      },
    ],
  ])('%s', (text, phrase) => {
    expect(understood(text)).toEqual(phrase);
  });
});

describe('When a name holds words that could begin parts, then it stays a name', () => {
  it.each<[string, object]>([
    ['activate Reader for Billing for 2h', { verb: 'activate', subject: 'Reader for Billing', duration: hours(2) }],
    ['activate "Reader for 1h" for 2h', { verb: 'activate', subject: 'Reader for 1h', duration: hours(2) }],
    ['activate Ticket Administrator', { verb: 'activate', subject: 'Ticket Administrator' }],
    ['activate Reader at Contoso', { verb: 'activate', subject: 'Reader at Contoso' }],
    [
      'activate Reader on "rg for 1h" for 2h',
      { verb: 'activate', subject: 'Reader', scope: 'rg for 1h', duration: hours(2) },
    ],
    ['activate Security Reader 2h INC-42', { verb: 'activate', subject: 'Security Reader 2h INC-42' }],
  ])('%s', (text, phrase) => {
    expect(understood(text)).toEqual(phrase);
  });
});

describe('When times are said as people say them, then they are read', () => {
  it.each<[string, object]>([
    ['for the next 2 hours', { duration: hours(2) }],
    ['for up to 2h', { duration: hours(2) }],
    ['for thirteen minutes', { duration: minutes(13) }],
    ['for 2 Std', { duration: hours(2) }],
    ['til 23:30', { end: at('2026-11-22T23:30+01:00') }],
    ["'til 23:30", { end: at('2026-11-22T23:30+01:00') }],
    ['until 17:00 UTC', { end: at('2026-11-22T17:00Z') }],
    ['until 23:30 (UTC+01:00)', { end: at('2026-11-22T23:30+01:00') }],
    ['until 14:30 Uhr', { end: at('2026-11-22T14:30+01:00') }],
    ['for the rest of the day', { end: at('2026-11-23T00:00+01:00') }],
    ['until eod', { end: at('2026-11-23T00:00+01:00') }],
    ['in 2 hours for 1h', { start: at('2026-11-22T15:00+01:00'), duration: hours(1) }],
    ['for 1h in 2 hours', { start: at('2026-11-22T15:00+01:00'), duration: hours(1) }],
    ['starting tomorrow 9am for 2h', { start: nine, duration: hours(2) }],
    ['starting at 9:00 tomorrow for 2h', { start: nine, duration: hours(2) }],
    ['tomorrow 9am for 2h', { start: nine, duration: hours(2) }],
    ['for 2h tomorrow 9am', { start: nine, duration: hours(2) }],
    ['2h tomorrow 9am', { start: nine, duration: hours(2) }],
    ['tomorrow 9am 2h', { start: nine, duration: hours(2) }],
    ['tomorrow for 2h', { start: 'TIME_OF_DAY_MISSING', duration: hours(2) }],
    ['now for 2h', { start: berlin.now, duration: hours(2) }],
    ['for 2 months', { duration: at('2027-01-22T13:00+01:00') - berlin.now }],
    [
      'from friday 09:00 until friday midnight',
      { start: at('2026-11-27T09:00+01:00'), end: at('2026-11-28T00:00+01:00') },
    ],
    ['from friday 09:00 until friday 08:00', { start: at('2026-11-27T09:00+01:00'), end: 'TIME_BEFORE_START' }],
    ['from 22:00 until 02:00', { start: at('2026-11-22T22:00+01:00'), end: at('2026-11-23T02:00+01:00') }],
    ['from 9:00 until 17:00', { start: 'START_UNCLEAR', end: at('2026-11-23T17:00+01:00') }],
    ['from yesterday 9:00 until 17:00', { start: at('2026-11-21T09:00+01:00'), end: 'TIME_IN_THE_PAST' }],
    ['from friday midnight for 2h', { start: 'MIDNIGHT_UNCLEAR', duration: hours(2) }],
  ])('activate Security Reader %s', (parts, phrase) => {
    expect(understood(`activate Security Reader ${parts}`)).toEqual({ ...reader, ...phrase });
  });
});

describe('When one part is broken, then it says so and the others stand', () => {
  it.each<[string, object]>([
    ['for 2h foo because y', { duration: 'DURATION_NOT_UNDERSTOOD', justification: 'y' }],
    ['for -2h because y', { duration: 'DURATION_NOT_POSITIVE', justification: 'y' }],
    ['for ２h because y', { duration: 'DURATION_STRANGE_CHARACTERS', justification: 'y' }],
    ['until the work is done because y', { end: 'TIME_NOT_UNDERSTOOD', justification: 'y' }],
    ['until friday for 2h', { end: 'END_AND_DURATION', duration: hours(2) }],
    ['until friday', { end: 'TIME_OF_DAY_MISSING' }],
    ['on Monday for 2h', { start: 'TIME_OF_DAY_MISSING', duration: hours(2) }],
    ['at 5 for 2h', { start: 'TIME_HALF_UNCLEAR', duration: hours(2) }],
    ['from tomorrow 9am until 2026-11-22 18:00', { start: nine, end: 'TIME_BEFORE_START' }],
    ['for 2h for 3h', { duration: hours(2), rest: 'for 3h' }],
  ])('activate Security Reader %s', (parts, phrase) => {
    expect(understood(`activate Security Reader ${parts}`)).toEqual({ ...reader, ...phrase });
  });
});

describe('When somebody says any other command, then it is understood', () => {
  it.each<[string, object]>([
    [
      'give back Security Reader because done',
      { verb: 'deactivate', subject: 'Security Reader', justification: 'done' },
    ],
    ['deactivate Reader on Production', { verb: 'deactivate', subject: 'Reader', scope: 'Production' }],
    ['approve', { verb: 'approve' }],
    ['approve @Anna Schmidt', { verb: 'approve', subject: '@Anna Schmidt' }],
    ['deny Anna because not today', { verb: 'deny', subject: 'Anna', justification: 'not today' }],
    ['cancel Security Reader', { verb: 'cancel', subject: 'Security Reader' }],
    ['My Roles', { verb: 'my roles' }],
    ['my requests', { verb: 'my requests' }],
    ['pending', { verb: 'pending' }],
    ['help give back', { verb: 'help', subject: 'give back' }],
    ['I need help', { verb: 'help' }],
    ['?', { verb: 'help' }],
  ])('%s', (text, phrase) => {
    expect(understood(text)).toEqual(phrase);
  });
});

it.each<[string, object]>([
  ['aktivate Security Reader', { code: 'COMMAND_UNKNOWN', text: 'aktivate security', nearest: 'activate' }],
  ['my role', { code: 'COMMAND_UNKNOWN', nearest: 'my roles' }],
  ['what a lovely day', { code: 'COMMAND_UNKNOWN', text: 'what a' }],
  ['because INC-42 activate Security Reader', { code: 'COMMAND_UNKNOWN' }],
  ['  ', { code: 'TEXT_EMPTY' }],
  ['activate '.repeat(300), { code: 'TEXT_TOO_LONG', maximum: 2000 }],
])('When somebody says "%s", then it is no command', (text, refusal) => {
  expect(understood(text)).toMatchObject(refusal);
});

it('When a command of administrators has parts of its own, then they are read by the same rules', () => {
  const parts = ['to', 'scope', 'duration', 'start', 'end', 'justification'] as const;
  expect(
    readClauses('Reader to Anna Schmidt on Production from tomorrow 9am to 18:00 because audit', parts, berlin),
  ).toMatchObject({
    subject: 'Reader',
    to: 'Anna Schmidt',
    scope: 'Production',
    start: { text: 'tomorrow 9am' },
    end: { text: '18:00', result: { ok: true, value: at('2026-11-23T18:00+01:00') } },
    justification: 'audit',
  });
  expect(readClauses('all from Anna', ['from'], berlin)).toEqual({ subject: 'all', from: 'Anna' });
});

const every: readonly ClauseName[] = [
  'duration',
  'looseDuration',
  'start',
  'end',
  'scope',
  'justification',
  'ticket',
  'to',
];
const words = [
  ...[
    'activate',
    'approve',
    'for',
    'until',
    'at',
    'from',
    'on',
    'to',
    'because',
    'ticket',
    'in',
    'please',
    '2h',
    '9:00',
    'monday',
  ],
  ...[
    'next',
    'tomorrow',
    'an',
    'hour',
    'and',
    'a',
    'half',
    '"',
    '"x y"',
    '#42',
    'Reader',
    'é',
    '😀',
    '\u202e',
    ',',
    '1e9h',
    '3/4',
    'because:',
  ],
];
const sentence = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(' '));

it('When anything at all is said, then it is a phrase or a refusal, and nothing throws', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    sentence,
    sentence.map((parts) => `activate ${parts}`),
  );
  fc.assert(
    fc.property(text, (any) => {
      const plain = undecorate(any);
      const phrase = parsePhrase(plain, berlin);
      if (phrase.ok) expect(phrase.value.verb).not.toBe('');
      readClauses(plain, every, berlin);
    }),
    { numRuns: 1000 },
  );
});

it('When a reason of any words is given after all else, then it arrives whole', () => {
  const plainWord = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '-', '7', '!'), minLength: 1, maxLength: 8 });
  const reason = fc.array(fc.oneof(plainWord, fc.constantFrom('for', 'on', 'at', '2h', 'because', 'until', 'to')), {
    minLength: 1,
  });
  fc.assert(
    fc.property(reason, (list) => {
      const justification = `we say ${list.join(' ')}`;
      const { doubts: _asked, ...parts }: { doubts?: string[] } = understood(
        `activate Security Reader for 2h because ${justification}`,
      );
      expect(parts).toEqual({ ...twoHours, justification });
    }),
    { numRuns: 300 },
  );
});

describe('When somebody is hostile, then it costs little', () => {
  const hostile: [string, string][] = [
    ...[
      'for ',
      'because ',
      'until monday ',
      'at next monday ',
      'from in 3 days ',
      'on ',
      'ticket ',
      'for 2h ',
      'please ',
      '"',
      '" ',
      '"a ',
      '*',
      '_a ',
      '~`',
    ],
    ...[
      '<@',
      '<at>',
      '<at></at>',
      '&#',
      '&amp;',
      '😀',
      '\u202e',
      'מ ',
      '1h',
      '9',
      '- ',
      'hello ',
      'for until at on to ',
    ],
  ].map((piece) => [piece, piece.repeat(Math.ceil(100_000 / piece.length))]);

  it.each(hostile)('a hundred thousand letters of "%s"', (_piece, text) => {
    const spent = cpuTimeOf(() => {
      const plain = undecorate(text);
      parsePhrase(plain, berlin);
      parsePhrase(`activate Reader ${plain.slice(0, 1900)}`, berlin);
      readClauses(plain.slice(0, 2000), every, berlin);
    });
    expect(spent).toBeLessThan(1500);
  });
});
