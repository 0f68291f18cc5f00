import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../bot/language/time/instant.js';
import { formatInstant, formatInstantWithOffset } from '../../cards/words/format-time.js';
import { hours, instant } from '../../domain/time.js';

const at = (iso: string) => instant(Date.parse(iso));
/** A Sunday, one o'clock in the afternoon in Berlin. */
const now = at('2026-11-22T12:00:00Z');
const berlin = { now, timeZone: 'Europe/Berlin' };

const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'UTC',
);
const present = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }).map(instant);

describe('When somebody in Berlin says a time on Sunday at 13:00, then the first such moment to come is meant', () => {
  it.each([
    ['17:30', '2026-11-22T17:30+01:00'],
    ['12:30', '2026-11-23T12:30+01:00'],
    ['5pm', '2026-11-22T17:00+01:00'],
    ['5.30 pm', '2026-11-22T17:30+01:00'],
    ['5:30 P.M.', '2026-11-22T17:30+01:00'],
    ['17h30', '2026-11-22T17:30+01:00'],
    ['17', '2026-11-22T17:00+01:00'],
    ['noon', '2026-11-23T12:00+01:00'],
    ['midnight', '2026-11-23T00:00+01:00'],
    ['12am', '2026-11-23T00:00+01:00'],
    ['today at 17:00', '2026-11-22T17:00+01:00'],
    ['tonight 8pm', '2026-11-22T20:00+01:00'],
    ['tomorrow 9am', '2026-11-23T09:00+01:00'],
    ['9am tomorrow', '2026-11-23T09:00+01:00'],
    ['tomorrow at 17', '2026-11-23T17:00+01:00'],
    ['monday 9:00', '2026-11-23T09:00+01:00'],
    ['9 am on Tuesday', '2026-11-24T09:00+01:00'],
    ['wed 9:00', '2026-11-25T09:00+01:00'],
    ['sunday 17:00', '2026-11-22T17:00+01:00'],
    ['sunday 9:00', '2026-11-29T09:00+01:00'],
    ['next friday 14:00', '2026-11-27T14:00+01:00'],
    ['the day after tomorrow 9am', '2026-11-24T09:00+01:00'],
    ['22 november at 20:00', '2026-11-22T20:00+01:00'],
    ['Dec 1st, 9am', '2026-12-01T09:00+01:00'],
    ['in 3 days at 9:00', '2026-11-25T09:00+01:00'],
    ['2026-11-23 09:00', '2026-11-23T09:00+01:00'],
    ['2026-11-23T09:00', '2026-11-23T09:00+01:00'],
    ['2026-11-23T09:00:00Z', '2026-11-23T09:00Z'],
    ['2026-11-23T09:00:00.000+05:30', '2026-11-23T03:30Z'],
    ['2027-06-01 09:00', '2027-06-01T09:00+02:00'],
    ['in 2 hours', '2026-11-22T15:00+01:00'],
    ['an hour and a half from now', '2026-11-22T14:30+01:00'],
    ['now', '2026-11-22T13:00+01:00'],
    ['24:00', '2026-11-23T00:00+01:00'],
    ['tomorrow 24:00', '2026-11-24T00:00+01:00'],
    ['tonight midnight', '2026-11-23T00:00+01:00'],
    ['tonight 2am', '2026-11-23T02:00+01:00'],
    ['eod', '2026-11-23T00:00+01:00'],
    ['the end of the day', '2026-11-23T00:00+01:00'],
    ['the rest of the day', '2026-11-23T00:00+01:00'],
    ['tomorrow eod', '2026-11-24T00:00+01:00'],
    ['14:30 Uhr', '2026-11-22T14:30+01:00'],
    ['tomorrow 9 Uhr', '2026-11-23T09:00+01:00'],
    ['17:00 UTC', '2026-11-22T17:00Z'],
    ['11pm CET', '2026-11-22T23:00+01:00'],
    ['tomorrow 9:00 GMT', '2026-11-23T09:00Z'],
    ['9:00 JST tomorrow', '2026-11-23T09:00+09:00'],
    ['23:30 (UTC+01:00)', '2026-11-22T23:30+01:00'],
    ['17:00 UTC+5:30', '2026-11-23T17:00+05:30'],
    ['17:00 GMT-5', '2026-11-22T17:00-05:00'],
    ['17:00 Europe/London', '2026-11-22T17:00Z'],
    ['Tue 24 Nov 09:00', '2026-11-24T09:00+01:00'],
    ['16:02 on Mon 23 Nov 2026 (UTC+01:00)', '2026-11-23T16:02+01:00'],
  ])('%s', (text, moment) => {
    expect(parseInstant(text, berlin)).toEqual({ ok: true, value: at(moment) });
  });
});

