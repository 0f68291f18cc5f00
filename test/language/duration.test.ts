import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthFrom } from '../../bot/language/time/calendar-length.js';
import { fromIsoDuration, parseDuration, parseLength, toIsoDuration } from '../../bot/language/time/duration.js';
import { formatDuration } from '../../cards/words/format-time.js';
import { days, duration, hours, instant, minutes, seconds } from '../../domain/time.js';

describe('When somebody writes how long, then it is understood', () => {
  it.each([
    ['2h', hours(2)],
    ['2 H', hours(2)],
    ['90m', minutes(90)],
    ['90 min', minutes(90)],
    ['1.5 hours', minutes(90)],
    ['1,5h', minutes(90)],
    ['0.25h', minutes(15)],
    ['1h30m', minutes(90)],
    ['1h 30', minutes(90)],
    ['1h30', minutes(90)],
    ['2 hours 30 minutes', minutes(150)],
    ['2 hours, 30 minutes and 5 seconds', seconds(9005)],
    ['2 hrs.', hours(2)],
    ['half an hour', minutes(30)],
    ['a half hour', minutes(30)],
    ['half-hour', minutes(30)],
    ['an hour', hours(1)],
    ['a quarter of an hour', minutes(15)],
    ['three quarters of an hour', minutes(45)],
    ['an hour and a half', minutes(90)],
    ['two and a half hours', minutes(150)],
    ['2 and a half hours', minutes(150)],
    ['two hours', hours(2)],
    ['forty-five minutes', minutes(45)],
    ['twenty minutes', minutes(20)],
    ['20s', seconds(20)],
    ['20 seconds', seconds(20)],
    ['3 days', days(3)],
    ['2 weeks', days(14)],
    ['PT2H', hours(2)],
    ['pt1h30m', minutes(90)],
    ['P1D', days(1)],
    ['  1 h  ', hours(1)],
    ['for the next 2 hours', hours(2)],
    ['about 2 hours', hours(2)],
    ['up to 90 min', minutes(90)],
    ['thirteen minutes', minutes(13)],
    ['nineteen min', minutes(19)],
    ['2 Std', hours(2)],
    ['1 Stunde 30 Minuten', minutes(90)],
    ['1 1/2 hours', minutes(90)],
    ['1/2 hour', minutes(30)],
    ['3/4 of an hour', minutes(45)],
    ['1½ h', minutes(90)],
    ['a couple of hours', hours(2)],
    ['P2W', days(14)],
  ])('%s', (text, length) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: length });
  });
});

describe('When what was written is no length of time to rely on, then it is refused and says what to mend', () => {
  it.each<[string, object]>([
    ['3 months', { code: 'DURATION_UNIT_VARIES', unit: 'month' }],
    ['a year', { code: 'DURATION_UNIT_VARIES', unit: 'year' }],
    ['P1M', { code: 'DURATION_UNIT_VARIES', unit: 'month' }],
    ['P1Y', { code: 'DURATION_UNIT_VARIES', unit: 'year' }],
    ['2', { code: 'DURATION_UNIT_MISSING' }],
    ['0h', { code: 'DURATION_NOT_POSITIVE' }],
    ['zero minutes', { code: 'DURATION_NOT_POSITIVE' }],
    ['-2h', { code: 'DURATION_NOT_POSITIVE' }],
    ['−2h', { code: 'DURATION_NOT_POSITIVE' }],
    ['-PT1H', { code: 'DURATION_NOT_POSITIVE' }],
    ['PT0S', { code: 'DURATION_NOT_POSITIVE' }],
    ['11 years', { code: 'DURATION_TOO_LONG' }],
    ['10 years', { code: 'DURATION_UNIT_VARIES' }],
    ['1.5 months', { code: 'DURATION_NOT_UNDERSTOOD' }],
    ['3654 days', { code: 'DURATION_TOO_LONG', maximum: days(3653) }],
    [`${'9'.repeat(150)}h`, { code: 'DURATION_TOO_LONG' }],
    ['٢h', { code: 'DURATION_STRANGE_CHARACTERS', characters: ['٢'] }],
    ['2һ', { code: 'DURATION_STRANGE_CHARACTERS', characters: ['һ'] }],
    ...[
      '',
      'NaN',
      'Infinity h',
      '1e9h',
      '2h foo',
      'foo 2h',
      '1,500h',
      '1.5.5h',
      '1-2h',
      '1h-30m',
      '2h 2h',
      '30m 1h',
    ].map((text): [string, object] => [text, { code: 'DURATION_NOT_UNDERSTOOD' }]),
    ...['1.5h 30m', '1h 75', '5 30', 'h', 'P', 'PT', 'a while', '1 hour and a half 5 min', '2'.repeat(201)].map(
      (text): [string, object] => [text, { code: 'DURATION_NOT_UNDERSTOOD' }],
    ),
  ])('%s', (text, refusal) => {
    expect(parseDuration(text)).toMatchObject({ ok: false, refusal });
  });
});

