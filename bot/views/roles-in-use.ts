import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { RoleCount, Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { roleKey } from '../../domain/role/role.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import { fullName } from './my-roles-in-words.js';
import { readManyRoleWords } from './read-list-facts.js';
import { readNames } from './read-names.js';
import type { RoleWords } from './read-request-facts.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };

/** A role that somebody has, with its names. */
export type RoleInUse = RoleCount & { words: RoleWords; name: string };

/** The roles that somebody has or is promised and the actor may view, in the order of their names. */
export async function readRolesInUse(deps: Deps, actor: PrincipalId): Promise<RoleInUse[]> {
  const { store, directory, clock } = deps;
  const now = clock.now();
  const counts = await store.read.schedules.countByRole(now);
  const visible = await onlyPermitted({ directory, reads: store.read, now }, 'view', actor, counts);
  const wordsOf = await readWordsOf(
    deps,
    visible.map(({ role }) => role),
  );
  return visible
    .map((each) => ({ ...each, words: wordsOf(each.role) }))
    .map((each) => ({ ...each, name: fullName(each.words) }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** What each of these roles is called: a question for all of a kind, and not one for each. */
export async function readWordsOf({ directory }: Pick<Deps, 'directory'>, roles: readonly RoleCount['role'][]) {
  const distinct = [...new Map(roles.map((role) => [roleKey(role), role])).values()];
  const groups = distinct.flatMap((role) => (role.kind === 'group' ? [role.groupId] : []));
  const [names, wordsOf] = await Promise.all([readNames(directory, groups), readManyRoleWords(directory, distinct)]);
  return (role: RoleCount['role']): RoleWords => wordsOf(role, names);
}
