import { describe, expect, it } from 'vitest';
import { days, earliest, hours, instant, after as later, milliseconds, minutes, seconds } from '../../domain/time.js';
import { monday } from '../support/builders.js';

it('When lengths are named, then they are whole milliseconds', () => {
  expect([milliseconds(1), seconds(1), minutes(1), hours(1), days(1)]).toEqual([
    1, 1_000, 60_000, 3_600_000, 86_400_000,
  ]);
});

describe('When the next of several moments is looked for', () => {
  it('then it is the earliest of those that are there', () => {
    expect(earliest(later(monday, hours(1)), undefined, monday)).toBe(monday);
    expect(earliest(instant(0), monday)).toBe(0);
  });

  it('then there is none where none is there', () => {
    expect(earliest()).toBeUndefined();
    expect(earliest(undefined, undefined)).toBeUndefined();
  });
});
