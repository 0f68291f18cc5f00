import type { Directory, User } from '../../domain/ports/directory.js';
import { demoCast, demoOrganisation } from './organisation.js';

/** Whom one can be in the demo: its people who may speak, and those of its story first. */
export async function demoPeople(directory: Directory): Promise<{ people: User[]; opening: User['id'][] }> {
  const addresses = (demoOrganisation.people ?? []).map(({ userPrincipalName }) => userPrincipalName);
  const found = await Promise.all(addresses.map((address) => directory.userByMail(address)));
  const people = found.filter((user) => user !== undefined);
  const cast = [demoCast.requestor, ...demoCast.approvers];
  const opening = cast.flatMap(
    (address) => people.find(({ userPrincipalName }) => userPrincipalName === address)?.id ?? [],
  );
  return { people, opening };
}
