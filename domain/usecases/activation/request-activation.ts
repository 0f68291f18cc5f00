import { begin } from '../../approval/decide-approval.js';
import type { Stage } from '../../approval/stage.js';
import {
  type ActivationAsk,
  type ActivationFacts,
  type ActivationPlan,
  decideActivation,
} from '../../assignment/decide-activation.js';
import { decideProvisioning } from '../../assignment/decide-provisioning.js';
import type { Schedule } from '../../assignment/schedule.js';
import type { ScheduleInfo, ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import { requestId, scheduleId } from '../../ids.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { Proofs } from '../../proof/proofs.js';
import type { ActivationRefusal, ProvisioningRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { type Role, sameRole } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { giveUp, type NotReplaced, type Replaced, toReplace } from '../approval/replace-request.js';
import { aboutRequest, type By, dueEvents, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { type ActivationFactsDeps, completeActivation, gatherActivation } from './activation-facts.js';

export type RequestActivationDeps = ActivationFactsDeps & { store: Store; ids: Ids };

export type ActivationOutcome = Result<
  { requestId: ScheduleRequest['id'] },
  ActivationRefusal | ProvisioningRefusal | NotReplaced
>;

/**
 * Asks for a role the actor is eligible for. Takes the role at its exact scope and what is asked; returns the id of
 * the stored request, whose status says what it waits for, or the refusal, which leaves nothing but its audit event.
 * With `replaces` that request is cancelled in the same transaction, if it still waits or begins later as it was seen;
 * where the new one is refused it stays.
 */
export const requestActivation =
  (deps: RequestActivationDeps) =>
  (role: Role, ask: ActivationAsk, proofs: Proofs, by: By, replaces?: Replaced): Promise<ActivationOutcome> =>
    readAgainWhenStale(async () => {
      const activation = { role, ask, proofs, actor: by.actor };
      const gathered = await gatherActivation(deps, activation);
      return deps.store.transaction(async (tx) => {
        const now = deps.clock.now();
        const present = await completeActivation(tx, deps, activation, gathered, now);
        const going = toReplace(present, replaces, by, now);
        if (!going.ok) return going;
        const facts = going.value?.facts ?? present;
        const decision = decideActivation(ask, facts, now);
        if (!decision.ok) return refused(tx, deps, role, by, now, decision.refusal);
        await giveUp(tx, deps, going.value, by, now);
        return stored(
          tx,
          deps,
          draft(deps, role, { ...ask, isProven: proofs.multiFactor }, by, decision.value, now),
          facts,
          by,
          now,
        );
      }, by.commandId);
    });

function draft(
  { ids }: RequestActivationDeps,
  role: Role,
  { justification, ticketInfo, scheduleInfo, isProven }: ActivationAsk & { isProven: boolean },
  { actor, correlationId }: By,
  { eligibility, stages: asked }: ActivationPlan,
  now: Instant,
): ScheduleRequest {
  const stages = asked.map((asks, stageId): Stage => ({ stageId, status: 'Initializing', asks, decisions: [] }));
  return {
    id: requestId(ids.next()),
    version: 0,
    revision: 0,
    level: 'assignment',
    action: 'selfActivate',
    principalId: actor,
    role,
    status: 'PendingApproval',
    justification,
    ticketInfo,
    scheduleInfo: withoutGoneStart(scheduleInfo, now),
    ...(isProven && { isProven }),
    activatedUsing: eligibility.id,
    governingScopeId: governingScopeOf(role, eligibility),
    stages: stages.map((stage) => (stage.stageId === 0 ? begin(stage, now) : stage)),
    createdBy: actor,
    createdDateTime: now,
    correlationId,
  };
}

/** A start that has gone by is as soon as it may be, which is said by none. */
const withoutGoneStart = ({ startDateTime, expiration }: ScheduleInfo, now: Instant): ScheduleInfo => ({
  expiration,
  ...(startDateTime !== undefined && startDateTime > now && { startDateTime }),
});

/** The scope further out whose settings govern; undefined where it is the one asked. */
const governingScopeOf = (role: Role, { role: eligible }: Schedule): string | undefined =>
  eligible.kind === 'group' || sameRole(role, eligible) ? undefined : eligible.directoryScopeId;

async function stored(
  tx: Transaction,
  { ids }: RequestActivationDeps,
  request: ScheduleRequest,
  { requestor, eligibilities, policy }: Pick<ActivationFacts, 'requestor' | 'eligibilities' | 'policy'>,
  by: By,
  now: Instant,
): Promise<ActivationOutcome> {
  const record = recorderFor(ids, now, by);
  const about = aboutRequest(request);
  const asked = record({ ...about, activity: activity.activationRequested, resultReason: request.justification });
  const submitted = eventOf(ids, now, request, { type: 'request.submitted' });
  if (request.stages.length > 0) {
    await tx.requests.insert(request);
    await tx.audit.append(asked);
    await tx.outbox.append(submitted);
    return ok({ requestId: request.id });
  }
  const newScheduleId = scheduleId(ids.next());
  const provisioning = decideProvisioning(request, { requestor, eligibilities, policy, newScheduleId }, now);
  if (!provisioning.ok) return refuse(provisioning.refusal); // decideActivation has seen the same facts
  const { request: begun, schedule } = provisioning.value;
  await tx.requests.insert(begun);
  await tx.schedules.insert(schedule);
  if (schedule.activatedUsing) await tx.schedules.holdOn(schedule.activatedUsing);
  await tx.audit.append(asked);
  await tx.outbox.append(submitted, ...dueEvents(ids, now, begun, schedule));
  return ok({ requestId: begun.id });
}

async function refused(
  tx: Transaction,
  { ids }: RequestActivationDeps,
  role: Role,
  by: By,
  now: Instant,
  refusal: ActivationRefusal,
): Promise<ActivationOutcome> {
  const entry = { subject: by.actor, role, activity: activity.activationRequested, resultReason: refusal.code };
  await tx.audit.append(recorderFor(ids, now, by)({ ...entry, result: 'failure', after: refusal }));
  return refuse(refusal);
}
