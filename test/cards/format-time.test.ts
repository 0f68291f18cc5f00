import { describe, expect, it } from 'vitest';
import { formatDuration, formatInstant, formatInstantWithOffset } from '../../cards/words/format-time.js';
import { days, hours, minutes, seconds } from '../../domain/time.js';
import { at } from './facts.js';

describe('When a moment is said', () => {
  const now = at('2026-11-16T13:02:00Z');

  it.each([
    ['the same day', '2026-11-16T15:02:00Z', '16:02'],
    ['before midnight there, past it here', '2026-11-16T22:59:00Z', '23:59'],
    ['the next day there, the same in UTC', '2026-11-16T23:30:00Z', 'tomorrow 00:30'],
    ['the day before', '2026-11-15T08:00:00Z', 'yesterday 09:00'],
    ['another day', '2026-11-23T08:00:00Z', 'Mon 23 Nov 09:00'],
    ['another year', '2027-01-31T08:00:00Z', 'Sun 31 Jan 2027 09:00'],
  ])('then it is said as people in Berlin say it: %s', (_which, moment, said) => {
    expect(formatInstant(at(moment), { now, timeZone: 'Europe/Berlin' })).toBe(said);
  });

  it.each([
    ['Europe/Berlin', '16:02 (UTC+01:00)'],
    ['Asia/Kolkata', '20:32 (UTC+05:30)'],
    ['UTC', '15:02 (UTC)'],
    ['Nowhere/At-All', '15:02 (UTC)'],
    ['', '15:02 (UTC)'],
  ])('then its offset is that of %j, or UTC where that is no zone', (timeZone, said) => {
    expect(formatInstantWithOffset(at('2026-11-16T15:02:00Z'), { now, timeZone })).toBe(said);
  });

  it.each([
    ['nobody else reads it', [], '16:02'],
    ['others read the same time in a zone of another name', ['Europe/Paris', 'Africa/Lagos'], '16:02'],
    ['one of them reads another time', ['Europe/Paris', 'Europe/London'], '16:02 (UTC+01:00)'],
    ['nobody knows who reads it', 'anywhere', '16:02 (UTC+01:00)'],
  ] as const)('then the offset is said where the time could be mistaken: %s', (_who, alsoIn, said) => {
    expect(formatInstant(at('2026-11-16T15:02:00Z'), { now, timeZone: 'Europe/Berlin', alsoIn })).toBe(said);
  });

  it('then what counts is the offset at that moment, not now: clocks change on other days elsewhere', () => {
    const when = { now: at('2026-10-24T12:00:00Z'), timeZone: 'Europe/London', alsoIn: ['Africa/Lagos'] };
    expect(formatInstant(at('2026-10-24T15:00:00Z'), when)).toBe('16:00');
    expect(formatInstant(at('2026-10-25T15:00:00Z'), when)).toBe('tomorrow 15:00 (UTC)');
  });

  it('then the hour that comes twice in autumn is told apart by its offset', () => {
    const when = { now: at('2026-10-24T22:00:00Z'), timeZone: 'Europe/Berlin' };
    expect(formatInstantWithOffset(at('2026-10-25T00:30:00Z'), when)).toBe('02:30 (UTC+02:00)');
    expect(formatInstantWithOffset(at('2026-10-25T01:30:00Z'), when)).toBe('02:30 (UTC+01:00)');
  });

  it('then tomorrow is a date, not 24 hours: the short day in spring counts', () => {
    const when = { now: at('2026-03-28T22:30:00Z'), timeZone: 'Europe/Berlin' };
    expect(formatInstant(at('2026-03-29T21:30:00Z'), when)).toBe('tomorrow 23:30');
  });
});

it.each([
  [hours(2), '2 h'],
  [minutes(90), '1 h 30 min'],
  [seconds(20), '20 s'],
  [days(3), '3 days'],
  [days(1), '1 day'],
  [seconds(0), '0 s'],
])('When %d ms is said, then it is %s', (length, said) => {
  expect(formatDuration(length)).toBe(said);
});
