import { decideTimeout, type TimeoutDecision } from '../../approval/decide-timeout.js';
import { decideTransition, type Transition } from '../../assignment/decide-transition.js';
import type { Schedule } from '../../assignment/schedule.js';
import { isOpen, type Level, type ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { AuditEvent } from '../../audit/audit-event.js';
import type { DomainEvent } from '../../domain-event.js';
import type { RequestId, ScheduleId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { ProvisioningRefusal } from '../../refusal.js';
import type { Instant } from '../../time.js';
import { onLiveEligibility } from '../activation/planned-activation.js';
import { endWaiting } from '../common/ending.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { aboutRequest, eventOf, ownRecorder } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

export type ApplyDueTransitionsDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/** What one batch makes of its documents, gathered so that each collection is written once. */
type Batch = { audits: AuditEvent[]; events: DomainEvent[] };

/**
 * Carries out what time alone decides, one batch in one transaction: schedules that start or end, approvals that time
 * out or escalate. It has no effect outside the database, so any number of processes may run it at once and a killed
 * one costs nothing. Returns how many it changed: fewer than `limit` means that nothing more is due now, or that other
 * processes are at it; when there is more to do, `nextTransitionAt` tells.
 */
export const applyDueTransitions =
  ({ store, directory, clock, ids }: ApplyDueTransitionsDeps) =>
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
  const due = (await tx.schedules.due(now, limit)).flatMap((before): DueTransition[] => {
    const transition = decideTransition(before, now);
    return transition ? [{ before, transition }] : [];
  });
  const behind = await whatIsBehind(tx, due);
  const moved: Schedule[] = [];
  const gone = new Set<string>();
  for (const { before, transition } of due) {
    const hasEnded = transition.kind === 'ended' || transition.kind === 'lapsed';
    if (hasEnded && (await count.decide(tx, before, now, gone))) {
      // At once, so that whatever else of it is due in this batch sees that this one stays.
      const kept = keep(ids, before, now, batch);
      await tx.schedules.save(kept);
      behind.eligibilities.set(kept.id, kept);
      continue;
    }
    gone.add(before.id);
    const transitioned = await apply(behind, before, transition, now);
    moveRequestOf(behind, ids, transitioned, now, batch);
    recordMove(ids, transitioned, now, batch);
    moved.push(transitioned.schedule);
  }
  await tx.schedules.save(...moved);
  await tx.requests.save(...behind.changed.values());
  const lapsed = moved.filter(({ level, status }) => level === 'eligibility' && status === 'Revoked');
  // Of one act of time, which no person asked for.
  const [first] = lapsed;
  if (first) await endWaiting(tx, { ids, now, count, record: ownRecorder(ids, now, first) }, lapsed);
  return due.length;
}

type DueTransition = { before: Schedule; transition: Transition };

/** What the schedules of a batch stand on and came from, as far as it matters, and what becomes of that. */
type Behind = {
  moving: ReadonlySet<ScheduleId | undefined>;
  schedules: Transaction['schedules'];
  eligibilities: Map<string, Schedule>;
  requests: ReadonlyMap<RequestId, ScheduleRequest>;
  changed: Map<RequestId, ScheduleRequest>;
};

/** Reads it in two questions, however many schedules the batch has. */
async function whatIsBehind(tx: Transaction, due: readonly DueTransition[]): Promise<Behind> {
  const beginning = due.filter(({ transition }) => transition.kind === 'started');
  const standsOn = beginning.flatMap(({ before }) => before.activatedUsing ?? []);
  const eligibilities = new Map((await tx.schedules.getAll(standsOn)).map((each) => [String(each.id), each]));
  const cameFrom = due.filter((each) => each.transition.kind === 'started' || neverBegan(each));
  const requests = await tx.requests.getAll(cameFrom.map(({ before }) => before.createdUsing));
  return {
    moving: new Set(due.map(({ before }) => before.id)),
    schedules: { ...tx.schedules, get: async (id) => eligibilities.get(id) },
    eligibilities,
    requests: new Map(requests.map((each) => [each.id, each])),
    changed: new Map(),
  };
}

const neverBegan = ({ before, transition: { kind } }: DueTransition): boolean =>
  kind === 'missed' || (kind === 'ended' && before.status === 'PendingProvisioning');

/** Nobody else would be left who could manage the directory's roles: it stays, permanently, and everybody is told. */
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
type Transitioned = Transition & { failure?: ProvisioningRefusal['code'] };

/** An activation whose start has come begins only if the eligibility it stands on still holds. */
async function apply(behind: Behind, before: Schedule, transition: Transition, now: Instant): Promise<Transitioned> {
  if (neverBegan({ before, transition })) return { ...transition, failure: 'TIME_PASSED' };
  if (transition.kind !== 'started' || before.assignmentType !== 'activated') return transition;
  const goingOn = await onLiveEligibility(behind, transition.schedule, now);
  const standsOn = goingOn?.activatedUsing;
  // What this batch moves is held already, and may be written once only.
  const isHeld = standsOn === before.activatedUsing || behind.moving.has(standsOn);
  if (standsOn && !isHeld) await behind.schedules.holdOn(standsOn);
  if (goingOn) return { ...transition, schedule: goingOn };
  const failed: Schedule = { ...before, status: 'Failed', endedBy: 'failed', endedDateTime: now };
  return { kind: 'missed', schedule: failed, failure: 'ELIGIBILITY_GONE' };
}

/** A request that is still open goes on with its schedule, or is over with it. */
function moveRequestOf(
  { requests, changed }: Behind,
  ids: Ids,
  { kind, schedule, failure }: Transitioned,
  now: Instant,
  { events }: Batch,
): void {
  if (kind !== 'started' && failure === undefined) return;
  const id = schedule.createdUsing;
  const request = changed.get(id) ?? requests.get(id);
  if (!request || !isOpen(request)) return;
  if (failure === undefined) {
    // No directory holds an eligibility, so that nothing has to confirm it.
    const isThere = schedule.level === 'eligibility';
    const begun = isThere
      ? ({ status: 'Provisioned', completedDateTime: now } as const)
      : ({ status: 'PendingProvisioning', activatedUsing: schedule.activatedUsing } as const);
    changed.set(id, { ...request, ...begun });
    return;
  }
  changed.set(id, { ...request, status: 'Failed', failure, completedDateTime: now });
  events.push(eventOf(ids, now, request, { type: 'request.failed' }));
}

function recordMove(
  ids: Ids,
  { kind, schedule, failure }: Transitioned,
  now: Instant,
  { audits, events }: Batch,
): void {
  const { principalId, role, id: scheduleId, createdUsing: requestId, correlationId } = schedule;
  const entry = failure
    ? ({ activity: activity.requestFailed, result: 'failure', resultReason: failure } as const)
    : { activity: activityOf[kind][schedule.level], resultReason: '' };
  audits.push(ownRecorder(ids, now, schedule)({ subject: principalId, role, scheduleId, requestId, ...entry }));
  const about = { id: requestId, correlationId };
  const hasExpired = kind === 'ended' || kind === 'lapsed';
  // What somebody activated is told of once the directory has let it go.
  if (hasExpired && schedule.assignmentType === 'assigned') {
    events.push(eventOf(ids, now, about, { type: 'schedule.expired', scheduleId }));
  }
  if (schedule.level === 'eligibility') return;
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
  await tx.requests.save(...decisions.map(({ request }) => request));
  for (const { request, outcome } of decisions) {
    const what = onRecord[outcome];
    const entry = { ...aboutRequest(request), resultReason: '' };
    if (what) batch.audits.push(ownRecorder(ids, now, request)({ ...entry, activity: what }));
    batch.events.push(eventOf(ids, now, request, { type: `request.${outcome}` }));
  }
  return decisions.length;
}

/** That somebody was reminded changes nothing, and is not in the audit log. */
const onRecord: Partial<Record<TimeoutDecision['outcome'], string>> = {
  'timed-out': activity.requestTimedOut,
  escalated: activity.requestEscalated,
};
