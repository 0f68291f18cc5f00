import { describe, expect, it } from 'vitest';
import { decideTerms, failingAdminRules, type Terms } from '../../../domain/assignment/decide-terms.js';
import type { Expiration, Level } from '../../../domain/assignment/schedule-request.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import type { RuleFailure } from '../../../domain/refusal.js';
import { days, duration, hours, type Instant, instant, after as later, minutes } from '../../../domain/time.js';
import { aPolicy, monday } from '../../support/builders.js';
import { anAdminAsk, forGood, lasting, until } from '../../support/setups/administering.js';

const now = monday;
const minimumDuration = minutes(5);
const terms = (expiration: Expiration, startDateTime?: Instant, begun?: Instant) =>
  decideTerms({ startDateTime, expiration }, { minimumDuration, begun }, now);
const from = (startDateTime: Instant, endDateTime?: Instant) => ({ ok: true, value: { startDateTime, endDateTime } });
const tomorrow = later(now, days(1));
const yesterday = instant(now - days(1));

describe('When an administrator says from when until when', () => {
  it.each<[string, Parameters<typeof terms>, ReturnType<typeof from>]>([
    ['without a start, it is from now', [lasting(hours(8))], from(now, later(now, hours(8)))],
    ['for good, it has no end', [forGood], from(now)],
    ['for good from a later start', [forGood, tomorrow], from(tomorrow)],
    [
      'from a later start, it lasts from then',
      [lasting(hours(8)), tomorrow],
      from(tomorrow, later(tomorrow, hours(8))),
    ],
    [
      'from a start that has gone by, it lasts from now',
      [lasting(hours(8)), yesterday],
      from(now, later(now, hours(8))),
    ],
    ['until a moment, it ends then', [until(tomorrow)], from(now, tomorrow)],
    ['for exactly the shortest time', [lasting(minutes(5))], from(now, later(now, minutes(5)))],
    ['until a moment just far enough', [until(later(now, minutes(5)))], from(now, later(now, minutes(5)))],
  ])('then %s', (_what, asked, expected) => {
    expect(terms(...asked)).toEqual(expected);
  });

  it('then what has begun keeps its start, and how long it lasts is counted from now, whatever start is named', () => {
    expect(terms(lasting(hours(8)), yesterday, yesterday)).toEqual(from(yesterday, later(now, hours(8))));
    expect(terms(lasting(hours(8)), tomorrow, yesterday)).toEqual(from(yesterday, later(now, hours(8))));
    expect(terms(until(tomorrow), undefined, yesterday)).toEqual(from(yesterday, tomorrow));
    expect(terms(forGood, undefined, yesterday)).toEqual(from(yesterday));
  });
});

describe('When the times cannot be', () => {
  const backwards = { ok: false, refusal: { code: 'ENDS_BEFORE_START' } };
  const short = { ok: false, refusal: { code: 'DURATION_TOO_SHORT', minimum: minutes(5) } };
  it.each<[string, Parameters<typeof terms>, { ok: boolean; refusal: unknown }]>([
    ['an end at the start', [until(tomorrow), tomorrow], backwards],
    ['an end before the start', [until(instant(tomorrow - 1)), tomorrow], backwards],
    ['an end that is now', [until(now)], backwards],
    ['an end that has gone by, of what began long ago', [until(instant(now - 1)), undefined, yesterday], backwards],
    ['no time at all', [lasting(duration(0))], backwards],
    ['a millisecond', [until(instant(now + 1))], short],
    ['a millisecond less than the shortest', [lasting(duration(minutes(5) - 1))], short],
    ['the same, of what began long ago', [lasting(duration(minutes(5) - 1)), undefined, yesterday], short],
  ])('then it is refused: %s', (_what, asked, refused) => {
    expect(terms(...asked)).toEqual(refused);
  });
});

const noProofs = { multiFactor: false, authenticationContexts: [] };
const ask = anAdminAsk(forGood);
const failing = (
  level: Level,
  changes: PolicyChanges,
  {
    said = ask,
    given = { startDateTime: now },
    proofs = noProofs,
  }: { said?: typeof ask; given?: Terms; proofs?: typeof noProofs },
) => failingAdminRules(said, given, { level, policy: aPolicy(changes), proofs }, now);

describe.each<
  [
    Level,
    (maximumDuration: number) => PolicyChanges,
    (...rules: ('Justification' | 'Ticketing' | 'MultiFactorAuthentication')[]) => PolicyChanges,
  ]
