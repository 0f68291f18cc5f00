import { v5 } from 'uuid';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import type { ServicePrincipal, User } from '../../../domain/ports/directory.js';
import type { GroupRecord, PrincipalRecord } from '../../../domain/ports/directory-records.js';
import type { Instant } from '../../../domain/time.js';
import type { FaultLog, Path } from '../import-fault.js';
import type { Known } from '../organisation.js';
import type { Entry } from '../read/organisation-file.js';
import type { Entries, Located } from '../read/read-entries.js';
import { type NameIndex, nameIndex } from './name-index.js';

export type PrincipalIndex = NameIndex<PrincipalRecord>;
export type ResolvedPrincipals = { records: PrincipalRecord[]; index: PrincipalIndex };

/** Ids made from names stay the same wherever and whenever the file is read: name-based UUIDs under this namespace. */
const NAMESPACE = '8d9f2c1e-5b0a-4a53-9f0e-3c6f4f0f7a11';

/**
 * The id of a principal without one in the file: a UUID (version 5) of its kind and its user principal name or, for
 * groups and service principals, its name, in lower case.
 */
export const derivedId = (
  type: PrincipalRecord['type'] | 'administrativeUnit' | 'customRole',
  name: string,
): PrincipalId => principalId(v5(`${type}:${name.trim().toLowerCase()}`, NAMESPACE));

/** Makes whole records of people, groups and service principals, with what the directory knew where the file is silent. */
export function resolvePrincipals(entries: Entries, known: Known, faults: FaultLog): ResolvedPrincipals {
  const register = registerOf(known, faults);
  const users = entries.people.map(({ entry, path }) => ({
    entry,
    path,
    record: toUser(entry, register('user', entry.id, entry.userPrincipalName, path)),
  }));
  const groups = entries.groups.map(({ entry, path }) => ({
    entry,
    path,
    record: toGroup(entry, register('group', entry.id, entry.name, path)),
  }));
  const robots = entries.servicePrincipals.map(({ entry, path }) => ({
    path,
    record: toServicePrincipal(entry, register('servicePrincipal', entry.id, entry.name, path)),
  }));
  const written = [...users, ...groups, ...robots];
  const index = indexOf(
    written.map(({ record }) => record),
    known,
    entries.broken,
    faults,
  );
  reportSharedAddresses(users, known, faults);
  const linked = [
    ...users.map((user) => withManager(user, index, faults)),
    ...groups.map((group) => withLinks(group, index, faults)),
    ...robots.map(({ record }) => record),
  ];
  return { records: linked, index };
}

type Base<R> = { id: PrincipalId; before?: R | undefined };

/** Says which record an entry is about: by its id, else by its name, else a new one. Reports entries about the same. */
function registerOf({ principals }: Known, faults: FaultLog) {
  const byId = new Map(principals.map((record) => [record.id, record]));
  const byName = recordsByName(principals);
  const seen = new Set<PrincipalId>();
  const idOfName = (type: PrincipalRecord['type'], name: string, path: Path) => {
    const [found, another] = byName.get(nameKey(type, name)) ?? [];
    if (another) faults.add(path, `“${name}” is in the directory more than once; write the id of the one meant`);
    return found?.id ?? derivedId(type, name);
  };
  return <T extends PrincipalRecord['type']>(type: T, id: string | undefined, name: string, path: Path) => {
    const own = id === undefined ? idOfName(type, name, path) : principalId(id);
    const before = byId.get(own);
    if (seen.has(own)) faults.add(path, `“${name}” is in the file twice; keep one of the entries`);
    if (before !== undefined && before.type !== type) {
      faults.add(
        path,
        `the id ${own} belongs to ${before.displayName}, which is something else; give this one another`,
      );
    }
    seen.add(own);
    return { id: own, before: before?.type === type ? before : undefined } as Base<
      Extract<PrincipalRecord, { type: T }>
    >;
  };
}

function recordsByName(principals: readonly PrincipalRecord[]): Map<string, PrincipalRecord[]> {
  const byName = new Map<string, PrincipalRecord[]>();
  for (const record of principals) {
    const key = nameKey(record.type, nameOf(record));
    const sameName = byName.get(key);
    if (sameName) sameName.push(record);
    else byName.set(key, [record]);
  }
  return byName;
}

const nameKey = (type: PrincipalRecord['type'], name: string) => `${type}:${name.toLowerCase()}`;
const nameOf = (record: PrincipalRecord) => (record.type === 'user' ? record.userPrincipalName : record.displayName);

const toUser = (entry: Entry<'people'>, { id, before }: Base<User>): User => ({
  type: 'user',
  id,
  displayName: entry.name,
  userPrincipalName: entry.userPrincipalName,
  mail: entry.mail ?? before?.mail,
  accountEnabled: entry.disabled === undefined ? (before?.accountEnabled ?? true) : !entry.disabled,
  userType: entry.guest === undefined ? (before?.userType ?? 'Member') : entry.guest ? 'Guest' : 'Member',
  timeZone: entry.timeZone ?? before?.timeZone,
  jobTitle: entry.jobTitle ?? before?.jobTitle,
  managerId: before?.managerId,
  lastSignInDateTime: later(entry.lastSignIn, before?.lastSignInDateTime),
});

