import { describe, expect, it } from 'vitest';
import {
  decideExtensionApproval,
  type ExtensionDecision,
} from '../../../domain/assignment/decide-extension-approval.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { alice, anEligibility, aPolicy, aRequest, aSchedule, bob, carol, monday } from '../../support/builders.js';
import { anAssignee, assignmentFacts, forGood, lasting, until } from '../../support/setups/administering.js';

const now = monday;
const end = later(now, days(3));
const there = anEligibility({ endDateTime: end });
const request = aRequest({
  action: 'selfExtend',
  level: 'eligibility',
  status: 'PendingAdminDecision',
  revision: 2,
  scheduleInfo: { expiration: lasting(days(90)) },
});
const id = request.id;
const facts = assignmentFacts({ schedules: [there] });
const refused = (refusal: unknown) => ({ ok: false, refusal });

const answer = (
  over: Partial<ExtensionDecision> & { reviewedBy?: PrincipalId } = {},
  known = facts,
  about: ScheduleRequest = request,
) =>
  decideExtensionApproval(
    about,
    { revision: 2, reviewResult: 'Approve', justification: 'still on the team', reviewedBy: bob, ...over },
    known,
    now,
  );
const agreed = (over: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  ...request,
  scheduleInfo: { startDateTime: undefined, ...request.scheduleInfo },
  status: 'Provisioned',
  completedDateTime: now,
  decision: { reviewResult: 'Approve', reviewedBy: bob, justification: 'still on the team', reviewedDateTime: now },
  ...over,
});

describe('When an administrator agrees to extend', () => {
  it('then the schedule ends when it was asked, and the request is settled', () => {
    expect(answer()).toEqual({
      ok: true,
      value: {
        kind: 'moved',
        request: agreed(),
        before: there,
        after: { ...there, endDateTime: later(now, days(90)) },
      },
    });
  });

  it('then with another end, that one counts and the request says so', () => {
    const scheduleInfo = { startDateTime: undefined, expiration: until(later(now, days(30))) };
    expect(answer({ changes: { expiration: scheduleInfo.expiration } })).toEqual({
      ok: true,
      value: {
        kind: 'moved',
        request: agreed({ scheduleInfo }),
        before: there,
        after: { ...there, endDateTime: later(now, days(30)) },
      },
    });
  });

  it('then it never ends sooner than it does now, whatever was asked or changed', () => {
    const notLater = refused({ code: 'NOT_LATER', endDateTime: end });
    expect(answer({ changes: { expiration: lasting(hours(1)) } })).toEqual(notLater);
    expect(answer({ changes: { expiration: until(end) } })).toEqual(notLater);
    const longerBy = anEligibility({ endDateTime: later(now, days(120)) });
    expect(answer({}, assignmentFacts({ schedules: [longerBy] }))).toEqual(
      refused({ code: 'NOT_LATER', endDateTime: longerBy.endDateTime }),
    );
    const permanent = anEligibility({ endDateTime: undefined });
    expect(answer({}, assignmentFacts({ schedules: [permanent] }))).toMatchObject({ refusal: { code: 'NOT_LATER' } });
  });

  it('then the level they name is given instead, and what there was at the other one ends', () => {
    expect(answer({ changes: { level: 'assignment' } })).toEqual({
      ok: true,
      value: {
        kind: 'given',
        request: agreed({ level: 'assignment' }),
        terms: { startDateTime: now, endDateTime: later(now, days(90)) },
        ending: there,
      },
    });
  });

  it('then it is not given at the other level where it is there already', () => {
    const assigned = aSchedule({ assignmentType: 'assigned' });
    const { startDateTime, endDateTime } = assigned;
    const both = assignmentFacts({ schedules: [there, assigned] });
    expect(answer({ changes: { level: 'assignment' } }, both)).toEqual(
      refused({ code: 'ALREADY_ASSIGNED', level: 'assignment', startDateTime, endDateTime }),
    );
  });

  it('then what has begun keeps its start', () => {
    expect(answer({ changes: { startDateTime: later(now, days(1)) } })).toEqual(
      refused({ code: 'ALREADY_BEGUN', startDateTime: there.startDateTime }),
    );
  });
});

