import { begin } from '../approval/decide-review.js';
import type { Stage } from '../approval/stage.js';
import { decideProvisioning } from '../assignment/decide-provisioning.js';
import type { ScheduleRequest } from '../assignment/schedule-request.js';
import { activity } from '../audit/activity.js';
import { requestId, scheduleId } from '../ids.js';
import {
  type ActivationAsk,
  type ActivationFacts,
  type ActivationPlan,
  type ActivationSettings,
  decideActivation,
  type Proofs,
} from '../policy/decide-activation.js';
import type { Directory } from '../ports/directory.js';
import type { Reads, Store, Transaction } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import type { ActivationRefusal, ProvisioningRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';
import { approversByStage, eligibilitiesFor, type GroupIds, groupsThatMatter, personOf } from './reach.js';
import { aboutRequest, type By, dueEvents, eventOf, recorderFor } from './recording.js';
import { readAgainWhenStale, StaleFacts } from './stale-facts.js';

export type RequestActivationDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  settings: ActivationSettings;
};

export type ActivationOutcome = Result<{ requestId: ScheduleRequest['id'] }, ActivationRefusal | ProvisioningRefusal>;

/**
 * Asks for a role the actor is eligible for. Takes the role at its exact scope and what is asked; returns the id of
 * the stored request, whose status says what it waits for, or the refusal, which leaves nothing but its audit event.
 */
export const requestActivation =
  (deps: RequestActivationDeps) =>
  (role: Role, ask: ActivationAsk, proofs: Proofs, by: By): Promise<ActivationOutcome> =>
    readAgainWhenStale(async () => {
      const gathered = await gather(deps, role, by);
      return deps.store.transaction(async (tx) => {
        const now = deps.clock.now();
        const facts = await complete(tx, deps, role, proofs, by, gathered);
        const decision = decideActivation(ask, facts, now);
        if (!decision.ok) return refused(tx, deps, role, by, now, decision.refusal);
        return stored(tx, deps, draft(deps, role, ask, by, decision.value, now), facts, by, now);
      }, by.commandId);
    });

type Gathered = Pick<ActivationFacts, 'requestor' | 'policy' | 'approvers'> & { groupIds: GroupIds };

/** What only the directory knows; it may be far away, so it is asked before the transaction. */
async function gather(
  { store, directory, clock }: RequestActivationDeps,
  role: Role,
  { actor }: By,
): Promise<Gathered> {
  const policy = await store.read.policies.of(role);
  const { isApprovalRequired, stages } = policy.rules.Approval_EndUser_Assignment;
  const reach = { directory, reads: store.read, now: clock.now() };
  const [requestor, groupIds, approvers] = await Promise.all([
    personOf(directory, actor),
    groupsThatMatter(reach, role, actor),
    isApprovalRequired ? approversByStage(reach, role, stages) : [],
  ]);
  return { requestor, policy, approvers, groupIds };
}

async function complete(
  reads: Reads,
  { settings, clock }: RequestActivationDeps,
  role: Role,
  proofs: Proofs,
  { actor }: By,
  { requestor, policy, approvers, groupIds }: Gathered,
): Promise<ActivationFacts> {
  const access = { principalId: actor, role };
  const present = await reads.policies.of(role);
  if (present.version !== policy.version) throw new StaleFacts('policy');
  return {
    requestor,
    policy,
    approvers,
    proofs,
    settings,
    eligibilities: await eligibilitiesFor(reads, role, actor, groupIds, clock.now()),
    schedules: await reads.schedules.ofAccess(access),
    openRequest: await reads.requests.open(access, 'assignment'),
  };
}

function draft(
  { ids }: RequestActivationDeps,
  role: Role,
  { justification, ticketInfo, scheduleInfo }: ActivationAsk,
  { actor, correlationId }: By,
  { eligibility, stages: asked }: ActivationPlan,
  now: Instant,
): ScheduleRequest {
  const stages = asked.map((asks, stageId): Stage => ({ stageId, status: 'Initializing', asks, reviews: [] }));
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
    scheduleInfo,
    activatedUsing: eligibility.id,
    stages: stages.map((stage) => (stage.stageId === 0 ? begin(stage, now) : stage)),
    createdBy: actor,
    createdDateTime: now,
    correlationId,
  };
}

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
