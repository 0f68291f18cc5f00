import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ActivationAsk,
  type ActivationFacts,
  bestEligibility,
  checkRules,
  decideActivation,
} from '../../../domain/assignment/decide-activation.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { ActivationRefusal } from '../../../domain/refusal.js';
import type { Role } from '../../../domain/role/role.js';
import { duration, hours, instant, after as later, milliseconds, minutes } from '../../../domain/time.js';
import {
  alice,
  anAsk,
  anEligibility,
  aPendingRequest,
  aPerson,
  aPolicy,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  carol,
  monday,
  principal,
} from '../../support/builders.js';

const now = monday;

const facts = (over: Partial<ActivationFacts> = {}): ActivationFacts => ({
  requestor: aPerson(alice),
  rolesAround: [aRole()],
  isScopeKnown: true,
  eligibilities: [anEligibility()],
  schedules: [],
  policy: aPolicy(),
  proofs: { multiFactor: false, authenticationContexts: [] },
  approvers: [],
  settings: { minimumDuration: minutes(5), earliestGiveBack: minutes(5) },
  ...over,
});

const lasting = (length: number, startDateTime?: number): ActivationAsk =>
  anAsk({
    scheduleInfo: {
      startDateTime: startDateTime === undefined ? undefined : instant(startDateTime),
      expiration: { type: 'afterDuration', duration: duration(length) },
    },
  });

const until = (endDateTime: number, startDateTime?: number): ActivationAsk =>
  anAsk({
    scheduleInfo: {
      startDateTime: startDateTime === undefined ? undefined : instant(startDateTime),
      expiration: { type: 'afterDateTime', endDateTime: instant(endDateTime) },
    },
  });

const ending = (length: number) => anEligibility({ endDateTime: later(now, duration(length)) });
const rulesFailed = (...failures: unknown[]) => ({ code: 'POLICY_RULES_FAILED', failures });
const maximumDuration = hours(8);

describe('When somebody eligible asks within the rules', () => {
  it('then it stands on their eligibility, and nobody has to approve where the policy does not ask', () => {
    expect(decideActivation(anAsk(), facts(), now)).toEqual({
      ok: true,
      value: { eligibility: anEligibility(), stages: [] },
    });
  });

  it('then the stages of a policy that asks for approval are planned', () => {
    const stages = [aStagePolicy(), aStagePolicy({ approvalsRequired: 2 })];
    const asked = facts({ policy: aPolicy(approvedBy(...stages)), approvers: [[bob], [bob, carol]] });
    expect(decideActivation(anAsk(), asked, now)).toMatchObject({ ok: true, value: { stages } });
  });

  it.each<[string, ActivationAsk, Partial<ActivationFacts>]>([
    ['exactly the longest allowed', lasting(maximumDuration), {}],
    ['exactly the shortest allowed', lasting(minutes(5)), {}],
    ['starting at this very moment', lasting(hours(1), now), {}],
    [
      'a later start just before the eligibility ends',
      lasting(hours(1), now + hours(3) - 1),
      { eligibilities: [ending(hours(3))] },
    ],
    ['longer than the eligibility lasts, which will cut it', lasting(hours(2)), { eligibilities: [ending(hours(1))] }],
    [
      'on an eligibility that begins at this very moment',
      lasting(hours(1)),
      { eligibilities: [anEligibility({ startDateTime: now })] },
    ],
    [
      'with an administrator’s assignment beside it',
      anAsk(),
      { schedules: [aSchedule({ assignmentType: 'assigned' })] },
    ],
  ])('then %s is fine', (_case, ask, over) => {
    expect(decideActivation(ask, facts(over), now)).toMatchObject({ ok: true });
  });
});

const existing = aSchedule();

it('When what is active is being given back, or is past its end and not yet swept, then it is in nobody’s way', () => {
  const leaving = aSchedule({ status: 'PendingRevocation' });
  const over = aSchedule({ endDateTime: instant(now - 1) });
  for (const schedule of [leaving, over]) {
    expect(decideActivation(anAsk(), facts({ schedules: [schedule] }), now).ok).toBe(true);
  }
});

