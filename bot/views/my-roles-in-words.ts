import type { Schedule } from '../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Role } from '../../domain/role/role.js';
import { listMyRoles } from '../../domain/usecases/activation/list-my-roles.js';
import { type RoleWords, readWordsOfRoles } from './read-request-facts.js';

/**
 * One role of somebody's, in words. `id` is its schedule's, short enough for every platform's lists; `name` what
 * distinguishes it: role, and scope if any.
 */
export type RoleInWords = RoleWords & { id: string; name: string; schedule: Schedule };

/** The name of a role with its scope, as it is typed: `Reader on Production`. */
export const fullName = ({ roleName, scopeName }: RoleWords): string =>
  scopeName === undefined ? roleName : `${roleName} on ${scopeName}`;

/** A role with its place wherever that is, the whole directory named too: several of one name are told apart by it. */
export const titleWithPlace = (role: Role, words: RoleWords): string =>
  role.kind === 'directory' && words.scopeName === undefined ? `${words.roleName} (whole directory)` : fullName(words);

/** Schedules with the names of their roles, in the order of these. */
export async function inWords(
  { directory }: { directory: Directory },
  schedules: readonly Schedule[],
): Promise<RoleInWords[]> {
  const wordsOf = await readWordsOfRoles(
    directory,
    schedules.map(({ role }) => role),
  );
  const named = schedules.map((schedule): RoleInWords => {
    const words = wordsOf(schedule.role);
    return { id: schedule.id, ...words, name: fullName(words), schedule };
  });
  return named.sort((a, b) => a.name.localeCompare(b.name));
}

/** What somebody may activate, now or later, and what they hold, with names, in the order of their names. */
export async function myRolesInWords(
  deps: { store: Pick<Store, 'read'>; directory: Directory; clock: Clock },
  { actor }: { actor: PrincipalId },
) {
  const mine = await listMyRoles(deps)(actor);
  const [eligible, planned, active] = await Promise.all([
    inWords(deps, mine.eligible),
    inWords(deps, mine.planned),
    inWords(deps, mine.active),
  ]);
  return { eligible, planned, active };
}
