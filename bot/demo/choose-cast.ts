import type { PrincipalId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import type { PrincipalRecord } from '../../domain/ports/directory-records.js';
import { withAdministrator } from '../import/diff-organisation.js';
import type { DesiredSettings, Organisation } from '../import/organisation.js';

/** So many people can be chosen from at a glance; the organisation may have more. */
const most = 60;
const approversShown = 2;

/**
 * Chooses whom a visitor can be in a demo of this organisation: enabled members, those who may activate, approve or hold
 * a role first, at most 60. `opening`: a person who may activate a role that
 * needs approval, and two of its approvers; without such a role, the first people there are.
 */
export function chooseCast(organisation: Organisation): { people: PrincipalId[]; opening: PrincipalId[] } {
  const { principals, settings } = organisation;
  const schedules = withAdministrator(organisation);
  const byId = new Map(principals.map((each) => [each.id, each]));
  const within = (ids: readonly PrincipalId[]): PrincipalId[] => ids.flatMap((id) => usersIn(byId, id));
  const deciding = settings.map((desired) => ({ of: JSON.stringify(desired.role), who: within(approversOf(desired)) }));
  const asking = schedules
    .filter(({ level }) => level === 'eligibility')
    .map(({ access }) => ({ of: JSON.stringify(access.role), who: within([access.principalId]) }));
  const holding = schedules.filter(({ level }) => level === 'assignment');
  const everybody = principals.filter(maySpeak).map(({ id }) => id);
  const people = [
    ...asking.flatMap(({ who }) => who),
    ...deciding.flatMap(({ who }) => who),
    ...within(holding.map(({ access }) => access.principalId)),
    ...everybody,
  ];
  const story = asking.flatMap(({ of, who: [requestor] }) => {
    const approvers = deciding.find((each) => each.of === of)?.who.filter((id) => id !== requestor) ?? [];
    return requestor && approvers.length > 0 ? [[requestor, ...new Set(approvers)].slice(0, 1 + approversShown)] : [];
  });
  const opening = story[0] ?? [...new Set(people)].slice(0, 1 + approversShown);
  return { people: [...new Set([...opening, ...people])].slice(0, most), opening };
}

const approversOf = ({ approvers }: DesiredSettings) =>
  approvers.map((each) => (each.type === 'singleUser' ? each.userId : each.groupId));

const maySpeak = (each: PrincipalRecord): each is User =>
  each.type === 'user' && each.accountEnabled && each.userType === 'Member';

/** The person of this id, or the direct members of the group. */
function usersIn(byId: ReadonlyMap<PrincipalId, PrincipalRecord>, id: PrincipalId): PrincipalId[] {
  const found = byId.get(id);
  const ids = found?.type === 'group' ? found.memberIds : [id];
  return ids.filter((each) => {
    const member = byId.get(each);
    return member !== undefined && maySpeak(member);
  });
}
