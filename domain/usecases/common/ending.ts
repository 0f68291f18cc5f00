import {
  decideCascade,
  decideWaiting,
  type EligibilitiesOf,
  type EndingEligibility,
  ended,
} from '../../assignment/decide-cascade.js';
import type { Schedule } from '../../assignment/schedule.js';
import { type Cancellation, isExtension, isOpen, type ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { AuditEvent } from '../../audit/audit-event.js';
import type { PrincipalId, RequestId, ScheduleId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import { sameRole } from '../../role/role.js';
import type { Instant } from '../../time.js';
import type { Headcount } from './headcount.js';
import { aboutRequest, type Entry, eventOf } from './recording.js';

/** More eligibilities than this for one role, of those whose activations are looked at, is a fault in the data. */
const manyEligibilities = 5_000;

/** Who ends something, and when: what its records say. `count` knows the groups of those who are concerned. */
export type Ender = {
  ids: Ids;
  now: Instant;
  count: Pick<Headcount, 'groupsOf'>;
  record(entry: Entry): AuditEvent;
};

/** What is said of a request that is over with what was ended; `except`: one that ends it, and so is not over. */
type Why = { justification: string; cancellation: Cancellation; except?: RequestId };

/**
 * Ends a schedule at once, whoever holds it, with the activations that only it justifies. The directory is told by the
 * outbox; requests that were still open are over too, or they would bar the next one. Its own audit event is the
 * caller's, who knows why; each activation that goes along has one here.
 */
export async function endSchedule(tx: Transaction, ender: Ender, schedule: Schedule, why: Why): Promise<Schedule> {
  const { now } = ender;
  const over = ended(schedule, why.justification, now);
  await finishEnding(tx, ender, { before: schedule, after: over }, why.cancellation);
  await closeExtension(tx, ender, schedule, why);
  if (schedule.level === 'eligibility') await endCurrent(tx, ender, schedule, now);
  return over;
}

const eligibilityGone: Cancellation = { code: 'ELIGIBILITY_GONE' };

/**
 * Ends or shortens what uses an eligibility which now ends at `end`: activations, and requests that wait. What another
 * eligibility of the same person justifies goes on with that one.
 */
export async function endCurrent(tx: Transaction, ender: Ender, eligibility: Schedule, end: Instant | undefined) {
  if (end === undefined) return;
  const standing = await tx.schedules.currentOn(eligibility.id);
  const waiting = await tx.requests.waitingOn([eligibility.id]);
  const others = await othersFor(tx, ender, [eligibility], [...standing, ...waiting]);
  const ending = { eligibility, end, others: others(eligibility) };
  await cascade(tx, ender, standing, ending);
  await cancelWaiting(tx, ender, waiting, ending);
}

/** Cancels the requests that wait and that none of their requestor's eligibilities could begin with any more. */
export async function endWaiting(tx: Transaction, ender: Ender, lapsed: readonly Schedule[]): Promise<void> {
  const waiting = await tx.requests.waitingOn(lapsed.map(({ id }) => id));
  if (waiting.length === 0) return;
  const others = await othersFor(tx, ender, lapsed, waiting);
  for (const eligibility of lapsed) {
    const mine = waiting.filter(({ activatedUsing }) => activatedUsing === eligibility.id);
    const ending = { eligibility, end: ender.now, others: others(eligibility) };
    await cancelWaiting(tx, ender, mine, ending);
  }
}

/** Reads what else could justify each of these, for every eligibility that ends, in one question. */
async function othersFor(
  tx: Transaction,
  { count }: Ender,
  ending: readonly Schedule[],
  users: readonly Pick<Schedule, 'principalId'>[],
): Promise<(eligibility: Schedule) => EligibilitiesOf> {
  if (users.length === 0) return () => () => [];
  const people = [...new Set(users.map(({ principalId }) => principalId))];
  const groupsOf = count.groupsOf(people);
  const found = await tx.schedules.list({
    level: 'eligibility',
    principalIds: [...new Set([...people, ...people.flatMap((person) => [...groupsOf(person)])])],
    statuses: ['Provisioned', 'Granted'],
    roles: ending.map(({ role }) => role),
    limit: manyEligibilities,
  });
  const reaches = (person: PrincipalId) => new Set<PrincipalId>([person, ...groupsOf(person)]);
  return ({ role }) => {
    const ofRole = found.filter((each) => sameRole(each.role, role));
    return ({ principalId }) => ofRole.filter((each) => reaches(principalId).has(each.principalId));
  };
}

async function cascade(
  tx: Transaction,
  ender: Ender,
  standing: readonly Schedule[],
  ending: EndingEligibility,
): Promise<void> {
  const before = new Map(standing.map((activation) => [activation.id, activation]));
  const held = new Set<ScheduleId | undefined>([ending.eligibility.id]);
  for (const after of decideCascade(standing, ending, ender.now)) {
    const was = before.get(after.id);
    if (!was) continue;
    await holdOnce(tx, held, after.endedBy === undefined ? after.activatedUsing : undefined);
    await finishEnding(tx, ender, { before: was, after }, eligibilityGone);
    const { principalId: subject, role, id: scheduleId, createdUsing: requestId, endedBy, endDateTime } = after;
    const times = { before: { endDateTime: was.endDateTime ?? null }, after: { endDateTime: endDateTime ?? null } };
    const entry = { subject, role, scheduleId, requestId, activity: activityOf(was, after) };
    const change = endedBy === undefined ? times : {};
    await tx.audit.append(ender.record({ ...entry, ...change, resultReason: 'ELIGIBILITY_GONE' }));
  }
}

/** Two that go on with the same eligibility hold on to it once: a transaction writes it once only. */
async function holdOnce(tx: Transaction, held: Set<ScheduleId | undefined>, id: ScheduleId | undefined): Promise<void> {
  if (id === undefined || held.has(id)) return;
  held.add(id);
  await tx.schedules.holdOn(id);
}

function activityOf(before: Schedule, after: Schedule): string {
  if (after.endedBy !== undefined) return activity.activationRemoved;
  return before.endDateTime === after.endDateTime ? activity.activationRebased : activity.activationCapped;
}

async function cancelWaiting(
  tx: Transaction,
  ender: Ender,
  waiting: readonly ScheduleRequest[],
  ending: EndingEligibility,
): Promise<void> {
  for (const { kind, request } of decideWaiting(waiting, ending, ender.now)) {
    await tx.requests.save(request);
    if (kind === 'canceled') await tellCanceled(tx, ender, request, 'ELIGIBILITY_GONE');
  }
}

/** Records that a request was cancelled and why, by a code, and lets whoever asked and was asked be told. */
export async function tellCanceled(
  tx: Transaction,
  { ids, now, record }: Omit<Ender, 'count'>,
  request: ScheduleRequest,
  reason: string,
): Promise<void> {
  const entry = { ...aboutRequest(request), activity: activity.requestCanceled, resultReason: reason };
  await tx.audit.append(record(entry));
  await tx.outbox.append(eventOf(ids, now, request, { type: 'request.canceled' }));
}

/** Saves what a schedule has become, and lets its request, its cards and the directory follow. */
async function finishEnding(
  tx: Transaction,
  { ids, now }: Ender,
  { before, after }: { before: Schedule; after: Schedule },
  cancellation: Cancellation,
): Promise<void> {
  await tx.schedules.save(after);
  const { createdUsing: id, correlationId, principalId, role, level } = before;
  const about = { id, correlationId };
  if (after.endedBy !== undefined) await closeRequest(tx, { ids, now }, before, cancellation);
  if (level === 'eligibility' || before.status === 'Granted') {
    await tx.outbox.append(eventOf(ids, now, about, { type: 'request.affected' }));
    return;
  }
  const access = { principalId, role };
  const happening =
    after.endedBy === undefined
      ? ({ type: 'access.due', access } as const)
      : ({ type: 'access.ended', access, cause: after.endedBy } as const);
  await tx.outbox.append(eventOf(ids, now, about, happening));
}

/** The request behind something that ends before it was carried out is over with it; its requestor is told. */
async function closeRequest(
  tx: Transaction,
  { ids, now }: Pick<Ender, 'ids' | 'now'>,
  { createdUsing, status }: Schedule,
  cancellation: Cancellation,
): Promise<void> {
  const request = await tx.requests.get(createdUsing);
  if (!request || !isOpen(request)) return;
  const over = { ...request, completedDateTime: now, cancellation };
  await tx.requests.save({ ...over, status: status === 'Granted' ? 'Canceled' : 'Revoked' });
  if (status === 'Granted') await tx.outbox.append(eventOf(ids, now, request, { type: 'request.canceled' }));
}

/** What asked to keep something that was taken has nothing to ask for any more. */
async function closeExtension(tx: Transaction, ender: Ender, { principalId, role, level }: Schedule, why: Why) {
  const request = await tx.requests.open({ principalId, role }, level);
  if (!request || !isExtension(request) || request.id === why.except) return;
  const cancellation: Cancellation = { ...why.cancellation, code: why.cancellation.code ?? 'TARGET_GONE' };
  const over = { ...request, status: 'Canceled', cancellation, completedDateTime: ender.now } as const;
  await tx.requests.save(over);
  await tellCanceled(tx, ender, over, cancellation.code ?? '');
}
