import type { ApproverSet } from '../../../domain/policy/policy.js';
import { policyKey } from '../../../domain/role/role.js';
import type { Path } from '../import-fault.js';
import type { DesiredSettings } from '../organisation.js';
import type { Entry } from '../read/organisation-file.js';
import type { Entries } from '../read/read-entries.js';
import { type RoleNames, resolveRole } from './resolve-roles.js';

/** Resolves the settings of roles and the approvers they name. Source: Entra PIM, for scopes and default approvers. */
export function resolveSettings(entries: Entries, names: RoleNames): DesiredSettings[] {
  const { faults } = names;
  const seen = new Set<string>();
  return entries.settings.flatMap(({ entry, path }): DesiredSettings[] => {
    const named = resolveRole(entry, path, names);
    const approvers = resolveApprovers(entry, path, names);
    if (entry.role !== undefined && entry.scope !== undefined) {
      faults.add([...path, 'scope'], 'the settings of a directory role hold at every scope; take it out');
    }
    if (!named) return [];
    if (named.role.kind !== 'directory' && asksNobody(entry)) {
      faults.add([...path, 'approval'], 'must name approvers; only directory roles have some by default');
    }
    const key = policyKey(named.role);
    if (seen.has(key)) faults.add(path, `the settings of “${named.label}” are in the file twice; keep one of them`);
    seen.add(key);
    return [{ role: named.role, asks: entry, approvers, label: named.label, path }];
  });
}

type SettingsEntry = Entry<'settings'>;

const asksNobody = ({ approval }: SettingsEntry) => Boolean(approval) && namesOf(approval).length === 0;

const namesOf = (approval: SettingsEntry['approval']): readonly string[] =>
  approval ? (approval.approvers ?? []) : [];

const resolveApprovers = ({ approval }: SettingsEntry, path: Path, { principals, faults }: RoleNames): ApproverSet[] =>
  namesOf(approval).flatMap((name, index): ApproverSet[] => {
    const place = [...path, 'approval', 'approvers', index];
    const approver = principals.find(name, place);
    if (approver?.type === 'user') return [{ type: 'singleUser', userId: approver.id }];
    if (approver?.type === 'group') return [{ type: 'groupMembers', groupId: approver.id }];
    if (approver) faults.add(place, `“${name}” is no person and no group, so it cannot approve`);
    return [];
  });
