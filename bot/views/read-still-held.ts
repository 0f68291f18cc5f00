import type { RequestFacts } from '../../cards/request/request-facts.js';
import { hasBegun, isLive, type Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId, RequestId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { sameRole } from '../../domain/role/role.js';

type ReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };

/** More than this for one role, of one person and their groups, is a fault in the data. */
const many = 500;

/**
 * What else gives somebody an access, or the right to activate it, once what a request became or took is over: of
 * several, the one that lasts longest. Undefined where nothing does, and while it is not over.
 */
export async function readStillHeld(
  { store, directory, clock }: ReadDeps,
  request: ScheduleRequest,
  over: Schedule | undefined,
): Promise<RequestFacts['stillHeld']> {
  const now = clock.now();
  if (!over || over.status === 'Granted' || (hasBegun(over) && isLive(over, now))) return undefined;
  const { principalId, role } = request;
  const groupIds = await directory.groupsOf(principalId);
  const found = await store.read.schedules.list({
    level: over.level,
    principalIds: [principalId, ...groupIds],
    statuses: ['PendingProvisioning', 'Provisioned'],
    roles: [role],
    limit: many,
  });
  const left = found.filter((each) => each.id !== over.id && sameRole(each.role, role) && isLive(each, now)).at(-1);
  return left && { through: await throughWords(directory, left, principalId), endDateTime: left.endDateTime };
}

/** No more cards than those of the last so many requests say through what else something is held. */
const lastOnes = 20;
/** Nor of more people than these, where it is a group that has an access. */
const mostMembers = 100;

/**
 * The requests whose cards may say through what else their access is still held, and that have to be drawn again now that
 * something of the same access has begun, moved or ended: the last ones of its holder, and of a group's members.
 */
export async function saidBeside(
  { store, directory }: Omit<ReadDeps, 'clock'>,
  { id, principalId, role }: ScheduleRequest,
): Promise<RequestId[]> {
  const holder = await directory.principal(principalId);
  const members = holder?.type === 'group' ? (await directory.usersIn(principalId)).slice(0, mostMembers) : [];
  const people = [principalId, ...members.map((member) => member.id)];
  const found: RequestId[] = [];
  for (const person of people) {
    const query = { principalId: person, role, statuses: ['Provisioned', 'Revoked'], limit: lastOnes } as const;
    found.push(...(await store.read.requests.list(query)).map((request) => request.id));
  }
  return found.filter((each) => each !== id);
}

async function throughWords(
  directory: Directory,
  { level, assignmentType, principalId }: Schedule,
  holder: PrincipalId,
): Promise<string> {
  if (principalId !== holder) return (await directory.principal(principalId))?.displayName ?? 'a group';
  if (level === 'eligibility') return 'an eligibility of your own';
  return assignmentType === 'activated' ? 'an activation' : 'an assignment';
}
