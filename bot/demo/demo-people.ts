import type { Directory, User } from '../../domain/ports/directory.js';
import type { DatabaseMark } from '../config/database-kind.js';
import { demoAddresses, demoCast } from './organisation.js';

type DemoPeople = { people: User[]; opening: User['id'][] };
type Deps = { directory: Directory; mark: { read(): Promise<DatabaseMark | undefined> } };

/** Returns whom a visitor can be in the demo, and whom its chat shows at first: those of the story it begins with. */
export async function demoPeople({ directory, mark }: Deps): Promise<DemoPeople> {
  const begun = (await mark.read())?.demo;
  if (begun?.source === 'file') {
    const found = await directory.principals(begun.people);
    const byId = new Map(found.map((each) => [each.id, each]));
    return { people: begun.people.map((id) => byId.get(id)).filter(isUser), opening: [...begun.opening] };
  }
  const people = (await Promise.all(demoAddresses.map((address) => directory.userByMail(address)))).filter(isUser);
  const cast = [demoCast.requestor, ...demoCast.approvers];
  const opening = cast.flatMap(
    (address) => people.find(({ userPrincipalName }) => userPrincipalName === address)?.id ?? [],
  );
  return { people, opening };
}

const isUser = (each: { type: string } | undefined): each is User => each?.type === 'user';
