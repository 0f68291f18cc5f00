import type { PrincipalId } from '../../domain/ids.js';
import type { PrincipalRecord } from '../../domain/ports/directory-records.js';
import type { Snapshot } from './snapshot.js';

type People = ReadonlyMap<PrincipalId, PrincipalRecord>;

/** The groups somebody is a member of, through nested ones too, permanently or by a grant in force: counted by hand. */
export function groupsAround({ people, grants, now }: Snapshot, who: PrincipalId): Set<PrincipalId> {
  const direct = (id: PrincipalId): PrincipalId[] => [
    ...[...people.values()].flatMap((each) => (each.type === 'group' && each.memberIds.includes(id) ? [each.id] : [])),
    ...[...grants.values()].flatMap(({ access: { principalId, role }, until }) =>
      role.kind === 'group' && role.accessId === 'member' && principalId === id && until > now ? [role.groupId] : [],
    ),
  ];
  const found = new Set<PrincipalId>();
  const waiting = direct(who);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...direct(id));
  }
  return found;
}

/** The users in a group permanently, through nested groups too. */
export function usersWithin(people: People, groupId: PrincipalId): PrincipalId[] {
  const group = people.get(groupId);
  if (group?.type !== 'group') return [];
  return group.memberIds.flatMap((id) => (people.get(id)?.type === 'group' ? usersWithin(people, id) : [id]));
}