describe('When a length of time is said, then it reads naturally', () => {
  it.each([
    [hours(2), '2 h'],
    [minutes(90), '1 h 30 min'],
    [seconds(20), '20 s'],
    [days(1), '1 day'],
    [days(3), '3 days'],
    [duration(0), '0 s'],
    [duration(-5), '0 s'],
  ])('%d ms', (length, text) => {
    expect(formatDuration(length)).toBe(text);
  });
});

describe('When months or years are said, then the calendar says how long they are', () => {
  const start = instant(Date.parse('2027-01-31T09:00+01:00'));
  it.each([
    ['1 month', '2027-02-28T09:00+01:00'],
    ['6 months', '2027-07-31T09:00+02:00'],
    ['P6M', '2027-07-31T09:00+02:00'],
    ['half a year', '2027-07-31T09:00+02:00'],
    ['a year', '2028-01-31T09:00+01:00'],
    ['P1Y', '2028-01-31T09:00+01:00'],
    ['1 year 6 months', '2028-07-31T09:00+02:00'],
    ['1 year, 2 days and 3 hours', '2028-02-02T12:00+01:00'],
    ['P1Y2M3DT4H', '2028-04-03T13:00+02:00'],
    ['3 Monate', '2027-04-30T09:00+02:00'],
  ])('%s', (text, end) => {
    const length = parseLength(text);
    if (!length.ok) throw new Error(length.refusal.code);
    expect(start + lengthFrom(length.value, start, 'Europe/Berlin')).toBe(Date.parse(end));
  });
});

describe("When durations cross Microsoft Graph's boundary, then only its pattern passes", () => {
  it.each([
    [hours(8), 'PT8H'],
    [days(365), 'P365D'],
    [days(1) + minutes(30), 'P1DT30M'],
    [duration(1500), 'PT1.5S'],
    [duration(0), 'PT0S'],
  ])('%d ms', (length, text) => {
    expect(toIsoDuration(duration(length))).toBe(text);
    expect(fromIsoDuration(text)).toEqual({ ok: true, value: length });
  });
  it.each(['pt8h', '8H', 'P1W', 'P', 'PT', 'PT1H1D', 'PT1H foo', 'P1M', 'P1Y', '-PT1H', 'P4000D', ''])(
    'not %s',
    (text) => {
      expect(fromIsoDuration(text).ok).toBe(false);
    },
  );
});

const wholeSeconds = fc.integer({ min: 1, max: 3653 * 86_400 }).map(seconds);

it('When a duration is said and read back, then it is the same', () => {
  fc.assert(
    fc.property(wholeSeconds, (length) => {
      expect(parseDuration(formatDuration(length))).toEqual({ ok: true, value: length });
    }),
    {
      numRuns: 500,
    },
  );
});

it('When a duration is written for Graph and read back, then it is the same', () => {
  const length = fc.integer({ min: 0, max: 3653 * 86_400_000 }).map(duration);
  fc.assert(
    fc.property(length, (any) => {
      expect(fromIsoDuration(toIsoDuration(any))).toEqual({ ok: true, value: any });
    }),
    {
      numRuns: 500,
    },
  );
});

it('When any text is read as a duration, then it is one from zero to ten years or a refusal', () => {
  const words = fc.array(
    fc.constantFrom('1', '2.5', 'h', 'min', 'an', 'and', 'a', 'half', 'quarter', 'of', '-', ',', 'P', 'T', 'é'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        words.map((list) => list.join(' ')),
      ),
      (text) => {
        const result = parseDuration(text);
        if (result.ok) expect(result.value > 0 && result.value <= days(3653)).toBe(true);
        else expect(result.refusal.text.length).toBeLessThanOrEqual(60);
      },
    ),
    { numRuns: 500 },
  );
});
