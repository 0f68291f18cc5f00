import {
  type ActivationAsk,
  type ActivationFacts,
  type ActivationSettings,
  bestEligibility,
  startOf,
} from '../../assignment/decide-activation.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Reads, Store } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import type { Proofs } from '../../proof/proofs.js';
import { policyKey, type Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import {
  approversByStage,
  eligibilitiesFor,
  personOf,
  type StageApprovers,
  type Standing,
  standingFor,
} from '../common/reach.js';

export type ActivationFactsDeps = {
  store: Pick<Store, 'read'>;
  directory: Directory;
  clock: Clock;
  settings: ActivationSettings;
};

/** Who asks for which role at its exact scope, and on what terms. */
type Activation = { role: Role; ask: ActivationAsk; proofs: Proofs; actor: PrincipalId };

/** What only the directory knows of an activation, and the policy that said whom to ask. */
export type Gathered = Pick<ActivationFacts, 'requestor' | 'policy'> & {
  standing: Standing;
  /** Who could decide each stage that the policy asks for. */
  asked: readonly StageApprovers[];
};

/** Asks what only the directory knows; it may be far away, so it is asked before any transaction. */
export async function gatherActivation(
  { store, directory, clock }: ActivationFactsDeps,
  activation: Activation,
): Promise<Gathered> {
  const { role, actor } = activation;
  const reach = { directory, reads: store.read, now: clock.now() };
  const terms = async () => {
    const standing = await standingFor(reach, role, actor);
    const eligibilities = await eligibilitiesFor(store.read, standing.rolesAround, actor, standing.groupIds, reach.now);
    const policy = await store.read.policies.of(governingOf(activation, standing, eligibilities, reach.now));
    const { isApprovalRequired, stages } = policy.rules.Approval_EndUser_Assignment;
    return { standing, policy, asked: isApprovalRequired ? await approversByStage(reach, role, stages) : [] };
  };
  const [requestor, gathered] = await Promise.all([personOf(directory, actor), terms()]);
  return { requestor, ...gathered };
}

/**
 * Completes what was gathered with what the reads say now: in a transaction, its snapshot. Throws StaleFacts where
 * other settings govern by now than those that said whom to ask.
 */
export async function completeActivation(
  reads: Reads,
  { settings }: Pick<ActivationFactsDeps, 'settings'>,
  activation: Activation,
  { requestor, policy, standing, asked }: Gathered,
  now: Instant,
): Promise<ActivationFacts> {
  const { role, proofs, actor } = activation;
  const { rolesAround, isScopeKnown, groupIds } = standing;
  const eligibilities = await eligibilitiesFor(reads, rolesAround, actor, groupIds, now);
  const governing = governingOf(activation, standing, eligibilities, now);
  const present = await reads.policies.of(governing);
  if (policyKey(governing) !== policy.key || present.version !== policy.version) throw new StaleFacts('policy');
  const access = { principalId: actor, role };
  return {
    requestor,
    policy,
    approvers: asked.map(({ primary, escalation }) => [...primary, ...escalation]),
    proofs,
    settings,
    rolesAround,
    isScopeKnown,
    eligibilities,
    schedules: await reads.schedules.ofAccess(access),
    openRequest: await reads.requests.open(access, 'assignment'),
  };
}

/** The role whose settings govern: where the eligibility stands that it would use, else as it is asked. */
function governingOf(
  { role, ask, actor }: Activation,
  { rolesAround }: Standing,
  eligibilities: ActivationFacts['eligibilities'],
  now: Instant,
): Role {
  const start = startOf(ask.scheduleInfo, now);
  return bestEligibility(eligibilities, actor, start, rolesAround)?.role ?? role;
}
