import { decideChange, decideRenewal } from '../../assignment/decide-change.js';
import { isLive, type Schedule } from '../../assignment/schedule.js';
import { activityOfAction } from '../../audit/activity.js';
import type { Transaction } from '../../ports/store.js';
import { onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { AssignmentRefusal } from '../../refusal.js';
import { ok, type Result } from '../../result.js';
import type { Instant } from '../../time.js';
import { endCurrent } from '../common/ending.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { give } from './assign.js';
import {
  type AdminInput,
  type AdministerDeps,
  type AdministeredOutcome,
  aboutAssignment,
  completeAssignment,
  draftRequest,
  type GatheredAssignment,
  gatherAssignment,
  givenStatus,
  refusedAssignment,
} from './assignment-facts.js';

type ChangeAction = 'adminUpdate' | 'adminExtend' | 'adminRenew';
const actOf = { adminUpdate: 'update', adminExtend: 'extend', adminRenew: 'renew' } as const;

export type ChangeInput = AdminInput & { action: ChangeAction };

/**
 * Moves the times of what somebody was given (`adminUpdate`), moves its end out (`adminExtend`), or gives again what
 * ended within 30 days (`adminRenew`). An eligibility that now ends sooner takes the ends of the activations that
 * stand on it along. Returns the ids of the stored request and the schedule, or the refusal.
 */
export const changeAssignment =
  (deps: AdministerDeps) =>
  (input: ChangeInput, proofs: Proofs, by: By): Promise<AdministeredOutcome> => {
    const count = headcount(deps.directory, 'fail');
    return readAgainWhenStale(async () => {
      const gathered = await gatherAssignment(deps, input.access, by.actor);
      await count.learn();
      return deps.store.transaction((tx) => change(tx, deps, gathered, input, { proofs, by, count }), by.commandId);
    });
  };

async function change(
  tx: Transaction,
  deps: AdministerDeps,
  gathered: GatheredAssignment,
  input: ChangeInput,
  { proofs, by, count }: { proofs: Proofs; by: By; count: Headcount },
): Promise<AdministeredOutcome> {
  const { access, level, ask, action } = input;
  const now = deps.clock.now();
  const facts = await completeAssignment(tx, gathered, { access, proofs, settings: deps.settings }, now);
  const act = { act: actOf[action], isPowerful: gathered.isPowerful } as const;
  const proven = <T>(decision: Result<T, AssignmentRefusal>) => onceProven(decision, act, proofs, deps.administration);
  if (action === 'adminRenew') {
    const lastEnded = await tx.schedules.lastEnded(access, level);
    const renewal = proven(decideRenewal(level, ask, { ...facts, lastEnded }, now));
    return renewal.ok
      ? give(tx, deps, action, input, renewal.value, { by, now })
      : refusedAssignment(tx, { ids: deps.ids, now, by }, action, input, renewal.refusal);
  }
  const decision = proven(decideChange(action, level, ask, facts, now));
  if (!decision.ok) return refusedAssignment(tx, { ids: deps.ids, now, by }, action, input, decision.refusal);
  const before = facts.schedules.find(({ id }) => id === decision.value.id) ?? decision.value;
  const request = draftRequest(deps.ids, action, input, by, 'Provisioned', now);
  await tx.requests.insert({ ...request, targetScheduleId: before.id });
  const after = await move(tx, deps, { before, after: decision.value, request }, { by, now, count });
  const times = { before: timesOf(before), after: timesOf(after) };
  const entry = { ...aboutAssignment(request, after), activity: activityOfAction[action][level], ...times };
  await tx.audit.append(recorderFor(deps.ids, now, by)(entry));
  await tx.outbox.append(eventOf(deps.ids, now, request, { type: 'schedule.changed', scheduleId: after.id }));
  return ok({ requestId: request.id, scheduleId: after.id });
}

/** The times of a schedule, as records show them: null stands permanently. */
export const timesOf = ({ startDateTime, endDateTime }: Schedule) => ({
  startDateTime,
  endDateTime: endDateTime ?? null,
});

/**
 * Puts a schedule's new times in place, lets the directory and whatever stands on it follow. One whose planned start
 * has been moved to now begins at once, and its own request with it. Returns the schedule as it is saved.
 */
export async function move(
  tx: Transaction,
  { ids }: Pick<AdministerDeps, 'ids'>,
  { before, after, request }: { before: Schedule; after: Schedule; request: { id: Schedule['createdUsing'] } },
  { by, now, count }: { by: By; now: Instant; count: Headcount },
): Promise<Schedule> {
  const begins = before.status === 'Granted' && after.startDateTime <= now;
  const status = begins ? givenStatus(after.level, after, now) : after.status;
  const moved: Schedule = { ...after, status, changedUsing: request.id };
  await tx.schedules.save(moved);
  await tx.outbox.append(...affected(before).map((each) => eventOf(ids, now, each, { type: 'request.affected' })));
  if (begins) await beginRequest(tx, moved, now);
  if (moved.level === 'eligibility') {
    await endCurrent(tx, { ids, now, count, record: recorderFor(ids, now, by) }, moved, moved.endDateTime);
    return moved;
  }
  if (!isLive(moved, now)) return moved;
  const about = { id: moved.createdUsing, correlationId: moved.correlationId };
  const access = { principalId: moved.principalId, role: moved.role };
  await tx.outbox.append(eventOf(ids, now, about, { type: 'access.due', access }));
  return moved;
}

/** The requests whose cards show the times of a schedule: the one it came from, and the one that changed it last. */
const affected = ({ createdUsing, changedUsing, correlationId }: Schedule) =>
  [createdUsing, ...(changedUsing === undefined ? [] : [changedUsing])].map((id) => ({ id, correlationId }));

async function beginRequest(tx: Transaction, { createdUsing, level }: Schedule, now: Instant): Promise<void> {
  const request = await tx.requests.get(createdUsing);
  if (request?.status !== 'Granted') return;
  const begun =
    level === 'eligibility'
      ? ({ status: 'Provisioned', completedDateTime: now } as const)
      : ({ status: 'PendingProvisioning' } as const);
  await tx.requests.save({ ...request, ...begun });
}
