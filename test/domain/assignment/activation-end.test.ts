import { describe, expect, it } from 'vitest';
import { activationEnd, decideActivation } from '../../../domain/assignment/decide-activation.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { anAsk, anEligibility, aPerson, aPolicy, aRole, aSchedule, monday } from '../../support/builders.js';
import { forGood, lasting, until } from '../../support/setups/administering.js';

const now = monday;
const inTwoHours = later(now, hours(2));

describe('When an activation begins', () => {
  it('then it ends after the time asked for, or at the moment asked for', () => {
    expect(activationEnd(lasting(hours(2)), now, undefined)).toBe(inTwoHours);
    expect(activationEnd(until(inTwoHours), now, undefined)).toBe(inTwoHours);
  });

  it.each([lasting(hours(2)), until(inTwoHours)])(
    'then with its eligibility where that ends sooner: $type',
    (asked) => {
      expect(activationEnd(asked, now, later(now, hours(1)))).toBe(later(now, hours(1)));
      expect(activationEnd(asked, now, instant(inTwoHours - 1))).toBe(inTwoHours - 1);
      expect(activationEnd(asked, now, instant(inTwoHours + 1))).toBe(inTwoHours);
    },
  );

  it('then what an approver has shortened lasts that long, and not until the end that was asked', () => {
    const shortened = { type: 'afterDuration' as const, duration: hours(1), endDateTime: inTwoHours };
    expect(activationEnd(shortened, now, undefined)).toBe(later(now, hours(1)));
    expect(activationEnd(shortened, later(now, minutes(90)), undefined)).toBe(inTwoHours);
  });

  it('then one without an end is a fault, for nobody can have asked for it', () => {
    expect(() => activationEnd(forGood, now, inTwoHours)).toThrow('an activation always ends');
  });
});

describe('When somebody asks to activate what they have planned already', () => {
  const planned = aSchedule({
    status: 'Granted',
    startDateTime: later(now, days(1)),
    endDateTime: later(now, days(2)),
  });
  const facts = {
    requestor: aPerson(),
    rolesAround: [aRole()],
    isScopeKnown: true,
    eligibilities: [anEligibility()],
    policy: aPolicy(),
    proofs: { multiFactor: false, authenticationContexts: [] },
    approvers: [],
    settings: { minimumDuration: minutes(5), earliestGiveBack: minutes(5) },
  };

  it('then the plan is in the way, although it has not begun', () => {
    const { createdUsing: requestId, startDateTime, endDateTime } = planned;
    expect(decideActivation(anAsk(), { ...facts, schedules: [planned] }, now)).toEqual({
      ok: false,
      refusal: { code: 'ASSIGNMENT_EXISTS', requestId, startDateTime, endDateTime },
    });
  });

  it('then a plan that was canceled is not, nor one that an administrator made', () => {
    const canceled = { ...planned, status: 'Canceled' as const };
    const assigned = { ...planned, assignmentType: 'assigned' as const };
    expect(decideActivation(anAsk(), { ...facts, schedules: [canceled, assigned] }, now)).toMatchObject({ ok: true });
  });
});
