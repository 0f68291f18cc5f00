import { isAssigned, type Schedule } from '../../domain/assignment/schedule.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { CustomRole, PrincipalRecord, ScopeRecord } from '../../domain/ports/directory-records.js';
import { accessKey, policyKey } from '../../domain/role/role.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import type { Instant } from '../../domain/time.js';
import { isOver } from '../../domain/usecases/assignment/adopt.js';
import type { Entry } from '../../domain/usecases/common/recording.js';
import { changedFields } from './changed-fields.js';
import { directoryEntries } from './directory-entries.js';
import type { DesiredSchedule, DesiredSettings, Known, Organisation } from './organisation.js';
import { policyChanges, settingsTouched } from './policy-changes.js';
import { nameWarnings } from './resolve/name-warnings.js';

/** What stands now where the organisation would write. */
export type Present = Known & {
  /** The schedules that are not over, by access key. */
  schedules: ReadonlyMap<string, readonly Schedule[]>;
  /** The policies in force, by policy key. */
  policies: ReadonlyMap<string, Policy>;
  now: Instant;
};

/** One thing that importing would do. */
type Change = { kind: 'added' | 'changed'; what: string };

export type Difference = {
  changes: readonly Change[];
  unchanged: number;
  /** What the directory has and the file does not name; import takes nothing away. */
  left: readonly string[];
  /** What the audit log says of the changes to people, groups, scopes and custom roles. */
  logged: readonly Entry[];
  /** What to look at though it is no fault: names that cannot be told apart. */
  warnings: readonly string[];
  writes: {
    principals: readonly PrincipalRecord[];
    scopes: readonly ScopeRecord[];
    customRoles: readonly CustomRole[];
    schedules: readonly DesiredSchedule[];
    settings: readonly { desired: DesiredSettings; changes: ReturnType<typeof policyChanges> }[];
  };
};

type Compared<T> = { thing: T; change: Change | undefined };

/** Says what importing an organisation would change of what there is, and what it would leave alone. */
export function diffOrganisation(organisation: Organisation, present: Present): Difference {
  const byId = new Map(present.principals.map((record) => [record.id, record]));
  const principals = organisation.principals.map((record) => compare(record, byId.get(record.id), record.displayName));
  const scopes = organisation.scopes.map((record) =>
    compare(
      record,
      present.scopes.find((each) => keyOf(each) === keyOf(record)),
      `scope ${record.displayName}`,
    ),
  );
  const customRoles = organisation.customRoles.map((role) => {
    const known = present.roleDefinitions.find(({ id }) => id === role.id);
    return compare(role, known as CustomRole | undefined, `Azure role ${role.displayName}`);
  });
  const schedules = withAdministrator(organisation).map((desired) => compareSchedule(desired, present));
  const settings = organisation.settings.map((desired) => compareSettings(desired, present));
  const all = [...principals, ...scopes, ...customRoles, ...schedules, ...settings];
  const named = new Set(organisation.principals.map(({ id }) => id));
  const toWrite = <T>(compared: readonly Compared<T>[]) =>
    compared.flatMap(({ thing, change }) => (change ? [thing] : []));
  const writes = {
    principals: toWrite(principals),
    scopes: toWrite(scopes),
    customRoles: toWrite(customRoles),
    schedules: toWrite(schedules),
    settings: toWrite(settings),
  };
  return {
    changes: all.flatMap(({ change }) => change ?? []),
    unchanged: all.filter(({ change }) => change === undefined).length,
    warnings: nameWarnings(organisation.principals, present.principals),
    left: present.principals.filter(({ id }) => !named.has(id)).map(({ displayName }) => displayName),
    logged: directoryEntries(writes, present),
    writes,
  };
}

const keyOf = ({ kind, id }: ScopeRecord) => `${kind}:${id.toLowerCase()}`;

function compare<T extends object>(thing: T, existing: T | undefined, what: string): Compared<T> {
  if (existing === undefined) return { thing, change: { kind: 'added', what } };
  const fields = changedFields(thing, existing);
  return { thing, change: fields.length > 0 ? { kind: 'changed', what: `${what} (${fields.join(', ')})` } : undefined };
}

function compareSchedule(desired: DesiredSchedule, { schedules, now }: Present): Compared<DesiredSchedule> {
  // An end that has gone by is history: to write it over a later one would be to take the role away.
  if (isOver(desired, now)) return { thing: desired, change: undefined };
  const existing = schedules.get(accessKey(desired.access))?.find(isAssigned(desired.level, now));
  if (!existing) return { thing: desired, change: { kind: 'added', what: desired.label } };
  const isSame = existing.endDateTime === desired.endDateTime;
  return { thing: desired, change: isSame ? undefined : { kind: 'changed', what: `${desired.label} (its end)` } };
}

function compareSettings(desired: DesiredSettings, { policies }: Present) {
  const policy = policies.get(policyKey(desired.role));
  if (!policy) throw new Error(`the policy of ${desired.label} was not read`);
  const changes = policyChanges(desired, policy);
  const isSame = Object.keys(changes).length === 0;
  const change: Change = {
    kind: policy.version === 0 ? 'added' : 'changed',
    what: `settings of ${desired.label} (${settingsTouched(changes).join(', ')})`,
  };
  return { thing: { desired, changes }, change: isSame ? undefined : change };
}

/** The first administrator is an assignment like any other: Global Administrator, permanently. */
export function withAdministrator({ schedules, firstAdministrator, principals }: Organisation): DesiredSchedule[] {
  if (firstAdministrator === undefined) return [...schedules];
  const role = {
    kind: 'directory' as const,
    roleDefinitionId: wellKnownRole.globalAdministrator,
    directoryScopeId: '/',
  };
  const access = { principalId: firstAdministrator, role };
  const key = accessKey(access);
  if (schedules.some((desired) => desired.level === 'assignment' && accessKey(desired.access) === key))
    return [...schedules];
  const name = principals.find(({ id }) => id === firstAdministrator)?.displayName ?? firstAdministrator;
  const label = `${name}: holds Global Administrator, as the first administrator`;
  const path = ['firstAdministrator'];
  return [{ level: 'assignment', access, justification: 'First administrator', label, path }, ...schedules];
}
