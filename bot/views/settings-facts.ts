import type { SettingsFacts } from '../../cards/settings/settings-card.js';
import type { PrincipalId } from '../../domain/ids.js';
import { defaultRules } from '../../domain/policy/default-policy.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Role } from '../../domain/role/role.js';
import { roleOfPolicy } from '../../domain/usecases/assignment/change-settings.js';
import { readNames } from './read-names.js';
import { readRoleWords } from './read-request-facts.js';

/** What is shown of a role's settings: the policy in force, its kind's defaults, and everybody's names. */
export async function readSettingsFacts(
  { store, directory }: { store: Pick<Store, 'read'>; directory: Directory },
  role: Role,
): Promise<SettingsFacts> {
  const governing = roleOfPolicy(role);
  const [policy, words] = await Promise.all([store.read.policies.of(governing), readRoleWords(directory, governing)]);
  const names = await readApproverNames(directory, policy.rules);
  return { role: governing, ...words, policy, defaults: defaultRules(role.kind), names };
}

/** The names of everybody whom rules name as approvers. */
export async function readApproverNames(
  directory: Directory,
  ...all: readonly Pick<PolicyRules, 'Approval_EndUser_Assignment'>[]
): Promise<Record<PrincipalId, string>> {
  const stages = all.flatMap((rules) => rules.Approval_EndUser_Assignment.stages);
  const sets = stages.flatMap((stage) => [...stage.primaryApprovers, ...stage.escalationApprovers]);
  const ids = new Set(sets.map((set) => (set.type === 'singleUser' ? set.userId : set.groupId)));
  return readNames(directory, [...ids]);
}
