import { describe, expect, it } from 'vitest';
import {
  decideChange,
  decideRenewal,
  isLater,
  isRenewable,
  renewableFor,
} from '../../../domain/assignment/decide-change.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { days, duration, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { anEligibility, aPolicy, aSchedule, monday } from '../../support/builders.js';
import { anAdminAsk, assignmentFacts, forGood, lasting, until } from '../../support/setups/administering.js';

const now = monday;
const begun = instant(now - days(10));
const end = later(now, days(20));
const there = anEligibility({ startDateTime: begun, endDateTime: end });
const planned = anEligibility({ status: 'Granted', startDateTime: later(now, days(2)), endDateTime: end });
const refused = (refusal: unknown) => ({ ok: false, refusal });
const facts = (schedule: Schedule | undefined, changes: PolicyChanges = {}) =>
  assignmentFacts({ schedules: schedule ? [aSchedule(), schedule] : [], policy: aPolicy(changes) });
const update = (ask: ReturnType<typeof anAdminAsk>, schedule: Schedule | undefined = there, changes?: PolicyChanges) =>
  decideChange('adminUpdate', 'eligibility', ask, facts(schedule, changes), now);
const extend = (ask: ReturnType<typeof anAdminAsk>, schedule: Schedule | undefined = there, changes?: PolicyChanges) =>
  decideChange('adminExtend', 'eligibility', ask, facts(schedule, changes), now);

describe('When an administrator moves the times of what is assigned', () => {
  it('then it keeps everything else, and what has begun keeps its start', () => {
    expect(update(anAdminAsk(until(later(now, days(5)))))).toEqual({
      ok: true,
      value: { ...there, endDateTime: later(now, days(5)) },
    });
    expect(update(anAdminAsk(lasting(hours(8))))).toEqual({
      ok: true,
      value: { ...there, endDateTime: later(now, hours(8)) },
    });
    expect(update(anAdminAsk(forGood))).toEqual({ ok: true, value: { ...there, endDateTime: undefined } });
  });

  it('then to name the start it has is no change of it', () => {
    expect(update(anAdminAsk(until(end), begun))).toEqual({ ok: true, value: there });
  });

  it.each([
    ['sooner', -1],
    ['later', 1],
  ])('then the start of what has begun cannot be moved %s', (_way, by) => {
    expect(update(anAdminAsk(until(end), instant(begun + by)))).toEqual(
      refused({ code: 'ALREADY_BEGUN', startDateTime: begun }),
    );
  });

  it('then what has not begun can begin at another time, or at the one foreseen where none is named', () => {
    const sooner = later(now, days(1));
    expect(update(anAdminAsk(until(end), sooner), planned)).toEqual({
      ok: true,
      value: { ...planned, startDateTime: sooner },
    });
    expect(update(anAdminAsk(lasting(days(3))), planned)).toEqual({
      ok: true,
      value: { ...planned, endDateTime: later(planned.startDateTime, days(3)) },
    });
  });

  it('then an end that lies behind is refused, and one that leaves too little', () => {
    expect(update(anAdminAsk(until(now)))).toEqual(refused({ code: 'ENDS_BEFORE_START' }));
    expect(update(anAdminAsk(until(instant(now + minutes(5) - 1))))).toEqual(
      refused({ code: 'DURATION_TOO_SHORT', minimum: minutes(5) }),
    );
    expect(update(anAdminAsk(until(later(now, minutes(5)))))).toMatchObject({ ok: true });
  });

  it('then what comes of it has to meet the policy', () => {
    const most: PolicyChanges = {
      Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: days(20) },
    };
    expect(update(anAdminAsk(until(end)), there, most)).toMatchObject({ ok: true });
    expect(update(anAdminAsk(until(instant(end + 1))), there, most)).toEqual(
      refused({
        code: 'POLICY_RULES_FAILED',
        failures: [
          { rule: 'ExpirationRule', maximumDuration: days(20), asked: duration(days(20) + 1), of: 'eligibility' },
        ],
      }),
    );
  });

  it('then there has to be something at that level that has not ended', () => {
    const none = refused({ code: 'NOT_ASSIGNED', level: 'eligibility' });
    expect(update(anAdminAsk(forGood), anEligibility({ endDateTime: now }))).toEqual(none);
    expect(update(anAdminAsk(forGood), aSchedule({ assignmentType: 'assigned' }))).toEqual(none);
    expect(update(anAdminAsk(forGood), anEligibility({ status: 'Revoked' }))).toEqual(none);
  });

  it('then who may not manage it, and who may not have it so, learn that first', () => {
    const ask = anAdminAsk(until(now));
    expect(decideChange('adminUpdate', 'eligibility', ask, assignmentFacts({ mayManage: false }), now)).toEqual(
      refused({ code: 'NOT_PERMITTED', permission: 'manage' }),
    );
  });
});

