import type { Person } from '../../cards/request/request-facts.js';
import { whoIs } from '../../cards/words/who.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory, Principal } from '../../domain/ports/directory.js';
import { unclearAmong } from '../../domain/usecases/common/unclear-names.js';

/**
 * The names of these principals by their ids, each with the user principal name where the name alone may be another's
 * too; those that have left the directory are missing.
 */
export async function readNames(
  directory: Directory,
  ids: readonly PrincipalId[],
): Promise<Record<PrincipalId, string>> {
  return (await readPeople(directory, ids)).names;
}

/**
 * The names of all of these as `readNames` has them, and of each on its own its bare name and what else tells it from
 * others; each is looked up once.
 */
export async function readPeople(
  directory: Directory,
  ids: readonly PrincipalId[],
): Promise<{
  names: Record<PrincipalId, string>;
  bareName(id: PrincipalId): string;
  of(id: PrincipalId): Person | undefined;
}> {
  const found = ids.length === 0 ? [] : await directory.principals([...new Set(ids)]);
  const users = found.filter(({ type }) => type === 'user');
  const unclear = users.length === 0 ? new Set() : await unclearAmong(directory, users);
  const people = new Map(
    found.map((each) => [each.id, { principal: each, person: personOf(each, unclear.has(each.id)) }]),
  );
  return {
    names: Object.fromEntries(
      [...people].map(([id, { principal, person }]) => [id, whoIs(principal.displayName, person)]),
    ),
    bareName: (id) => people.get(id)?.principal.displayName ?? id,
    of: (id) => people.get(id)?.person,
  };
}

const personOf = (principal: Principal, isUnclear: boolean): Person =>
  principal.type === 'user'
    ? { userPrincipalName: principal.userPrincipalName, jobTitle: principal.jobTitle, isUnclear }
    : { isUnclear };
