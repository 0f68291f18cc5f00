import { describe, expect, it } from 'vitest';
import { decideCascade, decideWaiting, ended } from '../../../domain/assignment/decide-cascade.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, type Instant, instant, after as later } from '../../../domain/time.js';
import { anEligibility, aPendingRequest, aSchedule, monday } from '../../support/builders.js';

const now = later(monday, hours(1));
const eligibility = anEligibility();
const activatedUsing = eligibility.id;
const active = aSchedule({ activatedUsing });
const { endDateTime: end = monday } = active;
const tomorrow = later(monday, days(1));
const planned = aSchedule({
  id: scheduleId('planned'),
  activatedUsing,
  status: 'Granted',
  startDateTime: tomorrow,
  endDateTime: later(tomorrow, hours(2)),
});
/** What becomes of these once the eligibility they use ends at `end`, where no other is left. */
const cascade = (standing: readonly Schedule[], end: Instant | undefined, others: readonly Schedule[] = []) =>
  decideCascade(standing, { eligibility, end, others: () => others }, now);
const taken = { endedBy: 'removed', endJustification: undefined } as const;

describe('When an eligibility ends sooner than was foreseen', () => {
  it('then an activation on it that lasts longer ends with it', () => {
    const sooner = instant(end - 1);
    expect(cascade([active], sooner)).toEqual([{ ...active, endDateTime: sooner }]);
  });

  it('then one that ends by then stays as it is', () => {
    expect(cascade([active], end)).toEqual([]);
    expect(cascade([active], later(end, hours(1)))).toEqual([]);
  });

  it('then one that was to begin at its end or later never does', () => {
    const never = { ...planned, ...taken, status: 'Canceled', endedDateTime: now };
    expect(cascade([planned], tomorrow)).toEqual([never]);
    expect(cascade([planned], instant(tomorrow - 1))).toEqual([never]);
  });

  it('then one that begins just before still does, until then', () => {
    const cut = instant(tomorrow + 1);
    expect(cascade([planned], cut)).toEqual([{ ...planned, endDateTime: cut }]);
  });

  it('then one that never ended, now does', () => {
    const endless: Schedule = aSchedule({ activatedUsing, endDateTime: undefined });
    expect(cascade([endless], end)).toEqual([{ ...endless, endDateTime: end }]);
  });

  it('then each is decided by itself', () => {
    const short = aSchedule({ id: scheduleId('short'), endDateTime: later(now, hours(0.5)) });
    const cut = later(now, hours(0.75));
    expect(cascade([active, short, planned], cut).map(({ id, status }) => [id, status])).toEqual([
      [active.id, 'Provisioned'],
      [planned.id, 'Canceled'],
    ]);
  });
});

describe('When an eligibility is taken', () => {
  it.each(['Provisioned', 'PendingProvisioning'] as const)('then a %s activation on it is on its way out', (status) => {
    expect(cascade([{ ...active, status }], now)).toEqual([{ ...active, ...taken, status: 'PendingRevocation' }]);
  });

  it('then one planned on it never begins', () => {
    expect(cascade([planned], now)).toMatchObject([{ status: 'Canceled', endedDateTime: now }]);
  });

  it('then a millisecond that is left is left to it', () => {
    expect(cascade([active], instant(now + 1))).toEqual([{ ...active, endDateTime: instant(now + 1) }]);
  });

  it('then one that is on its way out already is not touched', () => {
    expect(cascade([aSchedule({ status: 'PendingRevocation', endedBy: 'deactivated' })], now)).toEqual([]);
  });
});

it('When an eligibility has no end, then nothing on it is cut', () => {
  expect(cascade([active, planned, aSchedule({ endDateTime: undefined })], undefined)).toEqual([]);
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

describe('When another eligibility of the same person is left', () => {
  const other = (over: Partial<Schedule> = {}) => anEligibility({ id: scheduleId('other'), ...over });

  it('then an activation goes on with it, as long as it was to last', () => {
    expect(cascade([active], now, [other()])).toEqual([{ ...active, activatedUsing: 'other' }]);
  });

  it('then it ends no later than that one', () => {
    const soon = later(now, hours(0.5));
    expect(cascade([active], now, [other({ endDateTime: soon })])).toEqual([
      { ...active, activatedUsing: 'other', endDateTime: soon },
    ]);
  });

  it('then one that is shortened is left for the one that lasts longer', () => {
    const cut = later(now, hours(0.25));
    expect(cascade([active], cut, [other()])).toEqual([{ ...active, activatedUsing: 'other' }]);
    expect(cascade([active], cut, [other({ endDateTime: later(now, hours(0.1)) })])).toEqual([
      { ...active, endDateTime: cut },
    ]);
  });

  it('then what is planned goes on with one that begins by then, and not with one that begins later', () => {
    const begins = other({ status: 'Granted', startDateTime: tomorrow });
    expect(cascade([planned], now, [begins])).toEqual([{ ...planned, activatedUsing: 'other' }]);
    const later1 = other({ status: 'Granted', startDateTime: instant(tomorrow + 1) });
    expect(cascade([planned], now, [later1])).toMatchObject([{ status: 'Canceled' }]);
    expect(cascade([active], now, [begins])).toMatchObject([{ status: 'PendingRevocation' }]);
  });
});

describe('When the eligibility ends that a waiting request would use', () => {
  const request = aPendingRequest({ activatedUsing });
  const waiting = (end: Instant | undefined, others: readonly Schedule[] = [], start?: Instant) =>
    decideWaiting(
      [{ ...request, scheduleInfo: { ...request.scheduleInfo, startDateTime: start } }],
      { eligibility, end, others: () => others },
      now,
    );

  it('then the request is cancelled, and says why', () => {
    expect(waiting(now)).toMatchObject([
      {
        kind: 'canceled',
        request: { status: 'Canceled', cancellation: { code: 'ELIGIBILITY_GONE' }, completedDateTime: now },
      },
    ]);
  });

  it('then it waits on where another one is left', () => {
    const outcomes = waiting(now, [anEligibility({ id: scheduleId('other') })]);
    expect(outcomes).toMatchObject([
      { kind: 'goes-on', request: { status: 'PendingApproval', activatedUsing: 'other' } },
    ]);
  });

  it('then one that could still begin before that end waits on, and one that could not is cancelled', () => {
    expect(waiting(tomorrow)).toEqual([]);
    expect(waiting(tomorrow, [], tomorrow)).toMatchObject([{ kind: 'canceled' }]);
    expect(waiting(undefined, [], tomorrow)).toEqual([]);
  });
});