describe('When an administrator extends what is assigned', () => {
  it('then it ends later than was foreseen, or not at all', () => {
    expect(extend(anAdminAsk(until(instant(end + 1))))).toEqual({
      ok: true,
      value: { ...there, endDateTime: instant(end + 1) },
    });
    expect(extend(anAdminAsk(forGood))).toEqual({ ok: true, value: { ...there, endDateTime: undefined } });
  });

  it('then the same end is no later one, nor is an earlier one', () => {
    const notLater = refused({ code: 'NOT_LATER', endDateTime: end });
    expect(extend(anAdminAsk(until(end)))).toEqual(notLater);
    expect(extend(anAdminAsk(until(instant(end - 1))))).toEqual(notLater);
    expect(extend(anAdminAsk(lasting(days(20))))).toEqual(notLater);
  });

  it('then what has no end cannot end later', () => {
    const permanent = anEligibility();
    const notLater = refused({ code: 'NOT_LATER', endDateTime: undefined });
    expect(extend(anAdminAsk(until(end)), permanent)).toEqual(notLater);
    expect(extend(anAdminAsk(forGood), permanent)).toEqual(notLater);
  });

  it('then that it is no later is said before what the policy wants', () => {
    const silent = anAdminAsk(until(end), undefined, { justification: '' });
    const asked: PolicyChanges = { Enablement_Admin_Eligibility: { enabledRules: ['Justification'] } };
    expect(extend(silent, there, asked)).toMatchObject(refused({ code: 'NOT_LATER' }));
    expect(extend({ ...silent, scheduleInfo: { expiration: forGood } }, there, asked)).toMatchObject(
      refused({ failures: [{ rule: 'JustificationRule' }] }),
    );
  });
});

it('When terms are held against a schedule, then only a later end is later', () => {
  const terms = (endDateTime?: typeof end) => ({ startDateTime: begun, endDateTime });
  expect([end - 1, end, end + 1].map((moment) => isLater(terms(instant(moment)), there))).toEqual([false, false, true]);
  expect(isLater(terms(), there)).toBe(true);
  expect(isLater(terms(), anEligibility())).toBe(false);
});

const over = anEligibility({
  id: scheduleId('over'),
  status: 'Revoked',
  endedBy: 'expired',
  endDateTime: now,
  endedDateTime: now,
});
const lastChance = instant(now + days(30) - 1);

describe('When something has ended', () => {
  it('then it can be renewed for thirty days, and at their very end no more', () => {
    expect(renewableFor).toBe(days(30));
    expect(isRenewable(over, now)).toBe(true);
    expect(isRenewable(over, lastChance)).toBe(true);
    expect(isRenewable(over, later(now, days(30)))).toBe(false);
  });

  it('then it counts from when it was over in truth, or else from its end', () => {
    const late = { ...over, endedDateTime: later(now, minutes(1)) };
    expect(isRenewable(late, later(now, days(30)))).toBe(true);
    expect(isRenewable(late, later(later(now, minutes(1)), days(30)))).toBe(false);
    const unswept = { ...over, endedDateTime: undefined, endedBy: undefined };
    expect(isRenewable(unswept, lastChance)).toBe(true);
    expect(isRenewable(unswept, later(now, days(30)))).toBe(false);
  });

  it.each(['removed', 'deactivated', 'failed'] as const)('then what was %s is given again or not at all', (endedBy) => {
    expect(isRenewable({ ...over, endedBy }, now)).toBe(false);
  });

  it('then what never had an end cannot be', () => {
    expect(isRenewable(anEligibility(), now)).toBe(false);
  });
});

describe('When an administrator renews', () => {
  const ask = anAdminAsk(forGood);
  const renew = (more: Parameters<typeof decideRenewal>[2], at = now) => decideRenewal('eligibility', ask, more, at);
  const notRenewable = refused({ code: 'NOT_RENEWABLE', within: days(30) });

  it('then what ended within thirty days is given anew, from now', () => {
    expect(renew({ ...assignmentFacts(), lastEnded: over }, lastChance)).toEqual({
      ok: true,
      value: { startDateTime: lastChance, endDateTime: undefined },
    });
  });

  it('then nothing else is', () => {
    expect(renew({ ...assignmentFacts(), lastEnded: over }, later(now, days(30)))).toEqual(notRenewable);
    expect(renew(assignmentFacts())).toEqual(notRenewable);
    expect(renew({ ...assignmentFacts({ schedules: [aSchedule()] }) })).toEqual(notRenewable);
  });

  it('then where it is there still, they are told so', () => {
    const both = { ...assignmentFacts({ schedules: [aSchedule(), there] }), lastEnded: over };
    for (const more of [both, { ...both, lastEnded: undefined }]) {
      expect(renew(more)).toMatchObject(refused({ code: 'ALREADY_ASSIGNED', level: 'eligibility' }));
    }
  });

  it('then who may not manage it does not learn what there was', () => {
    const notPermitted = refused({ code: 'NOT_PERMITTED', permission: 'manage' });
    expect(renew(assignmentFacts({ mayManage: false }))).toEqual(notPermitted);
    expect(renew({ ...assignmentFacts({ mayManage: false }), lastEnded: over })).toEqual(notPermitted);
  });

  it('then what is given anew has to meet the policy as if it were new', () => {
    const policy = aPolicy({ Enablement_Admin_Eligibility: { enabledRules: ['Ticketing'] } });
    expect(renew({ ...assignmentFacts({ policy }), lastEnded: over })).toEqual(
      refused({ code: 'POLICY_RULES_FAILED', failures: [{ rule: 'TicketingRule' }] }),
    );
  });
});
