import { decideAssignment } from '../../assignment/decide-assignment.js';
import type { Terms } from '../../assignment/decide-terms.js';
import type { RequestAction } from '../../assignment/schedule-request.js';
import { activity, activityOfAction } from '../../audit/activity.js';
import type { Transaction } from '../../ports/store.js';
import { onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import { ok } from '../../result.js';
import type { Instant } from '../../time.js';
import { type By, dueEvents, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import {
  type AdminInput,
  type AdministerDeps,
  type AdministeredOutcome,
  aboutAssignment,
  completeAssignment,
  draftRequest,
  gatherAssignment,
  givenOnce,
  givenStatus,
  refusedAssignment,
  scheduleOf,
} from './assignment-facts.js';

/**
 * Gives somebody a role, eligible or active, as an administrator of it (`adminAssign`). Takes whom, which role at its
 * exact scope, the level and the terms; returns the ids of the stored request and its schedule, or the refusal, which
 * leaves nothing but its audit event.
 */
export const assign =
  (deps: AdministerDeps) =>
  (input: AdminInput, proofs: Proofs, by: By): Promise<AdministeredOutcome> =>
    readAgainWhenStale(async () => {
      const { access, level, ask } = input;
      const { store, clock, settings, ids } = deps;
      const gathered = await gatherAssignment(deps, access, by.actor);
      return store.transaction(async (tx) => {
        const now = clock.now();
        const facts = await completeAssignment(tx, gathered, { access, proofs, settings }, now);
        const act = { act: 'assign', isPowerful: gathered.isPowerful } as const;
        const decision = onceProven(decideAssignment(level, ask, facts, now), act, proofs, deps.administration);
        if (!decision.ok) return refusedAssignment(tx, { ids, now, by }, 'adminAssign', input, decision.refusal);
        return give(tx, deps, 'adminAssign', input, decision.value, { by, now });
      }, by.commandId);
    });

/** Stores what is given, with its request: shared by giving (`adminAssign`) and giving again (`adminRenew`). */
export async function give(
  tx: Transaction,
  { ids }: AdministerDeps,
  action: Extract<RequestAction, 'adminAssign' | 'adminRenew'>,
  input: AdminInput,
  terms: Terms,
  { by, now }: { by: By; now: Instant },
): Promise<AdministeredOutcome> {
  const { level } = input;
  const request = draftRequest(ids, action, input, by, givenStatus(level, terms, now), now);
  const schedule = scheduleOf(ids, request, level, terms, now);
  await tx.guards.change(givenOnce(schedule));
  await tx.requests.insert(request);
  await tx.schedules.insert(schedule);
  const isPlanned = level === 'eligibility' && schedule.status === 'Granted';
  const what = isPlanned ? activity.eligibilityPlanned : activityOfAction[action][level];
  await tx.audit.append(recorderFor(ids, now, by)({ ...aboutAssignment(request, schedule), activity: what }));
  const changed = eventOf(ids, now, request, { type: 'schedule.changed', scheduleId: schedule.id });
  await tx.outbox.append(changed, ...dueEvents(ids, now, request, schedule));
  return ok({ requestId: request.id, scheduleId: schedule.id });
}
