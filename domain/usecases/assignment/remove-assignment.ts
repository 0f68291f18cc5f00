import type { Schedule } from '../../assignment/schedule.js';
import type { Cancellation, Level, ScheduleRequest } from '../../assignment/schedule-request.js';
import { activityOfAction } from '../../audit/activity.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type AdministrationRule, unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { GuardRefusal, RemovalRefusal, UnprovenRefusal } from '../../refusal.js';
import { ok, type Result } from '../../result.js';
import type { Access } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { endOfHolder } from '../alert/end-incidents.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { endSchedule } from '../common/ending.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { isPowerful } from '../common/power.js';
import { type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { aboutAssignment, draftRequest, refusedAssignment } from './assignment-facts.js';

export type RemoveAssignmentDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  administration?: AdministrationRule | undefined;
};
export type RemovalInput = { access: Access; level: Level; justification: string };
export type RemovedOutcome = Result<{ requestId: ScheduleRequest['id'] }, RemovalRefusal>;

/**
 * Takes from somebody, as an administrator, what they have of a role at a level (`adminRemove`): all of it, also what
 * they activated or what begins later, however short it has lasted. Returns the stored request's id, or the refusal.
 */
export const removeAssignment =
  ({ store, directory, clock, ids, administration }: RemoveAssignmentDeps) =>
  (input: RemovalInput, proofs: Proofs, by: By): Promise<RemovedOutcome> => {
    const { role } = input.access;
    const count = headcount(directory, 'fail');
    return readAgainWhenStale(async () => {
      const authority = await gatherAuthority(directory, role, by.actor);
      const powerful = await isPowerful({ directory, reads: store.read }, role);
      const unprovenRefusal = unproven({ act: 'remove', isPowerful: powerful }, proofs, administration);
      await count.learn();
      const taking = { ids, authority, unprovenRefusal, count, now: clock.now() };
      return store.transaction((tx) => take(tx, taking, input, by), by.commandId);
    });
  };

type Taking = {
  ids: Ids;
  authority: AuthorityFacts;
  /** What stands in the way where nothing else does. */
  unprovenRefusal: UnprovenRefusal | undefined;
  count: Headcount;
  now: Instant;
};

async function take(
  tx: Transaction,
  { ids, authority, unprovenRefusal, count, now }: Taking,
  input: RemovalInput,
  by: By,
): Promise<RemovedOutcome> {
  const { level, access } = input;
  const ending = (await tx.schedules.ofAccess(access)).filter(isHeld(level));
  const refusal = (await isPermitted(tx, 'manage', authority, now))
    ? ((await refusalOf(tx, count, ending, level, now)) ?? unprovenRefusal)
    : ({ code: 'NOT_PERMITTED', permission: 'manage' } as const);
  if (refusal) return refusedAssignment(tx, { ids, now, by }, 'adminRemove', input, refusal);
  return ok({ requestId: await remove(tx, { ids, count }, ending, input, { by, now }) });
}

async function refusalOf(
  tx: Transaction,
  count: Headcount,
  ending: readonly Schedule[],
  level: Level,
  now: Instant,
): Promise<RemovalRefusal | undefined> {
  return ending.length === 0 ? { code: 'NOT_ASSIGNED', level } : guardAll(tx, count, ending, now, gone(ending));
}

const gone = (ending: readonly Schedule[]): ReadonlySet<string> => new Set(ending.map(({ id }) => id));

/** The first guard that keeps one of these from ending; `gone`: ids of all that ends in this transaction. */
export async function guardAll(
  tx: Transaction,
  count: Headcount,
  ending: readonly Schedule[],
  now: Instant,
  gone: ReadonlySet<string>,
): Promise<GuardRefusal | undefined> {
  for (const schedule of ending) {
    const refusal = await count.decide(tx, schedule, now, gone);
    if (refusal) return refusal;
  }
  return undefined;
}

/** True for what somebody has at a level and has not lost yet. */
const isHeld = (desired: Level) => (schedule: Schedule) =>
  schedule.level === desired && schedule.status !== 'PendingRevocation';

/** Who removes something; `cancellation`: what requests say that are over with it, where it is no person's doing. */
type Removing = {
  by: By;
  now: Instant;
  record?: ReturnType<typeof recorderFor>;
  cancellation?: Cancellation | undefined;
};

/** Ends what is held of one access at one level, under one request. `ending` is not empty. */
export async function remove(
  tx: Transaction,
  { ids, count }: Pick<Taking, 'ids' | 'count'>,
  ending: readonly Schedule[],
  { access, level, justification }: RemovalInput,
  { by, now, record = recorderFor(ids, now, by), cancellation = { canceledBy: by.actor, justification } }: Removing,
): Promise<ScheduleRequest['id']> {
  const ask = { justification, ticketInfo: {}, scheduleInfo: { expiration: { type: 'noExpiration' as const } } };
  const request = draftRequest(ids, 'adminRemove', { access, level, ask }, by, 'Revoked', now);
  const target = ending.find(({ assignmentType }) => assignmentType === 'assigned') ?? ending[0];
  await tx.requests.insert({ ...request, targetScheduleId: target?.id });
  for (const schedule of ending) {
    const over = await endSchedule(tx, { ids, now, count, record }, schedule, { justification, cancellation });
    const entry = { ...aboutAssignment(request, over), activity: activityOfAction.adminRemove[level] };
    await tx.audit.append(record({ ...entry, before: { status: schedule.status } }));
  }
  await endOfHolder(tx, ids, access, level, now);
  // What its holder had activated tells of its own end, once the directory has confirmed that.
  if (target?.assignmentType === 'assigned') {
    await tx.outbox.append(eventOf(ids, now, request, { type: 'schedule.changed', scheduleId: target.id }));
  }
  return request.id;
}
