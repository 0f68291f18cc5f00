import { decideTimeout } from '../approval/decide-timeout.js';
import { decideTransition, type Transition } from '../assignment/decide-transition.js';
import { isLive } from '../assignment/schedule.js';
import type { ScheduleRequest } from '../assignment/schedule-request.js';
import { activity } from '../audit/activity.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { DomainEvent } from '../domain-event.js';
import type { Store, Transaction } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import type { Instant } from '../time.js';
import { aboutRequest, eventOf, ownRecorder } from './recording.js';

export type ExpireDueDeps = { store: Store; clock: Clock; ids: Ids };

/** What one batch makes of its documents, gathered so that each collection is written once. */
type Batch = { audits: AuditEvent[]; events: DomainEvent[] };

/**
 * Carries out what time alone decides, one batch in one transaction: schedules that start or end, approvals that time
 * out or escalate. It has no effect outside the database, so any number of processes may run it at once and a killed
 * one costs nothing. Returns how many it changed: fewer than `limit` means nothing more is due now.
 */
export const expireDue =
  ({ store, clock, ids }: ExpireDueDeps) =>
  (limit: number): Promise<number> =>
    store.transaction(async (tx) => {
      const now = clock.now();
      const batch: Batch = { audits: [], events: [] };
      const changed =
        (await moveSchedules(tx, ids, now, limit, batch)) + (await moveRequests(tx, ids, now, limit, batch));
      await tx.audit.append(...batch.audits);
      await tx.outbox.append(...batch.events);
      return changed;
    });

async function moveSchedules(tx: Transaction, ids: Ids, now: Instant, limit: number, batch: Batch): Promise<number> {
  const due = await tx.schedules.due(now, limit);
  const transitions = due.flatMap((schedule) => decideTransition(schedule, now) ?? []);
  const settled = await Promise.all(
    transitions.map((transition) =>
      transition.kind === 'started' ? start(tx, ids, transition, now, batch) : transition,
    ),
  );
  for (const { kind, schedule } of settled) {
    const { principalId, role, id: scheduleId, createdUsing: requestId } = schedule;
    const record = ownRecorder(ids, now, schedule);
    batch.audits.push(
      record({
        subject: principalId,
        role,
        scheduleId,
        requestId,
        activity: activityOf[kind][schedule.level],
        resultReason: '',
      }),
    );
    if (schedule.level === 'eligibility') continue;
    const about = { id: requestId, correlationId: schedule.correlationId };
    const access = { principalId, role };
    if (kind === 'started') batch.events.push(eventOf(ids, now, about, { type: 'access.due', access }));
    if (kind === 'ended')
      batch.events.push(eventOf(ids, now, about, { type: 'access.ended', access, cause: 'expired' }));
  }
  await tx.schedules.save(...settled.map(({ schedule }) => schedule));
  return settled.length;
}

const activityOf: Record<Transition['kind'], Record<'eligibility' | 'assignment', string>> = {
  started: { eligibility: activity.eligibilityStarted, assignment: activity.activationStarted },
  ended: { eligibility: activity.eligibilityExpired, assignment: activity.activationExpired },
  lapsed: { eligibility: activity.eligibilityExpired, assignment: activity.activationExpired },
};

/** An activation whose start has come begins only if the eligibility it stands on still holds. */
async function start(
  tx: Transaction,
  ids: Ids,
  transition: Transition,
  now: Instant,
  batch: Batch,
): Promise<Transition> {
  const { schedule } = transition;
  if (schedule.assignmentType !== 'activated') return transition;
  const request = await tx.requests.get(schedule.createdUsing);
  const eligibility = schedule.activatedUsing && (await tx.schedules.get(schedule.activatedUsing));
  if (!request) return transition;
  if (eligibility && isLive(eligibility, now)) {
    await tx.requests.save({ ...request, status: 'PendingProvisioning' });
    return transition;
  }
  const failed: ScheduleRequest = { ...request, status: 'Failed', failure: 'ELIGIBILITY_GONE', completedDateTime: now };
  await tx.requests.save(failed);
  batch.events.push(eventOf(ids, now, failed, { type: 'request.failed' }));
  return { kind: 'lapsed', schedule: { ...schedule, status: 'Failed', endedBy: 'failed', endedDateTime: now } };
}

async function moveRequests(tx: Transaction, ids: Ids, now: Instant, limit: number, batch: Batch): Promise<number> {
  const due = await tx.requests.due(now, limit);
  const decisions = due.flatMap((request) => decideTimeout(request, now) ?? []);
  for (const { request, outcome } of decisions) {
    const isOver = outcome === 'timed-out';
    await tx.requests.save(request);
    batch.audits.push(
      ownRecorder(
        ids,
        now,
        request,
      )({
        ...aboutRequest(request),
        activity: isOver ? activity.requestTimedOut : activity.requestEscalated,
        resultReason: '',
      }),
    );
    batch.events.push(eventOf(ids, now, request, { type: isOver ? 'request.timed-out' : 'request.escalated' }));
  }
  return decisions.length;
}
