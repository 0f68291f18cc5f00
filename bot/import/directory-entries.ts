import { activity } from '../../domain/audit/activity.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { CustomRole, GroupRecord, PrincipalRecord, ScopeRecord } from '../../domain/ports/directory-records.js';
import type { Entry } from '../../domain/usecases/common/recording.js';
import { changedFields } from './changed-fields.js';
import type { Known } from './organisation.js';

type DirectoryWrites = {
  principals: readonly PrincipalRecord[];
  scopes: readonly ScopeRecord[];
  customRoles: readonly CustomRole[];
};

/**
 * The audit log's entries for what an import changes of the directory itself: people, groups with their members and
 * owners, service principals, scopes and custom roles, each with what it was before. Who gets which role and what a role
 * asks for are logged by the use cases that do it.
 */
export function directoryEntries({ principals, scopes, customRoles }: DirectoryWrites, known: Known): Entry[] {
  const before = new Map(known.principals.map((record) => [record.id, record]));
  return [
    ...principals.flatMap((record) => entriesOf(record, before.get(record.id))),
    ...scopes.map((scope) => {
      const former = known.scopes.find(
        ({ kind, id }) => kind === scope.kind && id.toLowerCase() === scope.id.toLowerCase(),
      );
      return changed(former ? activity.scopeUpdated : activity.scopeAdded, scope, former);
    }),
    ...customRoles.map((role) => {
      const former = known.roleDefinitions.find(({ id }) => id === role.id);
      return changed(former ? activity.roleDefinitionUpdated : activity.roleDefinitionAdded, role, former);
    }),
  ];
}

function entriesOf(record: PrincipalRecord, former: PrincipalRecord | undefined): Entry[] {
  const { id: subject } = record;
  if (record.type === 'group') return groupEntries(record, former?.type === 'group' ? former : undefined);
  const [added, updated] =
    record.type === 'user'
      ? [activity.userAdded, activity.userUpdated]
      : [activity.servicePrincipalAdded, activity.servicePrincipalUpdated];
  if (!former) return [{ ...changed(added, record), subject }];
  const was = former.type === 'group' ? undefined : former.accountEnabled;
  const switched =
    was === record.accountEnabled ? [] : [record.accountEnabled ? activity.accountEnabled : activity.accountDisabled];
  const others = changedFields(record, former as typeof record).filter((field) => field !== 'accountEnabled');
  return [
    ...switched.map((what) => ({
      ...changed(what, { accountEnabled: record.accountEnabled }, { accountEnabled: was }),
      subject,
    })),
    ...(others.length > 0 ? [{ ...changed(updated, record, former), subject }] : []),
  ];
}

function groupEntries(record: GroupRecord, former: GroupRecord | undefined): Entry[] {
  const { memberIds, ownerIds, ...group } = record;
  const { memberIds: formerMembers = [], ownerIds: formerOwners = [], ...formerGroup } = former ?? {};
  const isChanged = !former || changedFields(group, formerGroup as typeof group).length > 0;
  const what = former ? activity.groupUpdated : activity.groupAdded;
  const joined = (accessId: 'member' | 'owner', ids: readonly PrincipalId[], before: readonly PrincipalId[]): Entry[] =>
    ids
      .filter((id) => !before.includes(id))
      .map((subject) => ({
        activity: accessId === 'member' ? activity.memberAdded : activity.ownerAdded,
        resultReason: '',
        subject,
        role: { kind: 'group', groupId: record.id, accessId },
      }));
  return [
    ...(isChanged ? [{ ...changed(what, group, former && formerGroup), subject: record.id }] : []),
    ...joined('member', memberIds, formerMembers),
    ...joined('owner', ownerIds, formerOwners),
  ];
}

/** An entry with what differs, before and after; of what is new, all of it. */
function changed<T extends object>(what: string, after: T, before?: object): Entry {
  const entry = { activity: what, resultReason: '' };
  if (!before) return { ...entry, after };
  const fields = changedFields(after, before as T);
  const only = (thing: object) =>
    Object.fromEntries(fields.map((field) => [field, (thing as Record<PropertyKey, unknown>)[field] ?? null]));
  return { ...entry, before: only(before), after: only(after) };
}
