import { presentStage } from '../../approval/approvers.js';
import { type ApprovalOutcome, type DecisionAsk, decideApproval } from '../../approval/decide-approval.js';
import type { ActivationSettings } from '../../assignment/decide-activation.js';
import { governingRole, type ScheduleRequest, stageInProgress } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { PrincipalId, RequestId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { Proofs } from '../../proof/proofs.js';
import type { ApprovalRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { approversNow } from '../common/reach.js';
import { aboutRequest, type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { type BeginningFacts, beginApproved, beginningFacts } from './begin-approved.js';

export type DecideRequestDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  settings: Pick<ActivationSettings, 'minimumDuration'>;
};

/** `failed`: it was approved, and could not begin: the request says why. */
export type DecidedOutcome = Result<{ outcome: ApprovalOutcome | 'failed' }, ApprovalRefusal>;

/** What a approver says; who they are comes with `by`, from the platform's verified identity. */
export type DecisionWords = Omit<DecisionAsk, 'reviewedBy'>;

/**
 * Approves or denies a request. Who may approve, the requestor's eligibility and the policy are all read now, not when
 * the card was drawn. Takes the stage and revision the approver saw; returns what the decision made of the request, or
 * the refusal, which changes nothing and is in the audit log.
 */
export const decideRequest =
  (deps: DecideRequestDeps) =>
  (id: RequestId, words: DecisionWords, proofs: Proofs, by: By): Promise<DecidedOutcome> =>
    readAgainWhenStale(async () => {
      const facts = await gather(deps, id);
      return deps.store.transaction(
        (tx) => decide(tx, deps, id, facts, { words, proofs, by, now: deps.clock.now() }),
        by.commandId,
      );
    });

type Press = { words: DecisionWords; proofs: Proofs; by: By; now: Instant };

async function decide(
  tx: Transaction,
  deps: DecideRequestDeps,
  id: RequestId,
  facts: Facts | undefined,
  press: Press,
): Promise<DecidedOutcome> {
  const request = await tx.requests.get(id);
  if (!request || !facts) return refuse({ code: 'REQUEST_NOT_FOUND' });
  const policy = await tx.policies.of(governingRole(request));
  const isOtherStage = awaitingDecision(request) !== facts.awaitingDecision;
  if (awaitingDecision(request) && (isOtherStage || policy.version !== facts.policy.version)) {
    throw new StaleFacts('the stage under review or the policy');
  }
  const { words, proofs, by, now } = press;
  const { minimumDuration } = deps.settings;
  const { approvers } = facts;
  const stage = stageInProgress(request);
  const asked = { approvers, minimumDuration, proofs, present: stage && presentStage(policy, stage) };
  const decision = decideApproval(request, { ...words, reviewedBy: by.actor }, asked, now);
  if (decision.ok) return decided(tx, deps, { ...decision.value, before: request }, facts, press);
  const { code } = decision.refusal;
  const entry = { ...aboutRequest(request), activity: activityOf(words.reviewResult), resultReason: code };
  await tx.audit.append(recorderFor(deps.ids, now, by)({ ...entry, result: 'failure' }));
  return refuse(decision.refusal);
}

const activityOf = (reviewResult: DecisionAsk['reviewResult']) =>
  reviewResult === 'Approve' ? activity.requestApproved : activity.requestDenied;

/** Names the stage being decided, and whom it asks; co-approvers' decisions on it make no difference to that. */
function awaitingDecision(request: ScheduleRequest): string | undefined {
  const stage = request.status === 'PendingApproval' ? stageInProgress(request) : undefined;
  return stage && `${stage.stageId}${stage.isEscalated ? ' escalated' : ''}`;
}

type Facts = BeginningFacts & {
  awaitingDecision: string | undefined;
  approvers: ReadonlySet<PrincipalId>;
};

async function gather({ store, directory, clock }: DecideRequestDeps, id: RequestId): Promise<Facts | undefined> {
  const request = await store.read.requests.get(id);
  if (!request) return undefined;
  const policy = await store.read.policies.of(governingRole(request));
  const reach = { directory, reads: store.read, now: clock.now() };
  const [approvers, beginning] = await Promise.all([
    approversNow(reach, request, policy),
    beginningFacts(reach, request, policy),
  ]);
  return { ...beginning, awaitingDecision: awaitingDecision(request), approvers };
}

const happenedTo = {
  'next-stage': 'request.stage-advanced',
  waiting: 'request.stage-advanced',
  denied: 'request.denied',
} as const;

async function decided(
  tx: Transaction,
  deps: DecideRequestDeps,
  { before, request, outcome }: { before: ScheduleRequest; request: ScheduleRequest; outcome: ApprovalOutcome },
  facts: Facts,
  { words, by, now }: Press,
): Promise<DecidedOutcome> {
  const record = recorderFor(deps.ids, now, by);
  const entry = {
    ...aboutRequest(request),
    activity: activityOf(words.reviewResult),
    resultReason: words.justification,
  };
  const isShortened = words.duration !== undefined;
  const termsOf = ({ scheduleInfo }: ScheduleRequest) => (isShortened ? { expiration: scheduleInfo.expiration } : {});
  const change = { ...(isShortened && { before: termsOf(before) }), after: { outcome, ...termsOf(request) } };
  await tx.audit.append(record({ ...entry, ...change }));
  if (outcome === 'approved') {
    return ok({ outcome: await beginApproved(tx, { ids: deps.ids, now, record }, request, facts) });
  }
  await tx.requests.save(request);
  await tx.outbox.append(eventOf(deps.ids, now, request, { type: happenedTo[outcome] }));
  return ok({ outcome });
}
