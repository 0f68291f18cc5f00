import type { RequestFacts } from '../../cards/request/request-facts.js';
import { governingRole, type ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId, RequestId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { type Role, roleKey } from '../../domain/role/role.js';
import { may } from '../../domain/usecases/common/authority.js';
import { approversByStage, approversNow } from '../../domain/usecases/common/reach.js';
import { decidersNow, readAdministration } from './read-administration.js';
import { readPeople } from './read-names.js';
import { readStillHeld } from './read-still-held.js';
import { type Zones, zoneOf } from './zone-of.js';

export type ReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock; zones: Zones };

/** A role in words: its name, and its scope's where that is less than the whole directory. */
export type RoleWords = { roleName: string; scopeName?: string | undefined };

/** What being in a group, or owning it, is called; by the group's id where its name is not known. */
export const groupWords = (
  { groupId, accessId }: Extract<Role, { kind: 'group' }>,
  name: string = groupId,
): RoleWords => ({ roleName: accessId === 'owner' ? `Owner of ${name}` : `Member of ${name}` });

/** Finds the names of a role and its scope. What has left the directory is shown by its id: the card must still say what. */
export async function readRoleWords(directory: Directory, role: Role): Promise<RoleWords> {
  if (role.kind === 'group') {
    const group = await directory.principal(role.groupId);
    return groupWords(role, group?.displayName);
  }
  const [definition, scope] = await Promise.all([
    directory.roleDefinition(role.kind, role.roleDefinitionId),
    role.directoryScopeId === '/' ? undefined : directory.scope(role.kind, role.directoryScopeId),
  ]);
  const scopeName = role.directoryScopeId === '/' ? undefined : (scope?.displayName ?? role.directoryScopeId);
  return { roleName: definition?.displayName ?? role.roleDefinitionId, ...(scopeName !== undefined && { scopeName }) };
}

/** What each of these roles is called; one that is among them often is looked up once. */
export async function readWordsOfRoles(directory: Directory, roles: readonly Role[]) {
  const each = new Map(roles.map((role) => [roleKey(role), role]));
  const words = new Map(
    await Promise.all([...each].map(async ([key, role]) => [key, await readRoleWords(directory, role)] as const)),
  );
  return (role: Role): RoleWords => {
    const found = words.get(roleKey(role));
    if (!found) throw new Error(`the words for ${roleKey(role)} were not asked for`);
    return found;
  };
}

/** Everything the cards of a request show, as it is now; undefined when there is no such request. */
export async function readRequestFacts(deps: ReadDeps, id: RequestId): Promise<RequestFacts | undefined> {
  const { store, directory, clock } = deps;
  const request = await store.read.requests.get(id);
  if (!request) return undefined;
  const deciders = [...reviewersOf(request), request.cancellation?.canceledBy, request.decision?.reviewedBy].filter(
    (each) => each !== undefined,
  );
  const [words, schedules, asked, administration, requestorZone] = await Promise.all([
    readRoleWords(directory, request.role),
    store.read.schedules.createdBy(id),
    askedNow({ store, directory, clock }, request),
    readAdministration({ store, directory }, request),
    zoneOf(deps, request.principalId),
  ]);
  const over = schedules.at(-1) ?? administration.target;
  const stillHeld = await readStillHeld({ store, directory, clock }, request, over);
  const people = await readPeople(directory, [request.principalId, ...deciders, ...asked]);
  const { names } = people;
  const nameOf = (person: PrincipalId) => names[person] ?? person;
  return {
    request,
    schedule: schedules.at(-1),
    stillHeld,
    ...administration,
    requestorName: people.bareName(request.principalId),
    requestor: people.of(request.principalId),
    requestorZone,
    ...words,
    approverNames: asked.map(nameOf).sort((a, b) => a.localeCompare(b)),
    approverIds: asked,
    deciderNames: Object.fromEntries(deciders.map((approver) => [approver, nameOf(approver)])),
  };
}

/**
 * True for whom a request concerns: who asked for it or made it, who has decided, who is asked to or was named to at
 * any of its stages, and who may view what is asked for its role. Nobody else is shown anything of it, whatever a
 * button's payload says.
 */
export async function concerns(
  { store, directory, clock }: ReadDeps,
  { request, approverIds = [] }: RequestFacts,
  person: PrincipalId,
): Promise<boolean> {
  if ([request.principalId, request.createdBy, ...approverIds, ...reviewersOf(request)].includes(person)) return true;
  const reach = { directory, reads: store.read, now: clock.now() };
  const asked = request.stages.map(({ asks }) => asks);
  const approvers = await approversByStage(reach, governingRole(request), asked);
  if (approvers.some(({ primary, escalation }) => [...primary, ...escalation].includes(person))) return true;
  return may(reach, 'view', request.role, person);
}

const reviewersOf = ({ stages }: ScheduleRequest): PrincipalId[] =>
  stages.flatMap(({ decisions }) => decisions.map(({ reviewedBy }) => reviewedBy));

/** Who is asked to decide a request now; never its requestor, and nobody once it waits for no approval. */
export async function askedNow(
  { store, directory, clock }: Pick<ReadDeps, 'store' | 'directory' | 'clock'>,
  request: ScheduleRequest,
): Promise<PrincipalId[]> {
  if (request.status === 'PendingAdminDecision') return decidersNow({ store, directory, clock }, request);
  if (request.status !== 'PendingApproval') return [];
  const policy = await store.read.policies.of(governingRole(request));
  const approvers = await approversNow({ directory, reads: store.read, now: clock.now() }, request, policy);
  approvers.delete(request.principalId);
  approvers.delete(request.createdBy);
  return [...approvers];
}
