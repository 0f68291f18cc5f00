import { describe, expect, it } from 'vitest';
import { detectDuplicates, detectOwners, detectPermanentOwners } from '../../../domain/alert/detect-azure.js';
import {
  detectGlobalAdministrators,
  detectNoMfa,
  detectOutside,
  detectRedundant,
  detectRenewals,
  detectStale,
} from '../../../domain/alert/detect-holders.js';
import { accessKey } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, duration, type Instant, instant, milliseconds, seconds } from '../../../domain/time.js';
import { alice, anEligibility, aPolicy, aRole, aSchedule, at, bob, carol, monday } from '../../support/builders.js';

const earlier = (moment: Instant, length: number) => instant(moment - length);
const given = (startDateTime: Instant, over = {}) => anEligibility({ startDateTime, ...over });
const none = { eligibilityIds: new Set<string>(), accessKeys: new Set<string>() };

describe('Accounts that have not signed in', () => {
  const thresholds = { duration: days(30) };
  const held = given(earlier(monday, days(90)));
  const seen = (lastSignInDateTime: Instant | undefined) => new Map([[alice, { lastSignInDateTime }]]);

  it.each([
    ['a moment less than that', earlier(monday, days(30) - 1), 0],
    ['just as long', earlier(monday, days(30)), 1],
    ['longer', earlier(monday, days(31)), 1],
  ])('When somebody in a privileged role has not signed in for %s, then they count as that', (_, last, expected) => {
    expect(detectStale([held], seen(last), thresholds, monday)).toHaveLength(expected);
  });

  it('When no sign-in is known, then the time counts from when they were given the role', () => {
    expect(detectStale([held], seen(undefined), thresholds, monday)).toMatchObject([
      { principalId: alice, level: 'eligibility', facts: { since: held.startDateTime } },
    ]);
    expect(detectStale([given(earlier(monday, days(29)))], seen(undefined), thresholds, monday)).toEqual([]);
  });

  it('When the holder is no user, then nobody could sign in', () => {
    expect(detectStale([held], new Map(), thresholds, monday)).toEqual([]);
  });
});

describe('Eligibilities that nobody uses', () => {
  const thresholds = { duration: days(30) };

  it.each([
    ['a moment less than that', days(30) - 1, 0],
    ['just as long', days(30), 1],
    ['longer', days(31), 1],
  ])('When somebody is eligible for %s and has not activated it, then it is found or not', (_, age, expected) => {
    expect(detectRedundant([given(earlier(monday, age))], none, thresholds, monday)).toHaveLength(expected);
  });

  it('When it was activated in that time, on this eligibility or another of the same access, then it is used', () => {
    const held = given(earlier(monday, days(90)));
    const ofId = { ...none, eligibilityIds: new Set([held.id as string]) };
    const ofAccess = { ...none, accessKeys: new Set([accessKey(held)]) };
    expect(detectRedundant([held], ofId, thresholds, monday)).toEqual([]);
    expect(detectRedundant([held], ofAccess, thresholds, monday)).toEqual([]);
  });

  it('When it is an assignment, then there is nothing to activate', () => {
    expect(
      detectRedundant([aSchedule({ startDateTime: earlier(monday, days(90)) })], none, thresholds, monday),
    ).toEqual([]);
  });

  it('When the duration is no time at all, then whatever is not active is found', () => {
    expect(detectRedundant([given(monday)], none, { duration: 0 }, monday)).toHaveLength(1);
  });
});

describe('Roles without a second factor on activation', () => {
  const asking = (enabledRules: ('MultiFactorAuthentication' | 'Justification')[], context = '') =>
    aPolicy({
      Enablement_EndUser_Assignment: { enabledRules },
      AuthenticationContext_EndUser_Assignment: { isEnabled: context !== '', claimValue: context },
    });

  it.each([
    ['nothing', asking([]), 1],
    ['a reason alone', asking(['Justification']), 1],
    ['a second factor', asking(['MultiFactorAuthentication']), 0],
    ['an authentication context', asking(['Justification'], 'c1'), 0],
  ])('When a role asks for %s, then it is found or not', (_, policy, expected) => {
    expect(detectNoMfa([{ role: aRole(), policy }])).toHaveLength(expected);
  });
});