/** A file may be older than what the directory has seen since. */
const later = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one !== undefined && other !== undefined && other > one ? other : (one ?? other);

const toGroup = (entry: Entry<'groups'>, { id, before }: Base<GroupRecord>): GroupRecord => ({
  type: 'group',
  id,
  displayName: entry.name,
  description: entry.description ?? before?.description,
  isAssignableToRole: entry.assignableToRole ?? before?.isAssignableToRole ?? false,
  membershipType:
    entry.dynamic === undefined ? (before?.membershipType ?? 'assigned') : entry.dynamic ? 'dynamic' : 'assigned',
  onPremisesSyncEnabled: entry.synced ?? before?.onPremisesSyncEnabled ?? false,
  memberIds: before?.memberIds ?? [],
  ownerIds: before?.ownerIds ?? [],
});

const toServicePrincipal = (
  entry: Entry<'servicePrincipals'>,
  { id, before }: Base<ServicePrincipal>,
): ServicePrincipal => ({
  type: 'servicePrincipal',
  id,
  displayName: entry.name,
  servicePrincipalType:
    entry.managedIdentity === undefined
      ? (before?.servicePrincipalType ?? 'Application')
      : entry.managedIdentity
        ? 'ManagedIdentity'
        : 'Application',
  accountEnabled: entry.disabled === undefined ? (before?.accountEnabled ?? true) : !entry.disabled,
});

function indexOf(written: readonly PrincipalRecord[], known: Known, broken: ReadonlySet<string>, faults: FaultLog) {
  const index = nameIndex<PrincipalRecord>(
    'people (by user principal name), groups and service principals',
    ({ id }) => id,
    broken,
    faults,
  );
  const rewritten = new Set(written.map(({ id }) => id));
  for (const record of [...written, ...known.principals.filter(({ id }) => !rewritten.has(id))]) {
    // Two people may well have the same name: they are told apart by their addresses.
    if (record.type === 'user') index.add(record, record.id, record.userPrincipalName, record.mail);
    else index.add(record, record.id, record.displayName);
  }
  return index;
}

function reportSharedAddresses(
  users: readonly (Located<unknown> & { record: User })[],
  known: Known,
  faults: FaultLog,
) {
  const rewritten = new Set(users.map(({ record }) => record.id));
  const holders = new Map(
    known.principals
      .filter((record) => record.type === 'user' && !rewritten.has(record.id))
      .flatMap((record) => addressesOf(record as User).map((address) => [address, record.id] as const)),
  );
  for (const { record, path } of users) {
    for (const address of addressesOf(record)) {
      const holder = holders.get(address) ?? record.id;
      if (holder !== record.id) {
        faults.add(
          path,
          `the address ${address} belongs to somebody else already; correct it, or write that person’s id`,
        );
      }
      holders.set(address, record.id);
    }
  }
}

const addressesOf = ({ userPrincipalName, mail }: User) =>
  [userPrincipalName, mail].flatMap((address) => address?.toLowerCase() ?? []);

function withManager(
  { entry, path, record }: Located<Entry<'people'>> & { record: User },
  index: PrincipalIndex,
  faults: FaultLog,
): User {
  const manager = entry.manager === undefined ? undefined : index.find(entry.manager, [...path, 'manager']);
  if (manager && manager.type !== 'user')
    faults.add([...path, 'manager'], `“${manager.displayName}” is no person; name one, or take it out`);
  return manager === undefined ? record : { ...record, managerId: manager.id };
}

/** Import adds members and owners, and takes nobody out. */
function withLinks(
  { entry, path, record }: Located<Entry<'groups'>> & { record: GroupRecord },
  index: PrincipalIndex,
  faults: FaultLog,
): GroupRecord {
  const found = (list: 'members' | 'owners') =>
    (entry[list] ?? []).flatMap((name, position) => index.find(name, [...path, list, position]) ?? []);
  const [members, owners] = [found('members'), found('owners')];
  if (record.isAssignableToRole) {
    if (members.some(({ type }) => type === 'group')) {
      faults.add([...path, 'members'], 'a group that is assignable to roles cannot have groups in it; name the people');
    }
    if (record.membershipType === 'dynamic' || record.onPremisesSyncEnabled) {
      faults.add(path, 'a group that is assignable to roles cannot be dynamic or synced; take one of the two out');
    }
  }
  if (owners.some(({ type }) => type === 'group')) {
    faults.add([...path, 'owners'], 'a group cannot own a group; name people or service principals');
  }
  return { ...record, memberIds: joined(record.memberIds, members), ownerIds: joined(record.ownerIds, owners) };
}

const joined = (ids: readonly PrincipalId[], added: readonly PrincipalRecord[]) => [
  ...new Set([...ids, ...added.map(({ id }) => id)]),
];
