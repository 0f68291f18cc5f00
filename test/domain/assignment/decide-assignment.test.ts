import { describe, expect, it } from 'vitest';
import {
  type AssignmentFacts,
  decideAssignee,
  decideAssignment,
} from '../../../domain/assignment/decide-assignment.js';
import { isAssigned, type Schedule, type ScheduleStatus } from '../../../domain/assignment/schedule.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { days, hours, instant, after as later, minutes } from '../../../domain/time.js';
import { aGroupRole, anEligibility, aPolicy, aSchedule, monday } from '../../support/builders.js';
import {
  anAdminAsk,
  anAssignee,
  assignmentFacts,
  forGood,
  lasting,
  until,
} from '../../support/setups/administering.js';

const now = monday;
const tomorrow = later(now, days(1));
const ask = anAdminAsk(lasting(days(90)));
const refused = (refusal: unknown) => ({ ok: false, refusal });

const assigned = (over: Partial<Schedule> = {}) =>
  aSchedule({ assignmentType: 'assigned', startDateTime: instant(now - days(1)), endDateTime: undefined, ...over });

describe('When an administrator gives a role', () => {
  it.each<Level>(['eligibility', 'assignment'])(
    'then at the level of %s it is given for as long as they say',
    (level) => {
      expect(decideAssignment(level, ask, assignmentFacts(), now)).toEqual({
        ok: true,
        value: { startDateTime: now, endDateTime: later(now, days(90)) },
      });
      expect(decideAssignment(level, anAdminAsk(forGood, tomorrow), assignmentFacts(), now)).toEqual({
        ok: true,
        value: { startDateTime: tomorrow, endDateTime: undefined },
      });
    },
  );

  it.each<[string, Level, Schedule]>([
    ['they are eligible for it', 'assignment', anEligibility()],
    ['they are assigned it', 'eligibility', assigned()],
    ['they have activated it', 'assignment', aSchedule()],
    ['it is just being taken from them', 'assignment', assigned({ status: 'PendingRevocation' })],
    ['they had it until this very moment', 'assignment', assigned({ endDateTime: now })],
    ['it was canceled before it began', 'assignment', assigned({ status: 'Canceled' })],
  ])('then it is given although %s', (_what, level, schedule) => {
    expect(decideAssignment(level, ask, assignmentFacts({ schedules: [schedule] }), now)).toMatchObject({ ok: true });
  });

  it.each<[string, Level, Schedule]>([
    ['an eligibility for good', 'eligibility', anEligibility()],
    ['an assignment', 'assignment', assigned()],
    ['one that ends in a millisecond', 'assignment', assigned({ endDateTime: instant(now + 1) })],
    ['one that begins tomorrow', 'assignment', assigned({ status: 'Granted', startDateTime: tomorrow })],
    ['one that is just being given', 'assignment', assigned({ status: 'PendingProvisioning' })],
  ])('then it is refused where they have it already: %s', (_what, level, schedule) => {
    const { startDateTime, endDateTime } = schedule;
    const facts = assignmentFacts({ schedules: [aSchedule(), schedule] });
    expect(decideAssignment(level, ask, facts, now)).toEqual(
      refused({ code: 'ALREADY_ASSIGNED', level, startDateTime, endDateTime }),
    );
  });
});

