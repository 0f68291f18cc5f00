import type { Schedule } from '../../domain/assignment/schedule.js';
import { listMyRoles } from '../../domain/usecases/list-my-roles.js';
import { type RoleWords, readRoleWords } from '../read-request-facts.js';
import type { CommandDeps, Speech } from './command.js';

/**
 * One role of somebody's, in words. `id` is its schedule's, short enough for every platform's lists; `name` what
 * distinguishes it: role, and scope if any.
 */
export type RoleInWords = RoleWords & { id: string; name: string; schedule: Schedule };

/** The name of a role with its scope, as it is typed: `Reader on Production`. */
export const fullName = ({ roleName, scopeName }: RoleWords): string =>
  scopeName === undefined ? roleName : `${roleName} on ${scopeName}`;

/** What somebody may activate and what they hold, with names, in the order of their names. */
export async function myRolesInWords(deps: CommandDeps, { actor }: Pick<Speech, 'actor'>) {
  const { eligible, active } = await listMyRoles(deps)(actor);
  const inWords = async (schedule: Schedule): Promise<RoleInWords> => {
    const words = await readRoleWords(deps.directory, schedule.role);
    return { id: schedule.id, ...words, name: fullName(words), schedule };
  };
  const [mayActivate, holds] = await Promise.all([
    Promise.all(eligible.map(inWords)),
    Promise.all(active.map(inWords)),
  ]);
  const byName = (a: RoleInWords, b: RoleInWords) => a.name.localeCompare(b.name);
  return { eligible: mayActivate.sort(byName), active: holds.sort(byName) };
}