describe('When a time is over, unclear or none, then it is refused and says what to mend', () => {
  it.each<[string, object]>([
    ['2026-11-22 09:00', { code: 'TIME_IN_THE_PAST', instant: at('2026-11-22T08:00Z') }],
    ['today 9:00', { code: 'TIME_IN_THE_PAST' }],
    ['5', { code: 'TIME_HALF_UNCLEAR', hour: 5 }],
    ["tomorrow at 9 o'clock", { code: 'TIME_HALF_UNCLEAR', hour: 9 }],
    ['tomorrow', { code: 'TIME_OF_DAY_MISSING' }],
    ['next friday', { code: 'TIME_OF_DAY_MISSING' }],
    ['november 22', { code: 'TIME_OF_DAY_MISSING' }],
    ['3/4 9:00', { code: 'DATE_ORDER_UNCLEAR' }],
    ['03.04.2027 9:00', { code: 'DATE_ORDER_UNCLEAR' }],
    ['2h', { code: 'TIME_IS_A_DURATION' }],
    ['friday midnight', { code: 'MIDNIGHT_UNCLEAR' }],
    ['17:00 CEST', { code: 'ZONE_UNCLEAR' }],
    ['17:00 CST', { code: 'ZONE_UNCLEAR', word: 'CST' }],
    ['17:00 IST', { code: 'ZONE_UNCLEAR' }],
    ['21 nov 9:00', { code: 'TIME_IN_THE_PAST', instant: at('2026-11-21T08:00Z') }],
    ['2040-01-01 9:00', { code: 'TIME_TOO_FAR' }],
    ['１７:30', { code: 'TIME_STRANGE_CHARACTERS', characters: ['１', '７'] }],
    ...[
      '',
      'at',
      '25:00',
      '13pm',
      '17:60',
      '17:30 foo',
      'foo 17:30',
      '2027-02-30 9:00',
      '31 november 9:00',
      'tomorrow 9 at 10:00',
      'friday week 9:00',
      'may 9:00',
      'mon 24 nov 9:00',
      'next week 9:00',
      '24:30',
      '17:00 UTC+15',
      'soon',
    ].map((text): [string, object] => [text, { code: 'TIME_NOT_UNDERSTOOD' }]),
  ])('%s', (text, refusal) => {
    expect(parseInstant(text, berlin)).toMatchObject({ ok: false, refusal });
  });
});

