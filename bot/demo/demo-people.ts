import { principalId } from '../../domain/ids.js';
import type { Directory, User } from '../../domain/ports/directory.js';

export async function demoPeople(directory: Directory) {
  const people = (await directory.searchPrincipals('', 100)).filter((p): p is User => p.type === 'user');
  return { people, opening: people.slice(0, 3).map(({ id }) => principalId(id)) };
}