describe('When something stands in the way, then it is refused with its code', () => {
  it.each<[string, ActivationAsk, Partial<ActivationFacts>, ActivationRefusal | ReturnType<typeof rulesFailed>]>([
    [
      'a disabled person',
      anAsk(),
      { requestor: aPerson(alice, { isEnabledMember: false }) },
      { code: 'REQUESTOR_NOT_ENABLED' },
    ],
    [
      'a second request',
      anAsk(),
      { openRequest: aPendingRequest() },
      {
        code: 'REQUEST_PENDING',
        requestId: requestId('request-1'),
        status: 'PendingApproval',
        startDateTime: undefined,
      },
    ],
    ['a scope that the directory does not know', anAsk(), { isScopeKnown: false }, { code: 'SCOPE_NOT_FOUND' }],
    [
      'what is active already',
      anAsk(),
      { schedules: [existing] },
      {
        code: 'ASSIGNMENT_EXISTS',
        requestId: existing.createdUsing,
        startDateTime: existing.startDateTime,
        endDateTime: existing.endDateTime,
      },
    ],
    [
      'an eligibility that has not begun',
      anAsk(),
      { eligibilities: [anEligibility({ status: 'Granted', startDateTime: later(now, hours(2)) })] },
      { code: 'ELIGIBILITY_NOT_BEGUN', eligibilityStarts: later(now, hours(2)) },
    ],
    ['an end that has gone by since its start did', until(now - 1, now - hours(1)), {}, { code: 'ENDS_BEFORE_START' }],
    ['an end at the start', until(now + hours(1), now + hours(1)), {}, { code: 'ENDS_BEFORE_START' }],
    ['an end before now', until(now - 1), {}, { code: 'ENDS_BEFORE_START' }],
    [
      'a millisecond less than the floor',
      lasting(minutes(5) - 1),
      {},
      { code: 'DURATION_TOO_SHORT', minimum: minutes(5) },
    ],
    [
      'a start at the end of the eligibility',
      lasting(hours(1), now + hours(3)),
      { eligibilities: [ending(hours(3))] },
      { code: 'STARTS_AFTER_ELIGIBILITY', eligibilityEnds: later(now, hours(3)) },
    ],
    ['no eligibility', anAsk(), { eligibilities: [] }, rulesFailed({ rule: 'EligibilityRule' })],
    [
      'an eligibility that ends at this moment',
      anAsk(),
      { eligibilities: [ending(0)] },
      rulesFailed({ rule: 'EligibilityRule' }),
    ],
    [
      'an eligibility yet to begin',
      anAsk(),
      { eligibilities: [anEligibility({ startDateTime: later(now, milliseconds(1)) })] },
      rulesFailed({ rule: 'EligibilityRule' }),
    ],
    [
      'a millisecond more than the longest',
      lasting(maximumDuration + 1),
      {},
      rulesFailed({ rule: 'ExpirationRule', maximumDuration, asked: maximumDuration + 1 }),
    ],
    [
      'without end',
      anAsk({ scheduleInfo: { expiration: { type: 'noExpiration' } } }),
      {},
      rulesFailed({ rule: 'ExpirationRule', maximumDuration, asked: undefined }),
    ],
    ['a reason of blanks', anAsk({ justification: ' \n\t' }), {}, rulesFailed({ rule: 'JustificationRule' })],
    [
      'no ticket',
      anAsk({ ticketInfo: { ticketNumber: ' ' } }),
      { policy: aPolicy({ Enablement_EndUser_Assignment: { enabledRules: ['Ticketing'] } }) },
      rulesFailed({ rule: 'TicketingRule' }),
    ],
    [
      'no second factor',
      anAsk(),
      { policy: aPolicy({ Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } }) },
      rulesFailed({ rule: 'MfaRule' }),
    ],
    [
      'another authentication context than the one asked for',
      anAsk(),
      {
        policy: aPolicy({ AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' } }),
        proofs: { multiFactor: true, authenticationContexts: ['c2'] },
      },
      rulesFailed({ rule: 'AcrsRule', claimValue: 'c1' }),
    ],
    [
      'nobody but the requestor to approve',
      anAsk(),
      { policy: aPolicy(approvedBy(aStagePolicy())), approvers: [[alice]] },
      { code: 'NO_APPROVER', stageId: 0, required: 1, available: 0 },
    ],
    [
      'a second stage that has too few, one of them named twice',
      anAsk(),
      {
        policy: aPolicy(approvedBy(aStagePolicy(), aStagePolicy({ approvalsRequired: 2 }))),
        approvers: [[bob], [bob, bob, alice]],
      },
      { code: 'NO_APPROVER', stageId: 1, required: 2, available: 1 },
    ],
    [
      'a stage nobody was found for',
      anAsk(),
      { policy: aPolicy(approvedBy(aStagePolicy())), approvers: [] },
      { code: 'NO_APPROVER', stageId: 0, required: 1, available: 0 },
    ],
  ])('%s', (_case, ask, over, refusal) => {
    expect(decideActivation(ask, facts(over), now)).toEqual({ ok: false, refusal });
  });

  it('every rule that fails is named at once', () => {
    const strict = aPolicy({
      Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing', 'MultiFactorAuthentication'] },
      AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' },
    });
    const ask = { ...lasting(hours(9)), justification: '' };
    const decision = decideActivation(ask, facts({ policy: strict, eligibilities: [] }), now);
    expect(decision).toMatchObject({
      ok: false,
      refusal: {
        failures: [
          'EligibilityRule',
          'ExpirationRule',
          'JustificationRule',
          'TicketingRule',
          'MfaRule',
          'AcrsRule',
        ].map((rule) => ({ rule })),
      },
    });
  });
});

it('When several things stand in the way, then they are told in a fixed order, the next one once the first is mended', () => {
  let ask: ActivationAsk = { ...lasting(1, now - 1), justification: '' };
  let known = facts({
    requestor: aPerson(alice, { isEnabledMember: false }),
    openRequest: aPendingRequest(),
    schedules: [existing],
    eligibilities: [ending(hours(1))],
    policy: aPolicy(approvedBy(aStagePolicy())),
  });
  const fixes: [string, () => void][] = [
    [
      'REQUESTOR_NOT_ENABLED',
      () => {
        known = { ...known, requestor: aPerson(alice) };
      },
    ],
    [
      'REQUEST_PENDING',
      () => {
        known = { ...known, openRequest: undefined };
      },
    ],
    [
      'ASSIGNMENT_EXISTS',
      () => {
        known = { ...known, schedules: [] };
      },
    ],
    [
      'DURATION_TOO_SHORT',
      () => {
        ask = { ...lasting(hours(1), now + hours(1)), justification: '' };
      },
    ],
    [
      'STARTS_AFTER_ELIGIBILITY',
      () => {
        known = { ...known, eligibilities: [anEligibility()] };
      },
    ],
    [
      'POLICY_RULES_FAILED',
      () => {
        ask = { ...ask, justification: 'INC-42' };
      },
    ],
    [
      'NO_APPROVER',
      () => {
        known = { ...known, approvers: [[bob]] };
      },
    ],
  ];
  for (const [code, fix] of fixes) {
    expect(decideActivation(ask, known, now)).toMatchObject({ ok: false, refusal: { code } });
    fix();
  }
  expect(decideActivation(ask, known, now)).toMatchObject({ ok: true });
});

describe('When several eligibilities reach somebody', () => {
  const group = principal('group');
  const eligibility = (name: string, hoursLeft: number | undefined, owner = alice) =>
    anEligibility({
      id: scheduleId(name),
      principalId: owner,
      endDateTime: hoursLeft === undefined ? undefined : later(now, hours(hoursLeft)),
    });

  it.each([
    ['the one that lasts longest', [eligibility('short', 1), eligibility('long', 5), eligibility('middle', 3)], 'long'],
    ['a permanent one before any other', [eligibility('long', 5), eligibility('permanent', undefined)], 'permanent'],
    ['a group’s that lasts longer than their own', [eligibility('own', 1), eligibility('group', 5, group)], 'group'],
    ['their own before a group’s of the same end', [eligibility('group', 5, group), eligibility('own', 5)], 'own'],
    [
      'their own before a group’s, both permanent',
      [eligibility('group', undefined, group), eligibility('own', undefined)],
      'own',
    ],
    ['none that is over', [eligibility('over', 0)], undefined],
  ])('then it stands on %s', (_case, eligibilities, id) => {
    expect(bestEligibility(eligibilities, alice, now)?.id).toBe(id);
    expect(bestEligibility(eligibilities.toReversed(), alice, now)?.id).toBe(id);
  });
});

describe('When eligibilities for an Azure role stand at several scopes around the one that is asked', () => {
  const at = (directoryScopeId: string): Role => ({ kind: 'azure', roleDefinitionId: 'reader', directoryScopeId });
  const [here, group, subscription] = [
    at('/subscriptions/s/resourceGroups/g/x'),
    at('/subscriptions/s/resourceGroups/g'),
    at('/Subscriptions/S'),
  ];
  const rolesAround = [here, group, at('/subscriptions/s')];
  const eligible = (name: string, role: Role, over: Partial<Schedule> = {}) =>
    anEligibility({ id: scheduleId(name), role, ...over });
  const soon = later(now, hours(1));

  it.each([
    [
      'the nearest, though one further out lasts longer',
      [eligible('near', group, { endDateTime: soon }), eligible('far', subscription)],
      'near',
    ],
    [
      'the one further out once the nearest is over',
      [eligible('near', group, { endDateTime: now }), eligible('far', subscription)],
      'far',
    ],
    [
      'the one at that very scope before any other',
      [eligible('far', subscription), eligible('here', here, { endDateTime: soon })],
      'here',
    ],
    [
      'the longest of the nearest scope',
      [eligible('short', group, { endDateTime: soon }), eligible('long', group), eligible('far', subscription)],
      'long',
    ],
  ])('then it stands on %s', (_case, eligibilities, id) => {
    expect(bestEligibility(eligibilities, alice, now, rolesAround)?.id).toBe(id);
    const decision = decideActivation(anAsk(), facts({ rolesAround, eligibilities: eligibilities.toReversed() }), now);
    expect(decision).toMatchObject({ ok: true, value: { eligibility: { id } } });
  });
});

it('When nobody asks, then each rule is still checked: what is asked for, and what fails', () => {
  const policy = aPolicy({
    Enablement_EndUser_Assignment: { enabledRules: ['Ticketing', 'MultiFactorAuthentication'] },
  });
  const known = facts({ policy, proofs: { multiFactor: true, authenticationContexts: [] } });
  expect(checkRules({ ...lasting(hours(9)), justification: '' }, known, now)).toEqual([
    { rule: 'EligibilityRule', isAsked: true },
    {
      rule: 'ExpirationRule',
      isAsked: true,
      failure: { rule: 'ExpirationRule', maximumDuration: hours(8), asked: hours(9) },
    },
    { rule: 'JustificationRule', isAsked: false },
    { rule: 'TicketingRule', isAsked: true, failure: { rule: 'TicketingRule' } },
    { rule: 'MfaRule', isAsked: true },
    { rule: 'AcrsRule', isAsked: false },
  ]);
});

describe('PIM’s own defaults', () => {
  it('When nobody has changed anything, then a directory role asks for a second factor and a reason, eight hours at most', () => {
    expect(defaultRules('directory')).toMatchObject({
      Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(8) },
      Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
      Approval_EndUser_Assignment: {
        isApprovalRequired: false,
        stages: [{ timeOut: hours(24), approvalsRequired: 1 }],
      },
    });
  });

  it.each(['directory', 'azure', 'group'] as const)('When a %s role is new, then it has all 17 rules', (kind) => {
    expect(Object.keys(defaultRules(kind))).toHaveLength(17);
  });
});

