import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConfirmations, desiredGrant } from '../../../domain/assignment/confirm.js';
import { isLive, type Schedule, type ScheduleStatus } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { hours, instant, after as later } from '../../../domain/time.js';
import { aSchedule, monday } from '../../support/builders.js';

const now = later(monday, hours(1));

describe('When the directory has been read back', () => {
  it('then what was on its way in is in, where the directory holds it', () => {
    expect(decideConfirmations([aSchedule({ status: 'PendingProvisioning' })], true, now)).toMatchObject([
      { kind: 'provisioned', schedule: { status: 'Provisioned', provisionedDateTime: now } },
    ]);
  });

  it('then what was on its way in stays so, where the directory does not hold it', () => {
    expect(decideConfirmations([aSchedule({ status: 'PendingProvisioning' })], false, now)).toEqual([]);
  });

  it('then what was on its way in is not called active at its very end', () => {
    const ending = aSchedule({ status: 'PendingProvisioning', endDateTime: now });
    expect(decideConfirmations([ending], true, now)).toEqual([]);
  });

  it.each([true, false])(
    'then what was on its way out is out, whether or not another lease keeps it (%s)',
    (granted) => {
      expect(decideConfirmations([aSchedule({ status: 'PendingRevocation' })], granted, now)).toMatchObject([
        { kind: 'revoked', schedule: { status: 'Revoked', endedDateTime: now } },
      ]);
    },
  );

  it.each<ScheduleStatus>(['Granted', 'Provisioned', 'Revoked', 'Canceled', 'Failed'])(
    'then nothing is settled about a %s one',
    (status) => {
      expect(decideConfirmations([aSchedule({ status })], true, now)).toEqual([]);
    },
  );
});

describe('desiredGrant', () => {
  it('When nothing justifies an access, then the directory is to hold nothing', () => {
    expect(desiredGrant([])).toEqual({ granted: false });
  });

  it('When one of two leases is permanent, then the grant has no end', () => {
    expect(desiredGrant([aSchedule(), aSchedule({ endDateTime: undefined })])).toEqual({ granted: true });
  });
});

const statuses: ScheduleStatus[] = [
  'Granted',
  'PendingProvisioning',
  'Provisioned',
  'PendingRevocation',
  'Revoked',
  'Canceled',
  'Failed',
];
const offset = fc.integer({ min: -5, max: 5 });
const anySchedule = fc
  .record({
    status: fc.constantFrom(...statuses),
    from: offset,
    length: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
  })
  .map(({ status, from, length }) =>
    aSchedule({
      id: scheduleId(`${status} from ${from} for ${length}`),
      status,
      startDateTime: instant(now + from),
      endDateTime: length === undefined ? undefined : instant(now + from + length),
    }),
  );
const anySchedules = fc.array(anySchedule, { maxLength: 6 });
const end = ({ endDateTime }: Pick<Schedule, 'endDateTime'>) => endDateTime ?? Number.POSITIVE_INFINITY;

describe('Whatever leases there are on one access', () => {
  it('the directory is to hold it exactly while one of them lives, until the latest end of those and no longer', () => {
    fc.assert(
      fc.property(anySchedules, (schedules) => {
        const live = schedules.filter((schedule) => isLive(schedule, now));
        const desired = desiredGrant(live);
        expect(desired.granted).toBe(live.length > 0);
        if (!desired.granted) return;
        for (const lease of live) expect(end(desired)).toBeGreaterThanOrEqual(end(lease));
        expect(live.map(end)).toContain(end(desired));
      }),
    );
  });

  it('none lives outside its time, whatever its status says', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        if (isLive(schedule, now)) {
          expect(schedule.startDateTime).toBeLessThanOrEqual(now);
          expect(now).toBeLessThan(end(schedule));
        }
      }),
    );
  });

  it('only what lives is ever called active, and confirming again settles nothing more', () => {
    fc.assert(
      fc.property(anySchedules, fc.boolean(), (schedules, granted) => {
        const settled = decideConfirmations(schedules, granted, now);
        for (const { kind, schedule } of settled) {
          if (kind === 'provisioned') expect(isLive(schedule, now)).toBe(true);
          else expect(schedule).toMatchObject({ status: 'Revoked', endedDateTime: now });
        }
        const afterwards = settled.map(({ schedule }) => schedule);
        expect(decideConfirmations(afterwards, granted, now)).toEqual([]);
      }),
    );
  });
});
