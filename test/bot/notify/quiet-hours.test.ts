import { expect, it } from 'vitest';
import { quietUntil } from '../../../bot/notify/quiet-hours.js';
import { at } from '../../support/builders.js';

const night = { from: 20 * 60, until: 7 * 60 };
const noon = { from: 12 * 60, until: 13 * 60 + 30 };

it.each([
  ['before they begin', night, 'Europe/Berlin', '2026-03-02T18:59Z', undefined],
  ['when they begin', night, 'Europe/Berlin', '2026-03-02T19:00Z', '2026-03-03T06:00Z'],
  ['before midnight', night, 'Europe/Berlin', '2026-03-02T22:30Z', '2026-03-03T06:00Z'],
  ['after midnight', night, 'Europe/Berlin', '2026-03-03T01:00Z', '2026-03-03T06:00Z'],
  ['in their last minute', night, 'Europe/Berlin', '2026-03-03T05:59Z', '2026-03-03T06:00Z'],
  ['when they end', night, 'Europe/Berlin', '2026-03-03T06:00Z', undefined],
  ['in the zone of the person', night, 'America/New_York', '2026-03-03T01:00Z', '2026-03-03T12:00Z'],
  ['over noon', noon, 'UTC', '2026-03-02T12:00Z', '2026-03-02T13:30Z'],
  ['after noon', noon, 'UTC', '2026-03-02T13:30Z', undefined],
  ['in the night in which the clocks go forward', night, 'Europe/Berlin', '2026-03-28T23:30Z', '2026-03-29T05:00Z'],
  ['in the night in which they go back', night, 'Europe/Berlin', '2026-10-24T22:30Z', '2026-10-25T06:00Z'],
  [
    'until a time that is left out',
    { from: 1200, until: 150 },
    'Europe/Berlin',
    '2026-03-28T23:30Z',
    '2026-03-29T01:30Z',
  ],
  ['where the zone is none', night, 'Nowhere/At all', '2026-03-02T21:00Z', '2026-03-03T07:00Z'],
])('When it is asked %s, then it says until when to wait, or not to', (_when, hours, timeZone, now, expected) => {
  expect(quietUntil(hours, timeZone, at(now))).toBe(expected && at(expected));
});