describe('When an administrator agrees to renew', () => {
  const renewal: ScheduleRequest = { ...request, action: 'selfRenew' };
  const nothing = assignmentFacts();

  it('then it is given anew, and nothing has to end for it', () => {
    expect(answer({}, nothing, renewal)).toEqual({
      ok: true,
      value: {
        kind: 'given',
        request: agreed({ action: 'selfRenew' }),
        terms: { startDateTime: now, endDateTime: later(now, days(90)) },
        ending: undefined,
      },
    });
  });

  it('then it begins when it was asked for, unless they name another start', () => {
    const asked = { ...renewal, scheduleInfo: { startDateTime: later(now, days(1)), expiration: forGood } };
    expect(answer({}, nothing, asked)).toMatchObject({
      value: { terms: { startDateTime: later(now, days(1)) }, request: { scheduleInfo: asked.scheduleInfo } },
    });
    const startDateTime = later(now, days(2));
    expect(answer({ changes: { startDateTime } }, nothing, asked)).toMatchObject({
      value: { terms: { startDateTime }, request: { scheduleInfo: { startDateTime, expiration: forGood } } },
    });
  });

  it('then one that ended while the request waited is given anew as well', () => {
    const over = assignmentFacts({ schedules: [anEligibility({ endDateTime: now })] });
    expect(answer({}, over)).toMatchObject({ ok: true, value: { kind: 'given', ending: undefined } });
    const almost = assignmentFacts({ schedules: [anEligibility({ endDateTime: instant(now + 1) })] });
    expect(answer({}, almost)).toMatchObject({ ok: true, value: { kind: 'moved' } });
  });

  it('then the reason and ticket are those of whoever asked, held against the policy of now', () => {
    const policy = aPolicy({ Enablement_Admin_Eligibility: { enabledRules: ['Justification', 'Ticketing'] } });
    const known = assignmentFacts({ policy });
    expect(answer({}, known, renewal)).toEqual(
      refused({ code: 'POLICY_RULES_FAILED', failures: [{ rule: 'TicketingRule' }] }),
    );
    expect(answer({}, known, { ...renewal, ticketInfo: { ticketNumber: 'CHG-1' } })).toMatchObject({ ok: true });
    expect(answer({}, known, { ...renewal, justification: '', ticketInfo: { ticketNumber: 'CHG-1' } })).toEqual(
      refused({ code: 'POLICY_RULES_FAILED', failures: [{ rule: 'JustificationRule' }] }),
    );
  });
});

it('When an administrator denies, then the request is over and nothing else changes, whatever stands in its way', () => {
  const impossible = assignmentFacts({ assignee: anAssignee({ isEnabled: false }) });
  for (const known of [facts, impossible]) {
    expect(answer({ reviewResult: 'Deny', changes: { expiration: forGood } }, known)).toEqual({
      ok: true,
      value: {
        kind: 'denied',
        request: {
          ...request,
          status: 'Denied',
          completedDateTime: now,
          decision: {
            reviewResult: 'Deny',
            reviewedBy: bob,
            justification: 'still on the team',
            reviewedDateTime: now,
          },
        },
      },
    });
  }
});

describe('When an answer cannot be taken', () => {
  it.each(['Denied', 'Canceled', 'TimedOut', 'Provisioned', 'PendingApproval'] as const)(
    'then a %s request is not waiting for one, whoever asks',
    (status) => {
      expect(answer({ reviewedBy: alice, revision: 1 }, facts, { ...request, status })).toEqual(
        refused({ code: 'NOT_PENDING', status, requestId: id }),
      );
    },
  );

  it('then nobody decides on their own request, not even by having made it for somebody else', () => {
    const may = assignmentFacts({ mayManage: false });
    expect(answer({ reviewedBy: alice }, may)).toEqual(refused({ code: 'SELF_APPROVAL' }));
    expect(answer({ reviewedBy: carol }, may, { ...request, createdBy: carol })).toEqual(
      refused({ code: 'SELF_APPROVAL' }),
    );
    expect(answer({ reviewedBy: alice, reviewResult: 'Deny' })).toEqual(refused({ code: 'SELF_APPROVAL' }));
  });

  it('then who may not manage the role may not even deny, and learns nothing of how the request stands', () => {
    const may = assignmentFacts({ mayManage: false });
    const notPermitted = refused({ code: 'NOT_PERMITTED', permission: 'manage' });
    expect(answer({ revision: 1 }, may)).toEqual(notPermitted);
    expect(answer({ reviewResult: 'Deny' }, may)).toEqual(notPermitted);
  });

  it.each([1, 3])('then revision %s is not the one that is asked', (revision) => {
    expect(answer({ revision })).toEqual(refused({ code: 'STALE_CARD', requestId: id }));
    expect(answer({ revision, reviewResult: 'Deny' })).toEqual(refused({ code: 'STALE_CARD', requestId: id }));
  });

  it('then what stands in the way of giving it is told', () => {
    expect(answer({}, assignmentFacts({ assignee: anAssignee({ isEnabled: false }) }))).toEqual(
      refused({ code: 'PRINCIPAL_DISABLED' }),
    );
    expect(answer({ changes: { expiration: lasting(minutes(4)) } })).toEqual(
      refused({ code: 'DURATION_TOO_SHORT', minimum: minutes(5) }),
    );
  });
});
