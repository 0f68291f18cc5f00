import { decideTimeout } from '../approval/decide-timeout.js';
import { decideTransition, type Transition } from '../assignment/decide-transition.js';
import type { Schedule } from '../assignment/schedule.js';
import { isOpen, type Level } from '../assignment/schedule-request.js';
import { activity } from '../audit/activity.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { DomainEvent } from '../domain-event.js';
import type { Directory } from '../ports/directory.js';
import type { Store, Transaction } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import type { ProvisioningRefusal } from '../refusal.js';
import type { Instant } from '../time.js';
import { type Headcount, headcount } from './headcount.js';
import { onLiveEligibility } from './planned-activation.js';
import { aboutRequest, eventOf, ownRecorder } from './recording.js';
import { readAgainWhenStale } from './stale-facts.js';

export type ExpireDueDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/** What one batch makes of its documents, gathered so that each collection is written once. */
type Batch = { audits: AuditEvent[]; events: DomainEvent[] };

/**
 * Carries out what time alone decides, one batch in one transaction: schedules that start or end, approvals that time
 * out or escalate. It has no effect outside the database, so any number of processes may run it at once and a killed
 * one costs nothing. Returns how many it changed: fewer than `limit` means nothing more is due now.
 */
export const expireDue =
  ({ store, directory, clock, ids }: ExpireDueDeps) =>
  (limit: number): Promise<number> => {
    const count = headcount(directory, 'trust');
    return readAgainWhenStale(async () => {
      await count.learn();
      return store.transaction(async (tx) => {
        const now = clock.now();
        const batch: Batch = { audits: [], events: [] };
        const changed =
          (await moveSchedules(tx, { ids, count }, now, limit, batch)) +
          (await moveRequests(tx, ids, now, limit, batch));
        await tx.audit.append(...batch.audits);
        await tx.outbox.append(...batch.events);
        return changed;
      });
    });
  };

type Means = { ids: Ids; count: Headcount };

async function moveSchedules(
  tx: Transaction,
  { ids, count }: Means,
  now: Instant,
  limit: number,
  batch: Batch,
): Promise<number> {
  const moved: Schedule[] = [];
  const gone = new Set<string>();
  let kept = 0;
  for (const before of await tx.schedules.due(now, limit)) {
    const transition = decideTransition(before, now);
    if (!transition) continue;
    const hasEnded = transition.kind === 'ended' || transition.kind === 'lapsed';
    if (hasEnded && (await count.decide(tx, before, now, gone))) {
      // At once, so that whatever else of it is due in this batch sees that this one stays.
      await tx.schedules.save(keep(ids, before, now, batch));
      kept += 1;
      continue;
    }
    gone.add(before.id);
    const settled = await settle(tx, before, transition, now);
    await moveRequestOf(tx, ids, settled, now, batch);
    recordMove(ids, settled, now, batch);
    moved.push(settled.schedule);
  }
  await tx.schedules.save(...moved);
  return moved.length + kept;
}

/** Nobody else would be left who could manage the directory's roles: it stays, for good, and everybody is told. */
function keep(ids: Ids, before: Schedule, now: Instant, { audits, events }: Batch): Schedule {
  const { principalId: subject, role, id: scheduleId, createdUsing: requestId, correlationId, endDateTime } = before;
  const entry = { subject, role, scheduleId, requestId, activity: activity.lastAdministratorKept };
  const times = { before: { endDateTime }, after: { endDateTime: null } };
  audits.push(
    ownRecorder(ids, now, before)({ ...entry, ...times, result: 'failure', resultReason: 'LAST_ADMINISTRATOR' }),
  );
  const about = { id: requestId, correlationId };
  const access = { principalId: subject, role };
  events.push(eventOf(ids, now, about, { type: 'schedule.kept', scheduleId, reason: 'last-administrator' }));
  if (before.level === 'assignment') events.push(eventOf(ids, now, about, { type: 'access.due', access }));
  return { ...before, endDateTime: undefined };
}

/** A transition, and why the request behind it has failed, where it has. */
type Settled = Transition & { failure?: ProvisioningRefusal['code'] };

/** An activation whose start has come begins only if the eligibility it stands on still holds. */
async function settle(tx: Transaction, before: Schedule, transition: Transition, now: Instant): Promise<Settled> {
  const { kind } = transition;
  const neverBegan = kind === 'missed' || (kind === 'ended' && before.status === 'PendingProvisioning');
  if (neverBegan) return { ...transition, failure: 'TIME_PASSED' };
  if (kind !== 'started' || before.assignmentType !== 'activated') return transition;
  const goingOn = await onLiveEligibility(tx, transition.schedule, now);
  if (goingOn?.activatedUsing && goingOn.activatedUsing !== before.activatedUsing) {
    await tx.schedules.holdOn(goingOn.activatedUsing);
  }
  if (goingOn) return { ...transition, schedule: goingOn };
  const failed: Schedule = { ...before, status: 'Failed', endedBy: 'failed', endedDateTime: now };
  return { kind: 'missed', schedule: failed, failure: 'ELIGIBILITY_GONE' };
}

/** A request that is still open goes on with its schedule, or is over with it. */
async function moveRequestOf(
  tx: Transaction,
  ids: Ids,
  { kind, schedule, failure }: Settled,
  now: Instant,
  batch: Batch,
): Promise<void> {
  if (kind !== 'started' && failure === undefined) return;
  const request = await tx.requests.get(schedule.createdUsing);
  if (!request || !isOpen(request)) return;
  if (failure === undefined) {
    // No directory holds an eligibility, so that nothing has to confirm it.
    const isThere = schedule.level === 'eligibility';
    const begun = isThere
      ? ({ status: 'Provisioned', completedDateTime: now } as const)
      : ({ status: 'PendingProvisioning', activatedUsing: schedule.activatedUsing } as const);
    await tx.requests.save({ ...request, ...begun });
    return;
  }
  await tx.requests.save({ ...request, status: 'Failed', failure, completedDateTime: now });
  batch.events.push(eventOf(ids, now, request, { type: 'request.failed' }));
}

function recordMove(ids: Ids, { kind, schedule, failure }: Settled, now: Instant, { audits, events }: Batch): void {
  const { principalId, role, id: scheduleId, createdUsing: requestId, correlationId } = schedule;
  const entry = failure
    ? ({ activity: activity.requestFailed, result: 'failure', resultReason: failure } as const)
    : { activity: activityOf[kind][schedule.level], resultReason: '' };
  audits.push(ownRecorder(ids, now, schedule)({ subject: principalId, role, scheduleId, requestId, ...entry }));
  if (schedule.level === 'eligibility') return;
  const about = { id: requestId, correlationId };
  const access = { principalId, role };
  if (kind === 'started') events.push(eventOf(ids, now, about, { type: 'access.due', access }));
  if (kind === 'ended') events.push(eventOf(ids, now, about, { type: 'access.ended', access, cause: 'expired' }));
}

const activityOf: Record<Transition['kind'], Record<Level, string>> = {
  started: { eligibility: activity.eligibilityStarted, assignment: activity.activationStarted },
  ended: { eligibility: activity.eligibilityExpired, assignment: activity.activationExpired },
  lapsed: { eligibility: activity.eligibilityExpired, assignment: activity.activationExpired },
  missed: { eligibility: activity.eligibilityExpired, assignment: activity.requestFailed },
};

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
