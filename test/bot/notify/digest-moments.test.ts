import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../bot/config/config.js';
import { dailyMoments, startOfDay, weeklyMoment } from '../../../bot/notify/digest-moments.js';
import { instant } from '../../../domain/time.js';
import { at } from '../../support/builders.js';
import { faultsOf } from '../../support/config-faults.js';

const settingsOf = (environment: Record<string, string> = {}) => readConfig(environment).digests;
const utc = settingsOf();
const berlin = settingsOf({ TIME_ZONE: 'Europe/Berlin', WEEKLY_DIGEST: 'friday 17:30' });
const justBefore = (iso: string) => instant(at(iso) - 1);

describe('When nothing is set', () => {
  it('then the digest comes on Mondays at eight, UTC, from that very moment on', () => {
    expect(weeklyMoment(utc, justBefore('2026-03-09T08:00Z'))).toEqual({
      last: at('2026-03-02T08:00Z'),
      from: at('2026-02-23T08:00Z'),
    });
    for (const now of ['2026-03-09T08:00Z', '2026-03-15T23:59Z']) {
      expect(weeklyMoment(utc, at(now))?.last).toBe(at('2026-03-09T08:00Z'));
    }
  });

  it('then the list of what ends soon comes every day at eight', () => {
    expect(dailyMoments(utc, justBefore('2026-03-09T08:00Z'))).toEqual({
      last: at('2026-03-08T08:00Z'),
      next: at('2026-03-09T08:00Z'),
    });
    expect(dailyMoments(utc, at('2026-03-09T08:00Z'))).toEqual({
      last: at('2026-03-09T08:00Z'),
      next: at('2026-03-10T08:00Z'),
    });
  });
});

describe('When an organisation chooses its own time', () => {
  it('then it is by the clock on its wall, in summer and in winter', () => {
    expect(weeklyMoment(berlin, at('2026-03-28T12:00Z'))?.last).toBe(at('2026-03-27T16:30Z'));
    expect(weeklyMoment(berlin, at('2026-04-03T15:30Z'))).toEqual({
      last: at('2026-04-03T15:30Z'),
      from: at('2026-03-27T16:30Z'),
    });
    expect(dailyMoments(berlin, at('2026-03-29T12:00Z')).next).toBe(at('2026-03-29T15:30Z'));
    expect(startOfDay(at('2026-03-28T23:30Z'), 1, 'Europe/Berlin')).toBe(at('2026-03-29T22:00Z'));
  });

  it('then it may do without the digest, and still has the list', () => {
    const off = settingsOf({ WEEKLY_DIGEST: 'off' });
    expect(weeklyMoment(off, at('2026-03-09T08:00Z'))).toBeUndefined();
    expect(dailyMoments(off, at('2026-03-09T08:00Z')).last).toBe(at('2026-03-09T08:00Z'));
  });

  it.each([
    ['WEEKLY_DIGEST', 'Mondays'],
    ['WEEKLY_DIGEST', 'Monday 24:00'],
    ['WEEKLY_DIGEST', 'Someday 08:00'],
    ['TIME_ZONE', 'Berlin'],
  ])('then %s=%s is a fault that names its mend', (setting, value) => {
    expect(faultsOf({ [setting]: value })).toEqual([expect.stringMatching(`^${setting}: must be .* such as`)]);
  });
});
