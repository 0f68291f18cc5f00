import {
  decideExtensionApproval,
  type ExtensionDecision,
  type ExtensionOutcome,
} from '../../assignment/decide-extension-approval.js';
import type { ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { RequestId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import { onceProven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { ApprovalRefusal, AssignmentRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import {
  type AdministerDeps,
  completeAssignment,
  type GatheredAssignment,
  gatherAssignment,
  givenOnce,
  givenStatus,
  scheduleOf,
} from '../assignment/assignment-facts.js';
import { move, timesOf } from '../assignment/change-assignment.js';
import { endSchedule } from '../common/ending.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { aboutRequest, type By, dueEvents, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

export type ExtensionDecided = Result<{ outcome: 'approved' | 'denied' }, ApprovalRefusal | AssignmentRefusal>;

/**
 * Answers, as an administrator of the role, a request to extend or renew: denies it, or agrees and carries it out,
 * with another start, end or type where they say so. Who may is read now. Returns what came of it, or the refusal,
 * which changes nothing and is in the audit log.
 */
export const decideExtension =
  (deps: AdministerDeps) =>
  (id: RequestId, words: ExtensionDecision, proofs: Proofs, by: By): Promise<ExtensionDecided> => {
    const count = headcount(deps.directory, 'fail');
    return readAgainWhenStale(async () => {
      const known = await deps.store.read.requests.get(id);
      if (!known) return refuse({ code: 'REQUEST_NOT_FOUND' });
      const gathered = await gatherAssignment(deps, known, by.actor);
      await count.learn();
      const press = { words, proofs, by, now: deps.clock.now() };
      return deps.store.transaction((tx) => decide(tx, deps, { id, gathered, count }, press), by.commandId);
    });
  };

type Press = { words: ExtensionDecision; proofs: Proofs; by: By; now: Instant };
type About = { id: RequestId; gathered: GatheredAssignment; count: Headcount };

async function decide(
  tx: Transaction,
  deps: AdministerDeps,
  { id, gathered, count }: About,
  { words, proofs, by, now }: Press,
): Promise<ExtensionDecided> {
  const request = await tx.requests.get(id);
  if (!request) return refuse({ code: 'REQUEST_NOT_FOUND' });
  const { principalId, role } = request;
  const context = { access: { principalId, role }, proofs, settings: deps.settings };
  const facts = await completeAssignment(tx, gathered, context, now);
  const decision = decideExtensionApproval(request, { ...words, reviewedBy: by.actor }, facts, now);
  const ending = decision.ok && decision.value.kind === 'given' ? decision.value.ending : undefined;
  const guard = ending && (await count.decide(tx, ending, now));
  const act = { act: 'agree-to-extension', isPowerful: gathered.isPowerful } as const;
  const answer = guard
    ? refuse(guard)
    : decision.ok && decision.value.kind === 'denied'
      ? decision
      : onceProven(decision, act, proofs, deps.administration);
  if (answer.ok) return carryOut(tx, deps, answer.value, { words, by, now, count });
  const entry = { ...aboutRequest(request), activity: activityOf(words), resultReason: answer.refusal.code };
  await tx.audit.append(recorderFor(deps.ids, now, by)({ ...entry, result: 'failure' }));
  return answer;
}

const activityOf = ({ reviewResult }: ExtensionDecision) =>
  reviewResult === 'Approve' ? activity.extensionApproved : activity.extensionDenied;

async function carryOut(
  tx: Transaction,
  deps: AdministerDeps,
  outcome: ExtensionOutcome,
  { words, by, now, count }: Omit<Press, 'proofs'> & { count: Headcount },
): Promise<ExtensionDecided> {
  const { ids } = deps;
  const record = recorderFor(ids, now, by);
  const entry = { ...aboutRequest(outcome.request), activity: activityOf(words), resultReason: words.justification };
  if (outcome.kind === 'denied') {
    await tx.requests.save(outcome.request);
    await tx.audit.append(record(entry));
    await tx.outbox.append(eventOf(ids, now, outcome.request, { type: 'request.denied' }));
    return ok({ outcome: 'denied' });
  }
  const { request, scheduleId, times } =
    outcome.kind === 'moved'
      ? await moved(tx, deps, outcome, { by, now, count })
      : await given(tx, deps, outcome, { by, now, count, justification: words.justification });
  await tx.requests.save(request);
  await tx.audit.append(record({ ...entry, scheduleId, ...times }));
  const approved = eventOf(ids, now, request, { type: 'request.approved' });
  await tx.outbox.append(approved, eventOf(ids, now, request, { type: 'schedule.changed', scheduleId }));
  return ok({ outcome: 'approved' });
}

async function moved(
  tx: Transaction,
  deps: AdministerDeps,
  { request, before, after }: Extract<ExtensionOutcome, { kind: 'moved' }>,
  act: { by: By; now: Instant; count: Headcount },
) {
  const schedule = await move(tx, deps, { before, after, request }, act);
  return { request, scheduleId: schedule.id, times: { before: timesOf(before), after: timesOf(schedule) } };
}

async function given(
  tx: Transaction,
  { ids }: AdministerDeps,
  { request, terms, ending }: Extract<ExtensionOutcome, { kind: 'given' }>,
  { by, now, count, justification }: { by: By; now: Instant; count: Headcount; justification: string },
) {
  const status = givenStatus(request.level, terms, now);
  const agreed: ScheduleRequest = {
    ...request,
    status,
    completedDateTime: status === 'Provisioned' ? now : undefined,
  };
  const schedule = scheduleOf(ids, agreed, request.level, terms, now);
  if (ending) {
    const cancellation = { canceledBy: by.actor, justification };
    const ender = { ids, now, count, record: recorderFor(ids, now, by) };
    await endSchedule(tx, ender, ending, { justification, cancellation, except: request.id });
  }
  await tx.guards.change(givenOnce(schedule));
  await tx.schedules.insert(schedule);
  await tx.outbox.append(...dueEvents(ids, now, agreed, schedule));
  const before = ending && { level: ending.level, ...timesOf(ending) };
  return {
    request: agreed,
    scheduleId: schedule.id,
    times: { ...(before && { before }), after: { level: schedule.level, ...timesOf(schedule) } },
  };
}
