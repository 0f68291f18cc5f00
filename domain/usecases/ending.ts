import { decideCascade, ended } from '../assignment/decide-cascade.js';
import type { Schedule } from '../assignment/schedule.js';
import { isOpen, type ScheduleRequest } from '../assignment/schedule-request.js';
import { activity } from '../audit/activity.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { Transaction } from '../ports/store.js';
import type { Ids } from '../ports/system.js';
import type { Instant } from '../time.js';
import { type Entry, eventOf } from './recording.js';

/** Who ends something, and when: what its records say. */
export type Ender = { ids: Ids; now: Instant; record(entry: Entry): AuditEvent };

/**
 * Ends a schedule at once, for good, whoever holds it, with the activations that stand on it. The directory is told by
 * the outbox; requests that were still open are over too, or they would bar the next one. Its own audit event is the
 * caller's, who knows why; each activation that goes along has one here.
 */
export async function endSchedule(
  tx: Transaction,
  ender: Ender,
  schedule: Schedule,
  justification: string,
): Promise<Schedule> {
  const { now } = ender;
  const over = ended(schedule, justification, now);
  await settle(tx, ender, schedule, over);
  if (schedule.level === 'eligibility') await endStanding(tx, ender, schedule, now);
  return over;
}

/** Ends or shortens the activations that stand on an eligibility which now ends at `end`. */
export async function endStanding(tx: Transaction, ender: Ender, eligibility: Schedule, end: Instant | undefined) {
  const standing = await tx.schedules.standingOn(eligibility.id);
  const before = new Map(standing.map((activation) => [activation.id, activation]));
  for (const after of decideCascade(standing, end, ender.now)) {
    const was = before.get(after.id);
    if (!was) continue;
    await settle(tx, ender, was, after);
    const { principalId: subject, role, id: scheduleId, createdUsing: requestId, endedBy, endDateTime } = after;
    const what = endedBy === undefined ? activity.activationCapped : activity.activationRemoved;
    const times = { before: { endDateTime: was.endDateTime ?? null }, after: { endDateTime: endDateTime ?? null } };
    const entry = { subject, role, scheduleId, requestId, activity: what, resultReason: 'ELIGIBILITY_GONE' };
    await tx.audit.append(ender.record(endedBy === undefined ? { ...entry, ...times } : entry));
  }
}

/** Saves what a schedule has become, and lets its request and the directory follow. */
async function settle(tx: Transaction, { ids, now }: Ender, before: Schedule, after: Schedule): Promise<void> {
  await tx.schedules.save(after);
  const { createdUsing: id, correlationId, principalId, role, level } = before;
  if (after.endedBy !== undefined) await closeRequest(tx, before, now);
  if (level === 'eligibility' || before.status === 'Granted') return;
  const access = { principalId, role };
  const happening =
    after.endedBy === undefined
      ? ({ type: 'access.due', access } as const)
      : ({ type: 'access.ended', access, cause: after.endedBy } as const);
  await tx.outbox.append(eventOf(ids, now, { id, correlationId }, happening));
}

/** The request behind something that ends before it was carried out is over with it. */
async function closeRequest(tx: Transaction, { createdUsing, status }: Schedule, now: Instant): Promise<void> {
  const request = await tx.requests.get(createdUsing);
  if (!request || !isOpen(request)) return;
  const over: ScheduleRequest['status'] = status === 'Granted' ? 'Canceled' : 'Revoked';
  await tx.requests.save({ ...request, status: over, completedDateTime: now });
}
