import { decideOwnerRetry } from '../../assignment/decide-owner-retry.js';
import type { Schedule } from '../../assignment/schedule.js';
import { activity } from '../../audit/activity.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { Access, Role } from '../../role/role.js';
import type { Duration, Instant } from '../../time.js';
import { unchangedLeases } from '../common/access-leases.js';
import { eventOf, ownRecorder } from '../common/recording.js';

/** More owners of one group than this on their way out are told in time by their own pauses. */
const mostWaiting = 500;

/**
 * Settles that the directory does not let a group's last owner go: the first refusal is logged and told, later ones
 * leave nothing behind, and after 30 days the owner stays permanently and is told. Takes the leases as they were when
 * the directory was asked. Returns how long to leave it alone before it is tried again; undefined when it is settled.
 */
export async function retryLastOwner(
  { store, clock, ids }: { store: Store; clock: Clock; ids: Ids },
  access: Access,
  asked: readonly Schedule[],
): Promise<Duration | undefined> {
  return store.transaction(async (tx) => {
    const unchanged = await unchangedLeases(tx, access, asked);
    const [first, ...others] = unchanged.filter(({ status }) => status === 'PendingRevocation');
    if (!first) return undefined;
    const now = clock.now();
    const retry = decideOwnerRetry([first, ...others], now);
    if (retry.kind === 'kept') {
      await keep(tx, ids, retry.schedule, now);
      return undefined;
    }
    await tx.schedules.save(...retry.refused);
    await tx.audit.append(...retry.refused.map((schedule) => refusal(ids, now, schedule, activity.lastOwnerRefused)));
    await tx.outbox.append(...retry.refused.map((schedule) => removalBlockedEvent(ids, now, schedule)));
    return retry.pause;
  });
}

async function keep(tx: Transaction, ids: Ids, schedule: Schedule, now: Instant): Promise<void> {
  const { createdUsing: id, correlationId, principalId, role } = schedule;
  await tx.schedules.save(schedule);
  await tx.audit.append(refusal(ids, now, schedule, activity.lastOwnerKept));
  await tx.outbox.append(
    removalBlockedEvent(ids, now, schedule),
    eventOf(ids, now, { id, correlationId }, { type: 'access.due', access: { principalId, role } }),
  );
}

/** What tells the holder and the administrators that an owner stays, for now or permanently. */
function removalBlockedEvent(ids: Ids, now: Instant, { id: scheduleId, createdUsing: id, correlationId }: Schedule) {
  return eventOf(ids, now, { id, correlationId }, { type: 'schedule.kept', scheduleId, reason: 'last-owner' });
}

function refusal(ids: Ids, now: Instant, schedule: Schedule, what: string) {
  const { id: scheduleId, createdUsing: requestId, principalId: subject, role } = schedule;
  const outcome = { result: 'failure', resultReason: 'last-owner' } as const;
  return ownRecorder(ids, now, schedule)({ subject, role, scheduleId, requestId, activity: what, ...outcome });
}

/** A group has an owner more: those who could not go before are looked at again at once. */
export async function releaseWaitingOwners(tx: Transaction, ids: Ids, role: Role, now: Instant): Promise<void> {
  if (role.kind !== 'group' || role.accessId !== 'owner') return;
  const leaving = { level: 'assignment', roles: [role], statuses: ['PendingRevocation'] } as const;
  const waiting = await tx.schedules.list({ ...leaving, limit: mostWaiting });
  await tx.outbox.append(
    ...waiting.map(({ createdUsing: id, correlationId, principalId, endedBy }) => {
      const access = { principalId, role };
      return eventOf(ids, now, { id, correlationId }, { type: 'access.ended', access, cause: endedBy ?? 'removed' });
    }),
  );
}
