import { describe, expect, it } from 'vitest';
import { decideOwnerRetry } from '../../../domain/assignment/decide-owner-retry.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { aSchedule, monday } from '../../support/builders.js';

const leaving = aSchedule({
  status: 'PendingRevocation',
  endedBy: 'deactivated',
  endJustification: 'done',
  activatedUsing: scheduleId('eligibility-1'),
});
const refused = { ...leaving, refusedSince: monday };

describe('When the directory does not let a group’s last owner go', () => {
  it('then it is remembered since when, once', () => {
    expect(decideOwnerRetry([leaving], monday)).toEqual({ kind: 'again', pause: minutes(1), refused: [refused] });
    expect(decideOwnerRetry([refused], later(monday, minutes(1)))).toMatchObject({ kind: 'again', refused: [] });
  });

  it.each([
    ['a minute', minutes(1), minutes(1)],
    ['ten minutes', minutes(10), minutes(10)],
    ['just under an hour', minutes(59), minutes(59)],
    ['a day', days(1), hours(1)],
    ['all but ten minutes', milliseconds(days(30) - minutes(10)), minutes(10)],
    ['all but a millisecond', milliseconds(days(30) - 1), milliseconds(1)],
  ])('then after %s of trying, the pause has grown to what it should', (_what, tried, pause) => {
    expect(decideOwnerRetry([refused], later(monday, tried))).toEqual({ kind: 'again', pause, refused: [] });
  });

  it('then after thirty days they stay, assigned for good, and stand on no eligibility', () => {
    expect(decideOwnerRetry([refused], later(monday, days(30)))).toEqual({
      kind: 'kept',
      schedule: {
        ...aSchedule(),
        status: 'Provisioned',
        assignmentType: 'assigned',
        endDateTime: undefined,
      },
    });
  });

  it('then the lease that was refused first counts, where there are several', () => {
    const fresh = { ...leaving, id: scheduleId('fresh') };
    const now = later(monday, days(29));
    expect(decideOwnerRetry([fresh, refused], now)).toEqual({
      kind: 'again',
      pause: hours(1),
      refused: [{ ...fresh, refusedSince: now }],
    });
    expect(decideOwnerRetry([fresh, refused], later(monday, days(30)))).toMatchObject({ kind: 'kept' });
  });
});