describe('When an end is said, then it is the one that people mean', () => {
  const end = (text: string, after?: string) =>
    parseInstant(text, { ...berlin, role: 'end', ...(after !== undefined && { after: at(after) }) });

  it.each([
    ['friday midnight', '2026-11-27T09:00+01:00', '2026-11-28T00:00+01:00'],
    ['sunday midnight', undefined, '2026-11-23T00:00+01:00'],
    ['tomorrow midnight', undefined, '2026-11-24T00:00+01:00'],
    ['midnight', undefined, '2026-11-23T00:00+01:00'],
    ['2026-11-27 24:00', undefined, '2026-11-28T00:00+01:00'],
    ['friday 00:00', undefined, '2026-11-27T00:00+01:00'],
    ['02:00', '2026-11-22T22:00+01:00', '2026-11-23T02:00+01:00'],
    ['monday 08:00', '2026-11-27T09:00+01:00', '2026-11-30T08:00+01:00'],
  ])('%s after %s', (text, after, moment) => {
    expect(end(text, after)).toEqual({ ok: true, value: at(moment) });
  });

  it.each([
    ['friday 08:00', '2026-11-27T09:00+01:00', 'TIME_BEFORE_START'],
    ['sunday 09:00', undefined, 'TIME_IN_THE_PAST'],
    ['21 nov 17:00', undefined, 'TIME_IN_THE_PAST'],
  ])('%s after %s is not moved on', (text, after, code) => {
    expect(end(text, after)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('When a start is said, then it may have gone by', () => {
  it.each([
    ['today 9:00', '2026-11-22T09:00+01:00'],
    ['yesterday 17:00', '2026-11-21T17:00+01:00'],
    ['2026-11-01 09:00', '2026-11-01T09:00+01:00'],
    ['21 nov 9:00', '2026-11-21T09:00+01:00'],
    ['12:56', '2026-11-22T12:56+01:00'],
    ['12:54', '2026-11-23T12:54+01:00'],
    ['starting at 17:00', '2026-11-22T17:00+01:00'],
    ['from tomorrow 9am', '2026-11-23T09:00+01:00'],
    ['today', '2026-11-22T13:00+01:00'],
    ['right now', '2026-11-22T13:00+01:00'],
  ])('%s', (text, moment) => {
    expect(parseInstant(text, { ...berlin, role: 'start' })).toEqual({ ok: true, value: at(moment) });
  });
});

it('When a moment is said by us with its offset, then it is read back from any zone', () => {
  fc.assert(
    fc.property(zone, present, fc.integer({ min: 1, max: 3 * 365 * 24 * 60 }), (timeZone, moment, ahead) => {
      const minute = instant(Math.ceil(moment / 60_000) * 60_000);
      const later = instant(minute + ahead * 60_000);
      const said = formatInstantWithOffset(later, { now: minute, timeZone });
      // "Today" is the reader's; a day that is named is the same for all.
      expect(parseInstant(said, { now: minute, timeZone })).toEqual({ ok: true, value: later });
    }),
    { numRuns: 150 },
  );
});

describe('When the clocks change, then nobody is surprised', () => {
  const spring = { timeZone: 'Europe/Berlin', now: at('2026-03-28T22:00Z') };
  const autumn = { timeZone: 'Europe/Berlin', now: at('2026-10-24T22:00Z') };

  it('a time that the clocks skip is refused with the nearest there is', () => {
    const refusal = { code: 'TIME_SKIPPED', nearest: at('2026-03-29T03:00+02:00') };
    expect(parseInstant('02:30', spring)).toMatchObject({ ok: false, refusal });
  });
  it('a time that happens twice is the earlier, said with its offset', () => {
    const found = parseInstant('02:30', autumn);
    expect(found).toEqual({ ok: true, value: at('2026-10-25T02:30+02:00') });
    expect(found.ok && formatInstantWithOffset(found.value, autumn)).toBe('02:30 (UTC+02:00)');
  });
  it('and the later, once the earlier has passed', () => {
    const between = { ...autumn, now: at('2026-10-25T02:45+02:00') };
    expect(parseInstant('02:30', between)).toEqual({ ok: true, value: at('2026-10-25T02:30+01:00') });
  });
  it('tomorrow at nine stays nine', () => {
    expect(parseInstant('tomorrow 9:00', spring)).toEqual({ ok: true, value: at('2026-03-29T09:00+02:00') });
  });
});

it('When an end is said for something that starts later, then it is the first after that start', () => {
  const tonight = { ...berlin, after: at('2026-11-23T21:00Z') };
  expect(parseInstant('02:00', tonight)).toEqual({ ok: true, value: at('2026-11-24T02:00+01:00') });
});

it('When an end lies before the start, then it is refused as such', () => {
  const later = { ...berlin, after: at('2026-11-24T12:00Z') };
  expect(parseInstant('2026-11-23 09:00', later)).toMatchObject({ ok: false, refusal: { code: 'TIME_BEFORE_START' } });
});

describe('When a moment is said, then it is as short as it can be understood', () => {
  it.each([
    ['2026-11-22T16:02+01:00', '16:02'],
    ['2026-11-22T00:00+01:00', '00:00'],
    ['2026-11-23T09:00+01:00', 'tomorrow 09:00'],
    ['2026-11-24T09:00+01:00', 'Tue 24 Nov 09:00'],
    ['2026-11-21T09:00+01:00', 'yesterday 09:00'],
    ['2027-01-01T09:00+01:00', 'Fri 1 Jan 2027 09:00'],
  ])('%s', (moment, text) => {
    expect(formatInstant(at(moment), berlin)).toBe(text);
  });
  it('in summer and in winter with its own offset', () => {
    expect(formatInstantWithOffset(at('2026-11-22T15:02Z'), berlin)).toBe('16:02 (UTC+01:00)');
    expect(formatInstantWithOffset(at('2027-06-01T15:02Z'), berlin)).toBe('Tue 1 Jun 2027 17:02 (UTC+02:00)');
  });
  it('in UTC where the zone is unknown', () => {
    const nowhere = { now, timeZone: 'Mars/Olympus_Mons' };
    expect(parseInstant('17:30', nowhere)).toEqual({ ok: true, value: at('2026-11-22T17:30Z') });
    expect(formatInstantWithOffset(at('2026-11-22T17:30Z'), nowhere)).toBe('17:30 (UTC)');
  });
});

it('When a clock time is said anywhere at any moment, then it comes within a day and a half and shows that time', () => {
  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  fc.assert(
    fc.property(zone, present, clock, (timeZone, moment, [hour, minute]) => {
      const text = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      const found = parseInstant(text, { now: moment, timeZone });
      if (!found.ok) {
        expect(found.refusal.code).toBe('TIME_SKIPPED');
        return;
      }
      expect(found.value - moment).toBeGreaterThan(0);
      expect(found.value - moment).toBeLessThanOrEqual(hours(36));
      expect(formatInstant(found.value, { now: moment, timeZone }).endsWith(text)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it('When the clocks go forward over the very hour that is asked, then it is refused with the first moment after', () => {
  const newYork = { now: at('2025-03-08T02:00-05:00'), timeZone: 'America/New_York' };
  expect(parseInstant('02:00', newYork)).toMatchObject({
    ok: false,
    refusal: { code: 'TIME_SKIPPED', nearest: at('2025-03-09T03:00-04:00') },
  });
});

it('When any text is read as a time, then it is none of the past or a refusal', () => {
  const words = fc.array(
    fc.constantFrom(
      'next',
      'monday',
      'at',
      'on',
      '9',
      '9:00',
      'pm',
      'nov',
      '22nd',
      'in',
      '3',
      'days',
      '2026-11-30',
      't',
      'z',
      '+01:00',
      'é',
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        words.map((list) => list.join(' ')),
      ),
      (text) => {
        const found = parseInstant(text, berlin);
        if (found.ok) expect(found.value).toBeGreaterThanOrEqual(now);
        else expect(found.refusal.text.length).toBeLessThanOrEqual(60);
      },
    ),
    { numRuns: 400 },
  );
});
