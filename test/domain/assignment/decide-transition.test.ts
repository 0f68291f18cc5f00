import { describe, expect, it } from 'vitest';
import { decideTransition } from '../../../domain/assignment/decide-transition.js';
import { isLive, nextTransitionAt, type ScheduleStatus } from '../../../domain/assignment/schedule.js';
import { days, instant, after as later } from '../../../domain/time.js';
import { anEligibility, aSchedule } from '../../support/builders.js';

const active = aSchedule();
const { startDateTime: start, endDateTime: end = start } = active;
const planned = aSchedule({ status: 'Granted' });

describe('When the time of a schedule comes', () => {
  it('then a planned activation starts at its start and not before', () => {
    expect(decideTransition(planned, instant(start - 1))).toBeUndefined();
    expect(decideTransition(planned, start)).toEqual({
      kind: 'started',
      schedule: { ...planned, status: 'PendingProvisioning' },
    });
  });

  it.each(['Provisioned', 'PendingProvisioning'] as const)('then a %s one ends at its end and not before', (status) => {
    const schedule = aSchedule({ status });
    expect(decideTransition(schedule, instant(end - 1))).toBeUndefined();
    expect(decideTransition(schedule, end)).toEqual({
      kind: 'ended',
      schedule: { ...schedule, status: 'PendingRevocation', endedBy: 'expired' },
    });
  });

  it('then an eligibility is simply over, for no directory holds it', () => {
    const eligibility = anEligibility({ endDateTime: end });
    expect(decideTransition(eligibility, instant(end - 1))).toBeUndefined();
    expect(decideTransition(eligibility, end)).toMatchObject({
      kind: 'lapsed',
      schedule: { status: 'Revoked', endedBy: 'expired', endedDateTime: end },
    });
  });

  it('then a planned eligibility holds at once', () => {
    expect(decideTransition(anEligibility({ status: 'Granted', startDateTime: start }), start)).toMatchObject({
      kind: 'started',
      schedule: { status: 'Provisioned' },
    });
  });

  it('then one whose start and end have both gone by never begins, and nothing has to leave the directory', () => {
    for (const missed of [planned, anEligibility({ status: 'Granted', startDateTime: start, endDateTime: end })]) {
      expect(decideTransition(missed, end)).toEqual({
        kind: 'missed',
        schedule: { ...missed, status: 'Failed', endedBy: 'expired', endedDateTime: end },
      });
    }
  });
});

describe('When a schedule is over', () => {
  it.each<ScheduleStatus>(['PendingRevocation', 'Revoked', 'Canceled', 'Failed'])(
    'then time changes nothing about a %s one, and it justifies nothing',
    (status) => {
      const schedule = aSchedule({ status });
      expect(nextTransitionAt(schedule)).toBeUndefined();
      expect(decideTransition(schedule, later(end, days(30)))).toBeUndefined();
      expect(isLive(schedule, start)).toBe(false);
    },
  );
});

describe('When a schedule is asked whether it justifies access', () => {
  it('then it does from its start, until its end, and at neither side of them, whatever its status still says', () => {
    const moments = [start - 1, start, end - 1, end].map(instant);
    expect(moments.map((moment) => isLive(active, moment))).toEqual([false, true, true, false]);
    expect(moments.map((moment) => isLive(planned, moment))).toEqual([false, false, false, false]);
  });

  it('then a permanent one never ends', () => {
    const permanent = aSchedule({ endDateTime: undefined });
    expect(nextTransitionAt(permanent)).toBeUndefined();
    expect(isLive(permanent, later(end, days(9_999)))).toBe(true);
  });
});
