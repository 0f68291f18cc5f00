import type { RequestFacts } from '../../cards/request/request-facts.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { RequestStatus, ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory, RoleDefinition } from '../../domain/ports/directory.js';
import { type Role, roleKey } from '../../domain/role/role.js';
import { readPeople } from './read-names.js';
import { groupWords, type ReadDeps, type RoleWords } from './read-request-facts.js';
import { zonesOf } from './zone-of.js';

type Names = Readonly<Record<PrincipalId, string>>;

/**
 * Everything lists show of these requests, in their order. Names are read all at once, whatever the number of rows;
 * who is asked to decide is left out, for it differs from request to request.
 */
export async function readListFacts(
  { store, directory, zones }: Pick<ReadDeps, 'store' | 'directory' | 'zones'>,
  requests: readonly ScheduleRequest[],
): Promise<RequestFacts[]> {
  const people = requests.flatMap(peopleIn);
  const groups = requests.flatMap(({ role }) => (role.kind === 'group' ? [role.groupId] : []));
  const askers = requests.map(({ principalId }) => principalId);
  const [{ names, bareName, of }, wordsOf, schedules, zoneOfEach] = await Promise.all([
    readPeople(directory, [...people, ...groups]),
    readManyRoleWords(
      directory,
      requests.map(({ role }) => role),
    ),
    Promise.all(requests.map((request) => scheduleOf(store, request))),
    zonesOf({ zones, directory }, [...new Set(askers)]),
  ]);
  return requests.map((request, at) => ({
    request,
    schedule: schedules[at],
    requestorName: bareName(request.principalId),
    requestor: of(request.principalId),
    requestorZone: zoneOfEach.get(request.principalId),
    ...wordsOf(request.role, names),
    approverNames: [],
    deciderNames: names,
  }));
}

const peopleIn = ({ principalId, createdBy, stages, cancellation, decision }: ScheduleRequest): PrincipalId[] => [
  principalId,
  createdBy,
  ...(cancellation?.canceledBy === undefined ? [] : [cancellation.canceledBy]),
  ...(decision === undefined ? [] : [decision.reviewedBy]),
  ...stages.flatMap(({ decisions }) => decisions.map(({ reviewedBy }) => reviewedBy)),
];

const becameSomething: readonly RequestStatus[] = [
  ...(['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Revoked'] as const),
];

async function scheduleOf(store: ReadDeps['store'], { id, status }: ScheduleRequest): Promise<Schedule | undefined> {
  return becameSomething.includes(status) ? (await store.read.schedules.createdBy(id)).at(-1) : undefined;
}

type Placed = Exclude<Role, { kind: 'group' }>;

/** What many roles are called: asks once for each kind of role, and once for each scope that is less than the whole. */
export async function readManyRoleWords(directory: Directory, roles: readonly Role[]) {
  const placed = roles.filter((role): role is Placed => role.kind !== 'group');
  const kinds = [...new Set(placed.map(({ kind }) => kind))];
  const places = new Map(placed.filter(({ directoryScopeId: id }) => id !== '/').map((role) => [placeKey(role), role]));
  const [definitions, scopes] = await Promise.all([
    Promise.all(kinds.map((kind) => directory.roleDefinitions(kind))),
    Promise.all(
      [...places].map(async ([key, role]) => [key, await directory.scope(role.kind, role.directoryScopeId)] as const),
    ),
  ]);
  const roleNames = new Map(definitions.flat().map((each) => [definitionKey(each), each.displayName]));
  const scopeNames = new Map(scopes.map(([key, scope]) => [key, scope?.displayName]));
  return (role: Role, names: Names): RoleWords => {
    if (role.kind === 'group') return groupWords(role, names[role.groupId]);
    const roleName = roleNames.get(definitionKey({ kind: role.kind, id: role.roleDefinitionId }));
    const scope =
      role.directoryScopeId === '/' ? {} : { scopeName: scopeNames.get(placeKey(role)) ?? role.directoryScopeId };
    return { roleName: roleName ?? role.roleDefinitionId, ...scope };
  };
}

const placeKey = ({ kind, directoryScopeId }: Placed) => roleKey({ kind, roleDefinitionId: '', directoryScopeId });
const definitionKey = ({ kind, id }: Pick<RoleDefinition, 'kind' | 'id'>) => `${kind}:${id.toLowerCase()}`;
