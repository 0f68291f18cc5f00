import { agrees, desiredGrant } from '../../assignment/confirm.js';
import { isLive, type Schedule } from '../../assignment/schedule.js';
import { activity } from '../../audit/activity.js';
import { correlationId, eventId } from '../../ids.js';
import type { Checkpoints } from '../../ports/checkpoints.js';
import type { DirectoryGrant, Provisioner } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids, Log } from '../../ports/system.js';
import { type Access, accessKey } from '../../role/role.js';
import { after, type Duration, days, type Instant } from '../../time.js';
import { eventOf, ownRecorder } from '../common/recording.js';

export type ReconcileDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  provisioners: readonly Provisioner[];
  checkpoints: Checkpoints;
  /** The keys of those of these accesses that are brought to the directory anyway, now or after a pause. */
  underWay(accesses: readonly Access[]): Promise<ReadonlySet<string>>;
  log: Log;
};

/** A grant made outside that has been gone for so long and comes back is told again. */
const remembered = days(30);

/**
 * Compares the next `limit` accesses with the directory, unless some process has done so less than `pause` ago. A round
 * goes around the leases first, then around the grants of each provisioner; where it has got to outlasts the process.
 * It repairs nothing itself: what differs from its leases is made due in the outbox, like any other access. A grant
 * without a lease is taken back where Latchkey has held that access before, else it is recorded and told, once.
 * Throws AdapterError where the directory cannot be asked: the step is then taken again.
 */
export const reconcile =
  (deps: ReconcileDeps) =>
  async (limit: number, pause: Duration): Promise<void> => {
    const { checkpoints, clock, provisioners } = deps;
    const step = await checkpoints.take('reconcile', clock.now(), pause);
    if (!step) return;
    const { part, from } = cursorOf(step.cursor);
    const provisioner = provisioners[part - 1];
    const next = provisioner
      ? await lookAtGrants(deps, provisioner, from, limit)
      : await lookAtLeases(deps, from, limit);
    await checkpoints.finish('reconcile', step, cursorAfter(part, next, provisioners.length));
  };

/** Part 0 of a round are the leases, part n the grants of the n-th provisioner. */
function cursorOf(cursor = '0:'): { part: number; from: string | undefined } {
  const end = cursor.indexOf(':');
  return { part: Number(cursor.slice(0, end)), from: cursor.slice(end + 1) || undefined };
}

function cursorAfter(part: number, next: string | undefined, provisioners: number): string | undefined {
  if (next !== undefined) return `${part}:${next}`;
  return part < provisioners ? `${part + 1}:` : undefined;
}

function grouped<T, K>(all: readonly T[], keyOf: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

const accessOf = ({ principalId, role }: Schedule): Access => ({ principalId, role });

/** Looks at what the leases of some accesses justify. */
async function lookAtLeases(deps: ReconcileDeps, from: string | undefined, limit: number): Promise<string | undefined> {
  const { leases, next } = await deps.store.read.leases.begun(from, limit);
  const byAccess = grouped(leases, accessKey);
  const accesses = [...byAccess.values()].flatMap(([lease]) => (lease ? [accessOf(lease)] : []));
  const held = new Map((await readAll(deps, accesses)).map((grant) => [accessKey(grant.access), grant]));
  const now = deps.clock.now();
  await lookAgainAt(
    deps,
    [...byAccess].flatMap(([key, on]) => (isConfirmed(on, held.get(key), now) ? [] : [on])),
  );
  return next;
}

async function readAll({ provisioners }: ReconcileDeps, accesses: readonly Access[]): Promise<DirectoryGrant[]> {
  const byProvisioner = grouped(accesses, ({ role }) => provisioners.find((candidate) => candidate.serves(role)));
  const read = [...byProvisioner].map(([provisioner, theirs]) => provisioner?.readAll(theirs) ?? []);
  return (await Promise.all(read)).flat();
}

/** True when the directory holds what these leases justify, and has been seen to. */
const isConfirmed = (leases: readonly Schedule[], actual: DirectoryGrant | undefined, now: Instant): boolean =>
  leases.every(({ status }) => status === 'Provisioned') &&
  agrees(actual, desiredGrant(leases.filter((lease) => isLive(lease, now))));

/** Makes these accesses, each given by leases on it, due at once; those that are on their way keep their own pace. */
async function lookAgainAt(deps: ReconcileDeps, differing: readonly (readonly Schedule[])[]): Promise<void> {
  if (differing.length === 0) return;
  const { store, clock, ids, log } = deps;
  const underWay = await deps.underWay(differing.flatMap(([lease]) => (lease ? [accessOf(lease)] : [])));
  const now = clock.now();
  const events = differing.flatMap((leases) => {
    const lease = leases.at(-1);
    if (!lease || underWay.has(accessKey(lease))) return [];
    const access = accessOf(lease);
    const { createdUsing: id, correlationId: thread, endedBy: cause = 'expired' } = lease;
    const isDue = leases.some((each) => isLive(each, now));
    const about = { id, correlationId: thread };
    return isDue
      ? [eventOf(ids, now, about, { type: 'access.due', access })]
      : [eventOf(ids, now, about, { type: 'access.ended', access, cause })];
  });
  if (events.length === 0) return;
  await store.transaction((tx) => tx.outbox.append(...events));
  log.warn('reconcile.differs', { accesses: events.length });
}

/** Looks for what the directory holds and no lease justifies. */
async function lookAtGrants(
  deps: ReconcileDeps,
  provisioner: Provisioner,
  from: string | undefined,
  limit: number,
): Promise<string | undefined> {
  const { leases } = deps.store.read;
  const { grants, next } = await provisioner.grants(from, limit);
  const leased = new Set((await leases.begunOn(grants.map(({ access }) => access))).map(accessKey));
  const unjustified = grants.filter(({ access }) => !leased.has(accessKey(access)));
  if (unjustified.length === 0) return next;
  const own = await leases.endedOn(unjustified.map(({ access }) => access));
  await lookAgainAt(
    deps,
    own.map((lease) => [lease]),
  );
  const isOwn = new Set(own.map(accessKey));
  await reportOutside(
    deps,
    unjustified.filter(({ access }) => !isOwn.has(accessKey(access))),
  );
  return next;
}

/** Records and tells what others have put in, unless that is known: it is theirs, and is left alone. */
async function reportOutside({ store, clock, ids, log }: ReconcileDeps, grants: readonly DirectoryGrant[]) {
  if (grants.length === 0) return;
  const ends = new Map(grants.map(({ access, endDateTime }) => [accessKey(access), endDateTime]));
  const reported = await store.transaction(async (tx) => {
    const now = clock.now();
    const accesses = grants.map(({ access }) => access);
    const found = (await tx.outside.find(accesses, now, after(now, remembered))).map((access) => ({
      access,
      endDateTime: ends.get(accessKey(access)),
      correlationId: correlationId(ids.next()),
    }));
    await tx.audit.append(
      ...found.map(({ access: { principalId: subject, role }, endDateTime, ...thread }) => {
        const entry = { subject, role, resultReason: '', after: { endDateTime: endDateTime ?? null } };
        return ownRecorder(ids, now, thread)({ ...entry, activity: activity.assignedOutside });
      }),
    );
    await tx.outbox.append(
      ...found.map((each) => ({ type: 'access.outside' as const, ...each, id: eventId(ids.next()), at: now })),
    );
    return found.length;
  });
  if (reported > 0) log.warn('reconcile.outside', { accesses: reported });
}
