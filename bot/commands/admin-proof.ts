import type { Level } from '../../domain/assignment/schedule-request.js';
import type { Principal } from '../../domain/ports/directory.js';
import { accessKey, type Role } from '../../domain/role/role.js';
import { fullName, type RoleInWords } from './my-roles-in-words.js';

type Command = 'assign' | 'update' | 'extend' | 'renew' | 'remove';

/** What an administrator is about to do to whose role at which level. */
type Deed = {
  principal: Pick<Principal, 'id' | 'displayName'>;
  role: Role;
  level: Level;
  named: { words: Pick<RoleInWords, 'roleName' | 'scopeName'> };
};

/** What a proof for it is given for: the same deed to the same access, and nothing else. */
export const deedIntent = (command: Command, { principal, role, level }: Deed): string =>
  `${command}|${level}|${accessKey({ principalId: principal.id, role })}`;

/** Says what will be done: `Make Ada eligible for Reader`. */
export function deedWords(command: Command, { principal, named, level }: Deed): string {
  const [who, role] = [principal.displayName, fullName(named.words)];
  if (command === 'assign') {
    return level === 'eligibility' ? `Make ${who} eligible for ${role}` : `Assign ${role} to ${who}`;
  }
  const what = level === 'eligibility' ? `the eligibility of ${who} for ${role}` : `${role} of ${who}`;
  return `${verbs[command]} ${what}`;
}

const verbs = { update: 'Change', extend: 'Extend', renew: 'Renew', remove: 'Remove' } as const;