describe('Roles activated too often', () => {
  const thresholds = { count: 3, interval: seconds(10) };
  const times = (...offsets: number[]) => [
    { principalId: alice, role: aRole(), moments: offsets.map((offset) => instant(monday + offset)) },
  ];

  it.each([
    ['twice at once', times(0, 0), 0],
    ['three times within just that', times(0, 5_000, 10_000), 1],
    ['three times within a moment more', times(0, 5_000, 10_001), 0],
    ['three times within it, later than others', times(0, 60_000, 61_000, 62_000), 1],
  ])('When somebody activates a role %s, then it is found or not', (_, activations, expected) => {
    expect(detectRenewals(activations, thresholds)).toHaveLength(expected);
  });

  it('When there were several such times, then the last is told', () => {
    expect(detectRenewals(times(0, 1, 2, 60_000, 61_000, 62_000, 63_000), thresholds)).toMatchObject([
      { principalId: alice, facts: { count: 4, first: monday + 60_000, last: monday + 63_000 } },
    ]);
  });
});

describe('Too many Global Administrators', () => {
  const admins = [alice, bob, carol].map((principalId) =>
    aSchedule({ principalId, role: aRole(wellKnownRole.globalAdministrator), assignmentType: 'assigned' }),
  );
  const found = (people: number, allGiven: number, thresholds = { count: 3, share: 10 }) =>
    detectGlobalAdministrators({ given: admins, people, allGiven }, thresholds);

  it.each([
    ['fewer people than that', 2, 10, 0],
    ['just as many, and just that share', 3, 30, 3],
    ['just as many, and less than that share', 3, 31, 0],
    ['more of both', 4, 10, 3],
    ['nothing given at all', 3, 0, 0],
  ])('When there are %s, then each of them is found, or none', (_, people, allGiven, expected) => {
    expect(found(people, allGiven)).toHaveLength(expected);
  });
});

describe('Owners of places in Azure', () => {
  const place = (owners: number, members: number, permanentOwners = 0) => [
    { scopeId: '/subscriptions/a', owners, members, permanentOwners },
  ];

  it.each([
    ['fewer than that', place(1, 10), 0],
    ['just as many, and just that share', place(2, 40), 1],
    ['just as many, and less than that share', place(2, 41), 0],
    ['more', place(3, 3), 1],
  ])('When a place has %s, then it is found or not', (_, places, expected) => {
    expect(detectOwners(places, { count: 2, share: 5 })).toHaveLength(expected);
  });

  it.each([
    ['fewer than that', place(20, 20, 9), 0],
    ['just as many, and just that share', place(100, 100, 10), 1],
    ['just as many, and less than that share', place(101, 101, 10), 0],
  ])('When a place has %s who own it for good, then it is found or not', (_, places, expected) => {
    expect(detectPermanentOwners(places, { count: 10, share: 10 })).toHaveLength(expected);
  });
});

describe('Roles that do the same', () => {
  const empty = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
  const own = (id: string, actions: string[], over = {}) => ({
    id,
    displayName: `Role ${id}`,
    permissions: { ...empty, actions },
    assignableScope: '/subscriptions/a',
    ...over,
  });

  it('When two of an organisation’s own allow the same in another order and casing, then the later one is found', () => {
    const found = detectDuplicates([
      own('b', ['Vaults/Read', 'vaults/write']),
      own('a', ['vaults/write', 'vaults/read']),
    ]);
    expect(found).toMatchObject([
      { key: 'b', role: { directoryScopeId: '/subscriptions/a' }, facts: { sameAs: ['Role a'] } },
    ]);
  });

  it('When one does the same as a built-in role, then that is the one to keep', () => {
    const builtIn = own('z', ['*/read'], { assignableScope: undefined });
    expect(detectDuplicates([own('a', ['*/read']), builtIn])).toMatchObject([
      { key: 'a', facts: { sameAs: ['Role z'] } },
    ]);
  });

  it.each([
    ['one action more', own('b', ['a', 'b'])],
    ['something taken out', own('b', ['a'], { permissions: { ...empty, actions: ['a'], notActions: ['b'] } })],
    ['no word of what it allows', own('b', [], { permissions: undefined })],
  ])('When two differ by %s, then none is found', (_, other) => {
    expect(detectDuplicates([own('a', ['a']), other])).toEqual([]);
  });
});

it('When the directory holds what nobody gave here, then each access is found, with its end', () => {
  const access = { principalId: alice, role: aRole() };
  const end = at('2026-04-01T00:00Z');
  expect(detectOutside([{ access }, { access: { ...access, principalId: bob }, endDateTime: end }])).toEqual([
    { key: accessKey(access), ...access, facts: {} },
    { key: accessKey({ ...access, principalId: bob }), ...access, principalId: bob, facts: { endDateTime: end } },
  ]);
});

it('When thresholds are lengths of time, then they are compared to the millisecond', () => {
  const held = given(earlier(monday, duration(milliseconds(5))));
  expect(detectRedundant([held], none, { duration: 5 }, monday)).toHaveLength(1);
  expect(detectRedundant([held], none, { duration: 6 }, monday)).toHaveLength(0);
});
