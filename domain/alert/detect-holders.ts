import type { Schedule } from '../assignment/schedule.js';
import type { PrincipalId } from '../ids.js';
import type { Policy } from '../policy/policy.js';
import { type Access, accessKey, policyKey, type Role } from '../role/role.js';
import type { Instant } from '../time.js';
import type { Thresholds } from './alert.js';
import type { Finding } from './incident.js';

/** What somebody was given of a directory role, to hold or to activate, and has begun. */
export type Given = Pick<Schedule, 'id' | 'level' | 'principalId' | 'role' | 'startDateTime'>;

/** Names what a person was given at a level, among the things of an alert. */
export const givenKey = ({ level, principalId, role }: Pick<Given, 'level' | 'principalId' | 'role'>): string =>
  `${level}|${accessKey({ principalId, role })}`;

const toFinding = ({ level, principalId, role }: Given, facts: Finding['facts']): Finding => ({
  key: givenKey({ level, principalId, role }),
  role,
  principalId,
  level,
  facts,
});

/** Assigned outside PIM: every grant that the directory holds and nobody gave here. */
export const detectOutside = (grants: readonly { access: Access; endDateTime?: Instant | undefined }[]): Finding[] =>
  grants.map(({ access, endDateTime }) => ({
    key: accessKey(access),
    ...access,
    facts: endDateTime === undefined ? {} : { endDateTime },
  }));

/**
 * Accounts in a privileged role that have not signed in for `duration` or longer. `given` is of privileged roles alone.
 * Where no sign-in is known, the time counts from when they were given the role: an account that never signs in is as
 * stale as any. Source: Entra PIM, StaleSignInAlert.
 */
export function detectStale(
  given: readonly Given[],
  users: ReadonlyMap<PrincipalId, { lastSignInDateTime?: Instant | undefined }>,
  { duration = 0 }: Thresholds,
  now: Instant,
): Finding[] {
  return given.flatMap((each) => {
    const user = users.get(each.principalId);
    if (!user) return [];
    const { lastSignInDateTime } = user;
    if (now - (lastSignInDateTime ?? each.startDateTime) < duration) return [];
    return [
      toFinding(each, { since: each.startDateTime, ...(lastSignInDateTime !== undefined && { lastSignInDateTime }) }),
    ];
  });
}

/** What was activated within some time: on which eligibilities, and which accesses. */
export type Used = { eligibilityIds: ReadonlySet<string>; accessKeys: ReadonlySet<string> };

/**
 * Eligibilities as old as `duration` that nobody has activated since it began; `used` is what was activated in that
 * time. Source: Entra PIM, RedundantAssignmentAlert.
 */
export const detectRedundant = (
  given: readonly Given[],
  used: Used,
  { duration = 0 }: Thresholds,
  now: Instant,
): Finding[] =>
  given
    .filter(({ level, startDateTime }) => level === 'eligibility' && now - startDateTime >= duration)
    .filter((each) => !used.eligibilityIds.has(each.id) && !used.accessKeys.has(accessKey(each)))
    .map((each) => toFinding(each, { since: each.startDateTime }));

/** A role that somebody may activate, with the settings that govern it. */
export type Activatable = { role: Role; policy: Pick<Policy, 'rules'> };

/** True where activating asks for a second factor, or for an authentication context that may ask for one. */
export const asksForFactor = (
  rules: Pick<Policy['rules'], 'Enablement_EndUser_Assignment' | 'AuthenticationContext_EndUser_Assignment'>,
): boolean =>
  rules.Enablement_EndUser_Assignment.enabledRules.includes('MultiFactorAuthentication') ||
  rules.AuthenticationContext_EndUser_Assignment.isEnabled;

/**
 * Roles that can be activated without a second factor or an authentication context. `roles` are privileged ones; a
 * directory role is there once, whatever the scopes. Source: Entra PIM, NoMfaOnRoleActivationAlert.
 */
export const detectNoMfa = (roles: readonly Activatable[]): Finding[] =>
  roles
    .filter(({ policy: { rules } }) => !asksForFactor(rules))
    .map(({ role }) => ({ key: policyKey(role), role, facts: {} }));

/** When somebody activated a role, in order. */
export type Activations = { principalId: PrincipalId; role: Role; moments: readonly Instant[] };

/**
 * Whoever activated one role `count` times or more within `interval`, first and last included. Source: Entra PIM,
 * SequentialActivationRenewalsAlert.
 */
export const detectRenewals = (
  activations: readonly Activations[],
  { count = 2, interval = 0 }: Thresholds,
): Finding[] =>
  activations.flatMap(({ principalId, role, moments }) => {
    const run = lastRun(moments, count, interval);
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [{ key: accessKey({ principalId, role }), principalId, role, facts: { count: run.length, first, last } }];
  });

/** The latest moments that lie within one interval, where there are as many as `count`; else none. */
function lastRun(moments: readonly Instant[], count: number, interval: number): readonly Instant[] {
  for (let end = moments.length; end >= count; end -= 1) {
    const last = moments[end - 1] ?? 0;
    const run = moments.slice(0, end).filter((moment) => last - moment <= interval);
    if (run.length >= count) return run;
  }
  return [];
}

/** The Global Administrators that there are: what they were given, how many people that are, and all that is given. */
export type GlobalAdministrators = { given: readonly Given[]; people: number; allGiven: number };

/**
 * Each Global Administrator, where there are `count` people or more and they are `share` percent or more of all that is
 * given of directory roles. Source: Entra PIM, TooManyGlobalAdminsAssignedToTenantAlert.
 */
export function detectGlobalAdministrators(
  { given, people, allGiven }: GlobalAdministrators,
  { count = 0, share = 0 }: Thresholds,
): Finding[] {
  const isMany = people >= count && allGiven > 0 && (given.length * 100) / allGiven >= share;
  return isMany ? given.map((each) => toFinding(each, { count: people, since: each.startDateTime })) : [];
}