describe('When several things are in the way', () => {
  const strict: PolicyChanges = { Enablement_Admin_Assignment: { enabledRules: ['Justification', 'Ticketing'] } };
  /** Each line fixes the one thing that the line before was refused for. */
  const fixes: [Partial<AssignmentFacts>, unknown][] = [
    [{}, { code: 'NOT_PERMITTED', permission: 'manage' }],
    [{ mayManage: true }, { code: 'ROLE_NOT_FOUND' }],
    [{ isKnown: true }, { code: 'PRINCIPAL_NOT_FOUND' }],
    [{ assignee: anAssignee({ type: 'servicePrincipal', isEnabled: false }) }, { code: 'PRINCIPAL_DISABLED' }],
    [
      { assignee: anAssignee({ type: 'servicePrincipal' }) },
      { code: 'ASSIGNEE_FORBIDDEN', reason: 'service-principal-permanent' },
    ],
    [
      { assignee: anAssignee() },
      { code: 'ALREADY_ASSIGNED', level: 'assignment', startDateTime: instant(now - days(1)), endDateTime: undefined },
    ],
    [
      { schedules: [] },
      {
        code: 'POLICY_RULES_FAILED',
        failures: [{ rule: 'JustificationRule' }, { rule: 'TicketingRule' }],
      },
    ],
  ];
  const worst = assignmentFacts({
    mayManage: false,
    isKnown: false,
    assignee: undefined,
    schedules: [assigned()],
    policy: aPolicy(strict),
  });
  const facts = fixes.map((_fix, upTo) => Object.assign({}, worst, ...fixes.slice(0, upTo + 1).map(([fix]) => fix)));
  const unsaid = anAdminAsk(forGood, undefined, { justification: '' });

  it.each(fixes.map(([, refusal], index) => ({ refusal, facts: facts[index] as AssignmentFacts })))(
    'then $refusal.code comes in its turn',
    ({ refusal, facts }) => {
      expect(decideAssignment('assignment', unsaid, facts, now)).toEqual(refused(refusal));
    },
  );

  it('then times that cannot be come before the rules of the policy', () => {
    const policy = aPolicy(strict);
    const backwards = anAdminAsk(until(now), undefined, { justification: '' });
    const short = anAdminAsk(until(later(now, minutes(4))), undefined, { justification: '' });
    expect(decideAssignment('assignment', backwards, assignmentFacts({ policy }), now)).toEqual(
      refused({ code: 'ENDS_BEFORE_START' }),
    );
    expect(decideAssignment('assignment', short, assignmentFacts({ policy }), now)).toEqual(
      refused({ code: 'DURATION_TOO_SHORT', minimum: minutes(5) }),
    );
  });

  it('then who could get it is decided without regard to what they have, or to the policy', () => {
    const allThere = assignmentFacts({ schedules: [assigned()], policy: aPolicy(strict) });
    expect(decideAssignee('assignment', forGood, allThere)).toBeUndefined();
    expect(decideAssignee('eligibility', forGood, { ...allThere, assignee: anAssignee({ isGuest: true }) })).toEqual({
      code: 'ASSIGNEE_FORBIDDEN',
      reason: 'guest-eligible',
    });
  });

  it('then a group that a rule fills is told apart from one that people fill', () => {
    const group = { isAssignableToRole: false, isDynamic: true, isSynced: false };
    const into = assignmentFacts({ role: aGroupRole(), group });
    expect(decideAssignment('assignment', ask, into, now)).toEqual(
      refused({ code: 'ASSIGNEE_FORBIDDEN', reason: 'dynamic-group' }),
    );
  });
});

describe('When a schedule is asked whether an administrator gave it and it has not ended', () => {
  const is = (schedule: Schedule, level: Level = 'assignment') => isAssigned(level, now)(schedule);

  it.each<[ScheduleStatus, boolean]>([
    ['Granted', true],
    ['PendingProvisioning', true],
    ['Provisioned', true],
    ['PendingRevocation', false],
    ['Revoked', false],
    ['Canceled', false],
    ['Failed', false],
  ])('then for a %s one the answer is %s', (status, expected) => {
    expect(is(assigned({ status }))).toBe(expected);
    expect(is(assigned({ status, endDateTime: later(now, hours(1)) }))).toBe(expected);
  });

  it('then its very end is past it', () => {
    expect(is(assigned({ endDateTime: instant(now + 1) }))).toBe(true);
    expect(is(assigned({ endDateTime: now }))).toBe(false);
    expect(is(assigned({ status: 'Granted', endDateTime: now }))).toBe(false);
  });

  it('then neither an activation is, nor what is given at the other level', () => {
    expect(is(aSchedule())).toBe(false);
    expect(is(assigned(), 'eligibility')).toBe(false);
    expect(is(anEligibility(), 'eligibility')).toBe(true);
    expect(is(anEligibility())).toBe(false);
  });
});