const anyTime = fc.integer({ min: -4 * 3_600_000, max: 4 * 3_600_000 });
const anyExpiration = fc.oneof(
  fc.constant({ type: 'noExpiration' as const }),
  fc
    .integer({ min: -10, max: 12 * 3_600_000 })
    .map((length) => ({ type: 'afterDuration' as const, duration: duration(length) })),
  anyTime.map((offset) => ({ type: 'afterDateTime' as const, endDateTime: instant(now + offset) })),
);
const anyEligibility = fc.record({ from: anyTime, to: fc.option(anyTime, { nil: undefined }) }).map(({ from, to }) =>
  anEligibility({
    startDateTime: instant(now + from),
    endDateTime: to === undefined ? undefined : instant(now + to),
  }),
);

it('Whatever is asked: what is allowed begins now or later, and is never too short, too long, or without a live eligibility at its start', () => {
  fc.assert(
    fc.property(
      fc.option(anyTime, { nil: undefined }),
      anyExpiration,
      fc.array(anyEligibility, { maxLength: 4 }),
      (start, expiration, eligibilities) => {
        const startDateTime = start === undefined ? undefined : instant(now + start);
        const decision = decideActivation(
          anAsk({ scheduleInfo: { startDateTime, expiration } }),
          facts({ eligibilities }),
          now,
        );
        if (!decision.ok) return;
        const begins = instant(Math.max(now, startDateTime ?? now));
        const { eligibility } = decision.value;
        expect(eligibility.startDateTime).toBeLessThanOrEqual(begins);
        expect(eligibility.endDateTime ?? Infinity).toBeGreaterThan(begins);
        expect(expiration.type).not.toBe('noExpiration');
        const length =
          expiration.type === 'afterDuration'
            ? expiration.duration
            : expiration.type === 'afterDateTime'
              ? expiration.endDateTime - begins
              : Infinity;
        expect(length).toBeGreaterThanOrEqual(minutes(5));
        expect(length).toBeLessThanOrEqual(maximumDuration);
      },
    ),
  );
});

it('When a start has gone by, then it is now: a length counts from now, and an end stays', () => {
  expect(decideActivation(lasting(hours(1), now - hours(3)), facts(), now).ok).toBe(true);
  expect(decideActivation(until(now + hours(1), now - hours(3)), facts(), now).ok).toBe(true);
  expect(decideActivation(until(now + hours(9), now - hours(3)), facts(), now)).toMatchObject({
    refusal: { failures: [{ rule: 'ExpirationRule', asked: hours(9) }] },
  });
});

it('When the role is another one, then nothing of this changes: the rules come from its own policy', () => {
  const policy = aPolicy(
    { Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(1) } },
    aRole('other'),
  );
  expect(decideActivation(lasting(hours(2)), facts({ policy }), now)).toMatchObject({
    ok: false,
    refusal: { failures: [{ rule: 'ExpirationRule', maximumDuration: hours(1) }] },
  });
});