>([
  [
    'eligibility',
    (most) => ({ Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: duration(most) } }),
    (...enabledRules) => ({ Enablement_Admin_Eligibility: { enabledRules } }),
  ],
  [
    'assignment',
    (most) => ({ Expiration_Admin_Assignment: { isExpirationRequired: true, maximumDuration: duration(most) } }),
    (...enabledRules) => ({ Enablement_Admin_Assignment: { enabledRules } }),
  ],
])('When an administrator gives an %s', (level, atMost, asking) => {
  const tooLong = (asked?: number): RuleFailure[] => [
    { rule: 'ExpirationRule', maximumDuration: days(15), asked: asked as typeof minimumDuration, of: level },
  ];
  const ending = (end: number, startDateTime = now) => ({ given: { startDateTime, endDateTime: instant(end) } });

  it('then it lasts exactly as long as its policy allows, and not a millisecond longer', () => {
    expect(failing(level, atMost(days(15)), ending(now + days(15)))).toEqual([]);
    expect(failing(level, atMost(days(15)), ending(now + days(15) + 1))).toEqual(tooLong(days(15) + 1));
  });

  it('then a policy that wants an end is told where there is none', () => {
    expect(failing(level, atMost(days(15)), {})).toEqual(tooLong());
  });

  it('then it is measured from its start where that comes later, and from now where it has begun', () => {
    expect(failing(level, atMost(days(15)), ending(tomorrow + days(15), tomorrow))).toEqual([]);
    expect(failing(level, atMost(days(15)), ending(tomorrow + days(15) + 1, tomorrow))).toEqual(tooLong(days(15) + 1));
    expect(failing(level, atMost(days(15)), ending(now + days(15), yesterday))).toEqual([]);
    expect(failing(level, atMost(days(15)), ending(now + days(15) + 1, yesterday))).toEqual(tooLong(days(15) + 1));
  });

  it('then where the policy wants no end, it may last for good and for any time', () => {
    expect(failing(level, {}, {})).toEqual([]);
    expect(failing(level, {}, ending(now + days(3650)))).toEqual([]);
  });

  it('then each thing the policy asks for is missed when it is not there, and not when it is', () => {
    const silent = anAdminAsk(forGood, undefined, { justification: ' \n' });
    const blank = anAdminAsk(forGood, undefined, { ticketInfo: { ticketNumber: '  ' } });
    const ticket = anAdminAsk(forGood, undefined, { ticketInfo: { ticketNumber: 'CHG-1' } });
    expect(failing(level, asking('Justification'), { said: silent })).toEqual([{ rule: 'JustificationRule' }]);
    expect(failing(level, asking('Justification'), {})).toEqual([]);
    expect(failing(level, asking('Ticketing'), {})).toEqual([{ rule: 'TicketingRule' }]);
    expect(failing(level, asking('Ticketing'), { said: blank })).toEqual([{ rule: 'TicketingRule' }]);
    expect(failing(level, asking('Ticketing'), { said: ticket })).toEqual([]);
    expect(failing(level, asking('MultiFactorAuthentication'), {})).toEqual([{ rule: 'MfaRule' }]);
    const proofs = { ...noProofs, multiFactor: true };
    expect(failing(level, asking('MultiFactorAuthentication'), { proofs })).toEqual([]);
  });

  it('then everything that fails is told together, and what is not asked for is not', () => {
    const silent = anAdminAsk(forGood, undefined, { justification: '' });
    const all = { ...atMost(days(15)), ...asking('MultiFactorAuthentication', 'Ticketing', 'Justification') };
    expect(failing(level, all, { said: silent }).map(({ rule }) => rule)).toEqual([
      'ExpirationRule',
      'JustificationRule',
      'TicketingRule',
      'MfaRule',
    ]);
    expect(failing(level, asking(), { said: silent })).toEqual([]);
  });
});

it('When an eligibility is given, then the rules for assignments are not asked of it, and the other way round', () => {
  const strict = { isExpirationRequired: true, maximumDuration: days(1) };
  const onEligibility: PolicyChanges = {
    Expiration_Admin_Eligibility: strict,
    Enablement_Admin_Eligibility: { enabledRules: ['Ticketing'] },
  };
  const onAssignment: PolicyChanges = {
    Expiration_Admin_Assignment: strict,
    Enablement_Admin_Assignment: { enabledRules: ['Ticketing'] },
  };
  expect(failing('assignment', onEligibility, {})).toEqual([]);
  expect(failing('eligibility', onAssignment, {})).toEqual([]);
});
