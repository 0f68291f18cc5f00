import type { Directory } from '../../../domain/ports/directory.js';
import { type Role, sameRole } from '../../../domain/role/role.js';
import type { RoleInWords } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Target } from '../words/find-child-scope.js';

/** The eligibility nearest around a role's scope, at which it may be activated; undefined where there is none any more. */
export async function targetAt(
  directory: Directory,
  eligible: readonly RoleInWords[],
  role: Role,
): Promise<Target | undefined> {
  const around = role.kind === 'azure' ? await directory.scopesAround('azure', role.directoryScopeId) : [];
  const roles = [role, ...around.map((directoryScopeId) => ({ ...role, directoryScopeId }))];
  for (const each of roles) {
    const found = eligible.find(({ schedule }) => sameRole(schedule.role, each));
    if (found) return { eligible: found, role, words: await readRoleWords(directory, role) };
  }
  return undefined;
}
