import type { FoundAnyRole, NamedRole } from './find-any-role.js';

/**
 * The directory role that is meant by a name which Azure roles have too, where no place is named: the one that needs
 * none. Undefined where the name fits several. For what only looks, or shows what it is about before it is done.
 */
export function directoryRoleMeant({ roles, why }: Extract<FoundAnyRole, { kind: 'offer' }>): NamedRole | undefined {
  const [meant, ...others] = roles.filter(({ role }) => role.kind === 'directory');
  const isOneName = roles.every(({ words }) => words.roleName === meant?.words.roleName);
  return why === 'ambiguous' && isOneName && others.length === 0 ? meant : undefined;
}
