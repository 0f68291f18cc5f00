import { describe, expect, it } from 'vitest';
import { isStillWarned, warnedAt, warningsOf } from '../../../domain/assignment/end-warnings.js';
import { days, duration, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { anEligibility, aSchedule, monday } from '../../support/builders.js';

const given = (length: number) =>
  anEligibility({ startDateTime: monday, endDateTime: later(monday, duration(length)) });
const activated = (length: number) => aSchedule({ endDateTime: later(monday, duration(length)) });

describe('When something is to end', () => {
  it.each([
    [days(14) + 1, ['14-days', '1-day']],
    [days(14), ['1-day']],
    [days(1) + 1, ['1-day']],
    [days(1), []],
  ])('then what was given for %i ms has the warnings whose moment comes after its beginning', (length, warnings) => {
    expect(warningsOf(given(length))).toEqual(warnings);
  });

  it.each([
    [hours(8), ['15-minutes']],
    [hours(1), ['15-minutes']],
    [hours(1) - 1, ['5-minutes']],
    [minutes(15), ['5-minutes']],
    [minutes(15) - 1, []],
  ])(
    'then an activation of %i ms has one, later where it is short, and none where it is shortest',
    (length, warnings) => {
      expect(warningsOf(activated(length))).toEqual(warnings);
    },
  );

  it('then what is for good has none', () => {
    expect(warningsOf(anEligibility())).toEqual([]);
    expect(warnedAt(aSchedule({ endDateTime: undefined }))).toBeUndefined();
  });

  it('then the holder of an activation is warned at one moment, and nobody of what was given by minutes', () => {
    expect(warnedAt(activated(hours(2)))).toBe(later(monday, minutes(105)));
    expect(warnedAt(activated(minutes(30)))).toBe(later(monday, minutes(25)));
    expect(warnedAt(given(days(30)))).toBeUndefined();
  });
});

describe('When a warning comes late', () => {
  const ending = given(days(30));
  const leaving = (length: number) => instant(monday + days(30) - length);

  it.each<[string, Parameters<typeof isStillWarned>[1], number, boolean]>([
    ['at its moment', '14-days', days(14), true],
    ['before its moment', '14-days', days(14) + 1, false],
    ['shortly before the next one', '14-days', days(1) + 1, true],
    ['when the next one has come', '14-days', days(1), false],
    ['at the moment of the next one', '1-day', days(1), true],
    ['a millisecond before the end', '1-day', 1, true],
    ['at the very end', '1-day', 0, false],
  ])('then %s it is what it says: %s, %i ms before the end', (_when, warning, left, holds) => {
    expect(isStillWarned(ending, warning, leaving(left))).toBe(holds);
  });

  it('then one that is on its way out, or over, is not warned of', () => {
    for (const status of ['PendingRevocation', 'Revoked', 'Granted'] as const) {
      expect(isStillWarned({ ...ending, status }, '1-day', leaving(hours(1)))).toBe(false);
    }
  });
});
