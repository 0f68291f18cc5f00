import { isAssigned, type Schedule } from '../../assignment/schedule.js';
import type { Level } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import { type CorrelationId, principalId } from '../../ids.js';
import { decideSettings } from '../../policy/decide-settings.js';
import type { PolicyChanges } from '../../policy/policy.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { SettingsRefusal } from '../../refusal.js';
import { ok, type Result } from '../../result.js';
import type { Access, Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { endCurrent } from '../common/ending.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { dueEvents, type Entry, eventOf, ownRecorder } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { aboutAssignment, draftRequest, givenOnce, givenStatus, scheduleOf } from './assignment-facts.js';
import { saveSettings } from './change-settings.js';

export type AdoptDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/** What an organisation's file, or its directory, says somebody has: no end means permanently. */
export type AdoptedSchedule = {
  level: Level;
  access: Access;
  startDateTime?: Instant | undefined;
  endDateTime?: Instant | undefined;
  justification: string;
};

/** In place of a person: whoever runs the import has the server, and no account need be theirs. */
const operator = principalId('operator');

/** True for what has ended by `now`: there is nothing to take on any more. */
export const isOver = ({ endDateTime }: Pick<AdoptedSchedule, 'endDateTime'>, now: Instant): boolean =>
  endDateTime !== undefined && endDateTime <= now;

/**
 * Takes an eligibility or an active assignment on as it is found: assigns it, or moves the end of the one that is there.
 * What is already so changes nothing, so adopting twice is adopting once.
 */
export const adoptSchedule =
  ({ store, directory, clock, ids }: AdoptDeps) =>
  (desired: AdoptedSchedule, correlationId: CorrelationId): Promise<'added' | 'changed' | 'unchanged'> => {
    const count = headcount(directory, 'fail');
    return readAgainWhenStale(async () => {
      await count.learn();
      return store.transaction((tx) => adopt(tx, { ids, now: clock.now(), count }, desired, correlationId));
    });
  };

/** How many entries one transaction writes: a large organisation's people do not fit into one. */
const loggedAtOnce = 500;

/** Puts changes to the directory that the operator is about to make into the audit log, under one correlation id. */
export const logDirectoryChanges =
  ({ store, clock, ids }: Pick<AdoptDeps, 'store' | 'clock' | 'ids'>) =>
  async (entries: readonly Entry[], correlationId: CorrelationId): Promise<void> => {
    const record = ownRecorder(ids, clock.now(), { correlationId });
    for (let from = 0; from < entries.length; from += loggedAtOnce) {
      const events = entries.slice(from, from + loggedAtOnce).map(record);
      await store.transaction((tx) => tx.audit.append(...events));
    }
  };

async function adopt(
  tx: Transaction,
  { ids, now, count }: At & { count: Headcount },
  desired: AdoptedSchedule,
  correlationId: CorrelationId,
): Promise<'added' | 'changed' | 'unchanged'> {
  const existing = (await tx.schedules.ofAccess(desired.access)).find(isAssigned(desired.level, now));
  if (existing?.endDateTime === desired.endDateTime && existing) return 'unchanged';
  if (existing) {
    await moveEnd(tx, { ids, now, count }, existing, desired);
    return 'changed';
  }
  if (isOver(desired, now)) return 'unchanged';
  await assign(tx, { ids, now }, desired, correlationId);
  return 'added';
}

type At = { ids: Ids; now: Instant };

async function assign(tx: Transaction, { ids, now }: At, desired: AdoptedSchedule, correlationId: CorrelationId) {
  const { level, access, startDateTime: start = now, endDateTime, justification } = desired;
  const expiration = endDateTime === undefined ? noExpiration : ({ type: 'afterDateTime', endDateTime } as const);
  const ask = { justification, ticketInfo: {}, scheduleInfo: { startDateTime: start, expiration } };
  const terms = { startDateTime: start, endDateTime };
  const by = { actor: operator, correlationId };
  const request = draftRequest(ids, 'adminAssign', { access, level, ask }, by, givenStatus(level, terms, now), now);
  const schedule = scheduleOf(ids, request, level, terms, now);
  await tx.requests.insert(request);
  await tx.guards.change(givenOnce(schedule));
  await tx.schedules.insert(schedule);
  const what = level === 'eligibility' ? activity.eligibilityAdded : activity.assignmentRequested;
  await tx.audit.append(ownRecorder(ids, now, schedule)({ ...aboutAssignment(request, schedule), activity: what }));
  await tx.outbox.append(...dueEvents(ids, now, request, schedule));
}

const noExpiration = { type: 'noExpiration' } as const;

async function moveEnd(
  tx: Transaction,
  { ids, now, count }: At & { count: Headcount },
  existing: Schedule,
  { endDateTime, access }: AdoptedSchedule,
) {
  await tx.schedules.save({ ...existing, endDateTime });
  await tx.audit.append(
    ownRecorder(
      ids,
      now,
      existing,
    )({
      subject: access.principalId,
      role: access.role,
      scheduleId: existing.id,
      requestId: existing.createdUsing,
      activity: activity.endMoved,
      resultReason: '',
      before: { endDateTime: existing.endDateTime ?? null },
      after: { endDateTime: endDateTime ?? null },
    }),
  );
  if (existing.level === 'eligibility') {
    await endCurrent(tx, { ids, now, count, record: ownRecorder(ids, now, existing) }, existing, endDateTime);
    return;
  }
  const about = { id: existing.createdUsing, correlationId: existing.correlationId };
  await tx.outbox.append(eventOf(ids, now, about, { type: 'access.due', access }));
}

/**
 * Changes whole rules of a role's policy to what a file says; before and after are in the audit log. What is already so
 * changes nothing; what could not be is refused, and nothing is written.
 */
export const adoptSettings =
  ({ store, clock, ids }: AdoptDeps) =>
  (
    role: Role,
    changes: PolicyChanges,
    correlationId: CorrelationId,
  ): Promise<Result<'changed' | 'unchanged', SettingsRefusal>> =>
    store.transaction(async (tx) => {
      const decision = decideSettings(await tx.policies.of(role), role, changes);
      if (!decision.ok) return decision.refusal.code === 'NOTHING_TO_CHANGE' ? ok('unchanged') : decision;
      const entry = { subject: operator, role, activity: activity.settingsUpdated, resultReason: '' };
      const now = clock.now();
      const { change } = await saveSettings(tx, role, decision.value, { ids, now, correlationId });
      await tx.audit.append(ownRecorder(ids, now, { correlationId })({ ...entry, ...change }));
      return ok('changed');
    });
