import { describe, expect, it } from 'vitest';
import { decideCascade, ended } from '../../domain/assignment/decide-cascade.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { scheduleId } from '../../domain/ids.js';
import { days, hours, instant, after as later } from '../../domain/time.js';
import { anEligibility, aSchedule, monday } from '../support/builders.js';

const now = later(monday, hours(1));
const active = aSchedule();
const { endDateTime: end = monday } = active;
const tomorrow = later(monday, days(1));
const planned = aSchedule({
  id: scheduleId('planned'),
  status: 'Granted',
  startDateTime: tomorrow,
  endDateTime: later(tomorrow, hours(2)),
});
const taken = { endedBy: 'removed', endJustification: undefined } as const;

describe('When an eligibility ends sooner than was foreseen', () => {
  it('then an activation on it that lasts longer ends with it', () => {
    const sooner = instant(end - 1);
    expect(decideCascade([active], sooner, now)).toEqual([{ ...active, endDateTime: sooner }]);
  });

  it('then one that ends by then stays as it is', () => {
    expect(decideCascade([active], end, now)).toEqual([]);
    expect(decideCascade([active], later(end, hours(1)), now)).toEqual([]);
  });

  it('then one that was to begin at its end or later never does', () => {
    const never = { ...planned, ...taken, status: 'Canceled', endedDateTime: now };
    expect(decideCascade([planned], tomorrow, now)).toEqual([never]);
    expect(decideCascade([planned], instant(tomorrow - 1), now)).toEqual([never]);
  });

  it('then one that begins just before still does, until then', () => {
    const cut = instant(tomorrow + 1);
    expect(decideCascade([planned], cut, now)).toEqual([{ ...planned, endDateTime: cut }]);
  });

  it('then one that never ended, now does', () => {
    const endless: Schedule = aSchedule({ endDateTime: undefined });
    expect(decideCascade([endless], end, now)).toEqual([{ ...endless, endDateTime: end }]);
  });

  it('then each is decided by itself', () => {
    const short = aSchedule({ id: scheduleId('short'), endDateTime: later(now, hours(0.5)) });
    const cut = later(now, hours(0.75));
    expect(decideCascade([active, short, planned], cut, now).map(({ id, status }) => [id, status])).toEqual([
      [active.id, 'Provisioned'],
      [planned.id, 'Canceled'],
    ]);
  });
});

describe('When an eligibility is taken', () => {
  it.each(['Provisioned', 'PendingProvisioning'] as const)('then a %s activation on it is on its way out', (status) => {
    expect(decideCascade([{ ...active, status }], now, now)).toEqual([
      { ...active, ...taken, status: 'PendingRevocation' },
    ]);
  });

  it('then one planned on it never begins', () => {
    expect(decideCascade([planned], now, now)).toMatchObject([{ status: 'Canceled', endedDateTime: now }]);
  });

  it('then a millisecond that is left is left to it', () => {
    expect(decideCascade([active], instant(now + 1), now)).toEqual([{ ...active, endDateTime: instant(now + 1) }]);
  });

  it('then one that is on its way out already is not touched', () => {
    expect(decideCascade([aSchedule({ status: 'PendingRevocation', endedBy: 'deactivated' })], now, now)).toEqual([]);
  });
});

it('When an eligibility has no end, then nothing on it is cut', () => {
  expect(decideCascade([active, planned, aSchedule({ endDateTime: undefined })], undefined, now)).toEqual([]);
});

describe('When an administrator takes something, then', () => {
  it('an eligibility is over at once, with the reason they gave', () => {
    expect(ended(anEligibility(), 'left the team', now)).toEqual({
      ...anEligibility(),
      status: 'Revoked',
      endedBy: 'removed',
      endJustification: 'left the team',
      endedDateTime: now,
    });
  });

  it('what has not begun never will, at whichever level', () => {
    expect(ended(planned, '', now)).toMatchObject({ status: 'Canceled', endedBy: 'removed', endedDateTime: now });
    expect(ended(anEligibility({ status: 'Granted' }), 'left', now)).toMatchObject({
      status: 'Canceled',
      endJustification: 'left',
      endedDateTime: now,
    });
  });

  it('what the directory may hold is over only once the directory says so', () => {
    const leaving = ended(active, 'left', now);
    expect(leaving).toEqual({ ...active, status: 'PendingRevocation', endedBy: 'removed', endJustification: 'left' });
    expect(leaving.endedDateTime).toBeUndefined();
  });
});
