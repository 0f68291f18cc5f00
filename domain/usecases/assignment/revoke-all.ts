import type { Schedule } from '../../assignment/schedule.js';
import type { Cancellation, Level, ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { AuditEvent } from '../../audit/audit-event.js';
import type { PrincipalId } from '../../ids.js';
import type { Reads, Transaction } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import { unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { GuardRefusal, PermissionRefusal, RevokeAllRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { accessKey, type Role, roleKey } from '../../role/role.js';
import { wellKnownRole } from '../../role/well-known.js';
import type { Instant } from '../../time.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { isAdministrator } from '../common/power.js';
import { aboutRequest, type By, type Entry, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { guardAll, type RemoveAssignmentDeps, remove } from './remove-assignment.js';

/** What one person holds and waits for, at the most: more is ended by saying it again. */
const many = 1_000;

/** What stays, and why: it is the last of its kind, or not the actor's to take. */
type NotRevoked = { role: Role; level: Level; refusal: GuardRefusal | PermissionRefusal };
/** How many schedules were ended and requests cancelled, and what stays. */
export type RevokedAll = { ended: number; canceled: number; kept: readonly NotRevoked[] };

/**
 * Ends everything somebody holds, may activate and has asked for, everywhere, in one go: what the actor may manage, and
 * with it the activations that stand on it. What has to stay, stays and is named. Returns what was done, or the
 * refusal, which leaves nothing but its audit event.
 */
export const revokeAll =
  ({ store, directory, clock, ids, administration }: RemoveAssignmentDeps) =>
  (
    principalId: PrincipalId,
    justification: string,
    proofs: Proofs,
    by: By,
  ): Promise<Result<RevokedAll, RevokeAllRefusal>> => {
    const count = headcount(directory, 'fail');
    return readAgainWhenStale(async () => {
      const isKnown = (await directory.principal(principalId)) !== undefined;
      const overall = await gatherAuthority(directory, ofTheDirectory, by.actor);
      const authority = await gatherAll(directory, await everythingOf(store.read, principalId), by.actor);
      const administrates = await isAdministrator({ directory, reads: store.read }, principalId);
      const act = { act: 'revoke-all', isAdministrator: administrates } as const;
      const notProven = unproven(act, proofs, administration);
      await count.learn();
      return store.transaction(async (tx) => {
        const now = clock.now();
        const all = await everythingOf(tx, principalId);
        const managesAny = await isPermitted(tx, 'manage', overall, now);
        const mine = await manageable(tx, all, authority, now);
        const record = recorderFor(ids, now, by);
        const refused = async (refusal: RevokeAllRefusal) => {
          const entry = { subject: principalId, activity: activity.everythingRevoked, resultReason: refusal.code };
          await tx.audit.append(record({ ...entry, result: 'failure' }));
          return refuse(refusal);
        };
        if (mine.size > 0 && notProven) return refused(notProven);
        const sweep = { ids, now, by, record, justification };
        const done = await endEverything(tx, all, (role) => mine.has(roleKey(role)), count, sweep);
        const refusal = refusalOf(all, done, { isKnown, managesAny });
        return refusal ? refused(refusal) : ok(done);
      }, by.commandId);
    });
  };

type Everything = { schedules: Schedule[]; requests: ScheduleRequest[]; isNothing: boolean };

/** What somebody holds, may activate and waits for, in the snapshot of `reads`. */
export async function everythingOf(reads: Reads, principalId: PrincipalId): Promise<Everything> {
  const schedules = await reads.schedules.list({
    principalIds: [principalId],
    statuses: ['Granted', 'PendingProvisioning', 'Provisioned'],
    limit: many,
  });
  const requests = await reads.requests.list({
    principalId,
    statuses: ['PendingApproval', 'PendingAdminDecision'],
    limit: many,
  });
  return { schedules, requests, isNothing: schedules.length + requests.length === 0 };
}

type Authority = ReadonlyMap<string, AuthorityFacts>;

async function gatherAll(
  directory: RemoveAssignmentDeps['directory'],
  { schedules, requests }: Everything,
  actor: PrincipalId,
): Promise<Authority> {
  const roles = new Map([...schedules, ...requests].map(({ role }) => [roleKey(role), role]));
  return new Map(
    await Promise.all(
      [...roles].map(async ([key, role]) => [key, await gatherAuthority(directory, role, actor)] as const),
    ),
  );
}

/** The roles among these that the actor may manage: decided before anything ends, for the actor may be among the ended. */
async function manageable(
  tx: Transaction,
  { schedules, requests }: Everything,
  authority: Authority,
  now: Instant,
): Promise<ReadonlySet<string>> {
  const mine = new Set<string>();
  for (const key of new Set([...schedules, ...requests].map(({ role }) => roleKey(role)))) {
    const facts = authority.get(key);
    if (!facts) throw new StaleFacts('what somebody holds');
    if (await isPermitted(tx, 'manage', facts, now)) mine.add(key);
  }
  return mine;
}

/** Who ends it all, and why. */
export type Sweep = {
  ids: Ids;
  now: Instant;
  by: By;
  record(entry: Entry): AuditEvent;
  justification: string;
  /** What requests say that are over with it, where it is no person's doing. */
  cancellation?: Cancellation;
};

/**
 * Ends all of this that is the actor's to end. Requests go first, then activations and assignments before eligibilities, so that nothing is
 * ended twice. Returns what was done, and what stays.
 */
export async function endEverything(
  tx: Transaction,
  { schedules, requests }: Everything,
  isMine: (role: Role) => boolean,
  count: Headcount,
  sweep: Sweep,
): Promise<RevokedAll> {
  const { ids, now, by, record, justification, cancellation } = sweep;
  const kept: NotRevoked[] = [...schedules, ...requests]
    .filter(({ role }) => !isMine(role))
    .map(({ role, level }) => ({ role, level, refusal: notMine }));
  // Requests go first: they say who cancelled them, not that the eligibility they would use has gone.
  const canceling = requests.filter(({ role }) => isMine(role));
  for (const request of canceling) await cancel(tx, request, sweep);
  const mine = schedules.filter(({ role }) => isMine(role));
  const gone = new Set<string>(mine.map(({ id }) => id));
  let ended = 0;
  for (const together of byAccess(mine)) {
    const [{ role, level, principalId }] = together;
    const refusal = await guardAll(tx, count, together, now, gone);
    if (refusal) {
      kept.push({ role, level, refusal });
      for (const { id } of together) gone.delete(id);
      continue;
    }
    const input = { access: { principalId, role }, level, justification };
    await remove(tx, { ids, count }, together, input, { by, now, record, cancellation });
    ended += together.length;
  }
  return { ended, canceled: canceling.length, kept };
}

async function cancel(tx: Transaction, request: ScheduleRequest, sweep: Sweep) {
  const { ids, now, by, record, justification } = sweep;
  const { cancellation = { canceledBy: by.actor, justification } } = sweep;
  await tx.requests.save({ ...request, status: 'Canceled', cancellation, completedDateTime: now });
  const entry = { ...aboutRequest(request), activity: activity.requestCanceled, resultReason: justification };
  await tx.audit.append(record({ ...entry, before: { status: request.status } }));
  await tx.outbox.append(eventOf(ids, now, request, { type: 'request.canceled' }));
}

const ofTheDirectory: Role = {
  kind: 'directory',
  roleDefinitionId: wellKnownRole.globalAdministrator,
  directoryScopeId: '/',
};

const notMine: PermissionRefusal = { code: 'NOT_PERMITTED', permission: 'manage' };

/** What belongs to one access at one level, assignments first. */
function byAccess(schedules: readonly Schedule[]): [Schedule, ...Schedule[]][] {
  const groups = new Map<string, [Schedule, ...Schedule[]]>();
  const assignmentsFirst = [...schedules].sort((a, b) => a.level.localeCompare(b.level));
  for (const schedule of assignmentsFirst) {
    const key = `${schedule.level}|${accessKey(schedule)}`;
    const there = groups.get(key);
    if (there) there.push(schedule);
    else groups.set(key, [schedule]);
  }
  return [...groups.values()];
}

/**
 * Nothing was there, or nothing of it was the actor's to end. That there is nothing is told only to those who manage
 * the directory's roles: others learn nothing of what somebody holds.
 */
function refusalOf(
  { isNothing }: Everything,
  { ended, canceled, kept }: RevokedAll,
  { isKnown, managesAny }: { isKnown: boolean; managesAny: boolean },
): RevokeAllRefusal | undefined {
  if (isNothing && !managesAny) return notMine;
  if (isNothing) return isKnown ? { code: 'NOTHING_TO_REVOKE' } : { code: 'PRINCIPAL_NOT_FOUND' };
  const isNoneMine = kept.every(({ refusal }) => refusal.code === 'NOT_PERMITTED');
  return ended + canceled === 0 && isNoneMine ? notMine : undefined;
}
