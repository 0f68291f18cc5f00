import type { FoundAnyRole } from './find-any-role.js';

/** Says why words name no role, about what it was that is not there: the role, the place, or the role at that place. */
export function noSuchRoleText(
  { what }: Extract<FoundAnyRole, { kind: 'none' }>,
  called: string,
  scope: string | undefined,
): string {
  const [role, place] = [`“${called.slice(0, 80)}”`, `“${(scope ?? '').slice(0, 200)}”`];
  switch (what) {
    case 'role':
      return `There is no role ${role}. Type its whole name, with “on” and the place where it has one, or “member of” and the group.`;
    case 'place':
      return `I do not know the place ${place}. Type its whole name or its path, or “directory” for the whole directory.`;
    case 'role-there':
      return `There is no role ${role} on ${place}. Directory roles are held in the directory or an administrative unit, Azure roles in Azure.`;
    case 'group':
      return `Groups have no place. Leave out “on ${(scope ?? '').slice(0, 200)}”.`;
  }
}
