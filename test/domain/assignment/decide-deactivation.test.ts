import { describe, expect, it } from 'vitest';
import { decideDeactivation } from '../../../domain/assignment/decide-deactivation.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { requestId } from '../../../domain/ids.js';
import type { DeactivationRefusal } from '../../../domain/refusal.js';
import { type Instant, instant, after as later, minutes } from '../../../domain/time.js';
import { alice, aRequest, aSchedule, bob, monday } from '../../support/builders.js';

const request = aRequest({ status: 'Provisioned' });
const floor = minutes(5);
const earliest = later(monday, floor);
const giveBack = (schedule: Schedule | undefined, now: Instant, actor = alice, justification = 'done') =>
  decideDeactivation(request, schedule, { actor, justification }, floor, now);
const { endDateTime: end = monday } = aSchedule();

describe('When somebody gives back what they activated', () => {
  it.each(['Provisioned', 'PendingProvisioning'] as const)('then a %s one is on its way out', (status) => {
    expect(giveBack(aSchedule({ status }), earliest)).toMatchObject({
      ok: true,
      value: { status: 'PendingRevocation', endedBy: 'deactivated', endJustification: 'done' },
    });
  });

  it('then no reason is none', () => {
    expect(giveBack(aSchedule(), earliest, alice, '')).toMatchObject({ value: { endJustification: undefined } });
  });
});

const notActive: DeactivationRefusal = { code: 'NOT_ACTIVE', status: 'Provisioned', requestId: requestId('request-1') };

describe('When it cannot be given back, then it is refused with its code', () => {
  it.each<[string, Schedule | undefined, Instant, typeof alice, DeactivationRefusal]>([
    ['by another person', aSchedule(), earliest, bob, { code: 'NOT_YOURS' }],
    ['a request that became nothing', undefined, earliest, alice, notActive],
    ['what has not begun', aSchedule({ status: 'Granted' }), earliest, alice, notActive],
    ['what is on its way out', aSchedule({ status: 'PendingRevocation' }), earliest, alice, notActive],
    ['what has been taken out', aSchedule({ status: 'Revoked' }), earliest, alice, notActive],
    ['what ends at this very moment', aSchedule(), end, alice, notActive],
    ['a millisecond too soon', aSchedule(), instant(earliest - 1), alice, { code: 'ACTIVE_TOO_SHORT', earliest }],
  ])('%s', (_case, schedule, now, actor, refusal) => {
    expect(giveBack(schedule, now, actor)).toEqual({ ok: false, refusal });
  });

  it('somebody else learns nothing of its state', () => {
    expect(giveBack(undefined, monday, bob)).toEqual({ ok: false, refusal: { code: 'NOT_YOURS' } });
  });

  it.each(['adminAssign', 'adminRenew', 'selfExtend'] as const)(
    'what came of %s is not theirs to give back',
    (action) => {
      const given = { ...request, action };
      expect(decideDeactivation(given, aSchedule(), { actor: alice, justification: '' }, floor, earliest)).toEqual({
        ok: false,
        refusal: notActive,
      });
    },
  );
});
