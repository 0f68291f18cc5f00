import { describe, expect, it } from 'vitest';
import { decideProvisioning, type ProvisioningFacts } from '../../../domain/assignment/decide-provisioning.js';
import type { ScheduleInfo } from '../../../domain/assignment/schedule-request.js';
import { scheduleId } from '../../../domain/ids.js';
import type { ProvisioningRefusal } from '../../../domain/refusal.js';
import type { Role } from '../../../domain/role/role.js';
import { duration, hours, after as later, milliseconds } from '../../../domain/time.js';
import { alice, anEligibility, aPerson, aPolicy, aRequest, monday } from '../../support/builders.js';

const now = monday;
const facts = (over: Partial<ProvisioningFacts> = {}): ProvisioningFacts => ({
  requestor: aPerson(alice),
  eligibilities: [anEligibility()],
  policy: aPolicy(),
  newScheduleId: scheduleId('new'),
  ...over,
});
const wanting = (scheduleInfo: ScheduleInfo) => aRequest({ status: 'PendingApproval', scheduleInfo });
const forTwoHours = { type: 'afterDuration', duration: hours(2) } as const;
const untilEleven = { type: 'afterDateTime', endDateTime: later(now, hours(2)) } as const;

describe('When nobody has to approve a request any more', () => {
  it('then it begins at once, for the time asked, on the eligibility it stands on', () => {
    const decision = decideProvisioning(wanting({ expiration: forTwoHours }), facts(), now);
    expect(decision).toMatchObject({
      ok: true,
      value: {
        request: { status: 'PendingProvisioning', activatedUsing: 'eligibility-1' },
        schedule: {
          id: 'new',
          status: 'PendingProvisioning',
          level: 'assignment',
          assignmentType: 'activated',
          startDateTime: now,
          endDateTime: later(now, hours(2)),
          createdUsing: 'request-1',
          activatedUsing: 'eligibility-1',
        },
      },
    });
  });

  it.each<[string, ScheduleInfo, { status: string; from: number; to: number }]>([
    [
      'counts a duration from now where the asked start has gone by',
      { startDateTime: later(now, hours(-1)), expiration: forTwoHours },
      { status: 'PendingProvisioning', from: 0, to: 2 },
    ],
    [
      'keeps a fixed end where the asked start has gone by',
      { startDateTime: later(now, hours(-1)), expiration: untilEleven },
      { status: 'PendingProvisioning', from: 0, to: 2 },
    ],
    [
      'waits for a start that is to come',
      { startDateTime: later(now, hours(1)), expiration: forTwoHours },
      { status: 'Granted', from: 1, to: 3 },
    ],
    [
      'begins at a start that is this moment',
      { startDateTime: now, expiration: untilEleven },
      { status: 'PendingProvisioning', from: 0, to: 2 },
    ],
  ])('then it %s', (_case, scheduleInfo, { status, from, to }) => {
    expect(decideProvisioning(wanting(scheduleInfo), facts(), now)).toMatchObject({
      value: {
        request: { status },
        schedule: { status, startDateTime: later(now, hours(from)), endDateTime: later(now, hours(to)) },
      },
    });
  });

  it('then it ends no later than the eligibility does', () => {
    const eligibilities = [anEligibility({ endDateTime: later(now, hours(1)) })];
    expect(decideProvisioning(wanting({ expiration: forTwoHours }), facts({ eligibilities }), now)).toMatchObject({
      value: { schedule: { endDateTime: later(now, hours(1)) } },
    });
  });
});

const shorter = aPolicy({ Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } });

describe('When what it stood on is gone meanwhile, then it fails with its code', () => {
  it.each<[string, ScheduleInfo, Partial<ProvisioningFacts>, ProvisioningRefusal]>([
    [
      'the person',
      { expiration: forTwoHours },
      { requestor: aPerson(alice, { isEnabledMember: false }) },
      { code: 'REQUESTOR_GONE' },
    ],
    ['the eligibility', { expiration: forTwoHours }, { eligibilities: [] }, { code: 'ELIGIBILITY_GONE' }],
    [
      'the eligibility, at this very moment',
      { expiration: forTwoHours },
      { eligibilities: [anEligibility({ endDateTime: now })] },
      { code: 'ELIGIBILITY_GONE' },
    ],
    [
      'the eligibility, by the time it would start',
      { startDateTime: later(now, hours(1)), expiration: forTwoHours },
      { eligibilities: [anEligibility({ endDateTime: later(now, hours(1)) })] },
      { code: 'ELIGIBILITY_GONE' },
    ],
    [
      'the policy, which allows less now',
      { expiration: forTwoHours },
      { policy: shorter },
      { code: 'POLICY_TIGHTENED', maximumDuration: hours(1) },
    ],
    [
      'the time, at this very moment',
      { expiration: { type: 'afterDateTime', endDateTime: now } },
      {},
      { code: 'TIME_PASSED' },
    ],
    [
      'the time, long ago',
      {
        startDateTime: later(now, hours(-3)),
        expiration: { type: 'afterDateTime', endDateTime: later(now, hours(-1)) },
      },
      {},
      { code: 'TIME_PASSED' },
    ],
  ])('%s', (_case, scheduleInfo, over, refusal) => {
    expect(decideProvisioning(wanting(scheduleInfo), facts(over), now)).toEqual({ ok: false, refusal });
  });

  it('but exactly the longest the policy now allows is fine', () => {
    const asked = wanting({ expiration: { type: 'afterDuration', duration: hours(1) } });
    expect(decideProvisioning(asked, facts({ policy: shorter }), now)).toMatchObject({ ok: true });
    const more = wanting({ expiration: { type: 'afterDuration', duration: duration(hours(1) + milliseconds(1)) } });
    expect(decideProvisioning(more, facts({ policy: shorter }), now)).toMatchObject({ ok: false });
  });
});

it('When the settings of a scope further out govern a request, then only an eligibility that stands there carries it', () => {
  const at = (directoryScopeId: string): Role => ({ kind: 'azure', roleDefinitionId: 'reader', directoryScopeId });
  const [subscription, group] = [at('/subscriptions/s'), at('/subscriptions/s/resourceGroups/g')];
  const request = { ...wanting({ expiration: forTwoHours }), role: group, governingScopeId: '/subscriptions/S' };
  const there = anEligibility({ role: subscription });
  expect(decideProvisioning(request, facts({ eligibilities: [there] }), now)).toMatchObject({
    ok: true,
    value: { schedule: { role: group, activatedUsing: there.id } },
  });
  const nearer = anEligibility({ role: group });
  expect(decideProvisioning(request, facts({ eligibilities: [nearer] }), now)).toMatchObject({
    ok: false,
    refusal: { code: 'ELIGIBILITY_GONE' },
  });
});
