import {
  type ActivationAsk,
  type ActivationFacts,
  activationEnd,
  checkRules,
  decideActivation,
  type RuleCheck,
  startOf,
} from '../../assignment/decide-activation.js';
import type { Schedule } from '../../assignment/schedule.js';
import type { PrincipalId } from '../../ids.js';
import type { ApprovalStagePolicy, Policy } from '../../policy/policy.js';
import type { Proofs } from '../../proof/proofs.js';
import type { ActivationRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { type ActivationFactsDeps, completeActivation, type Gathered, gatherActivation } from './activation-facts.js';

/** What would come of an ask. Times hold for a beginning at `start`: with stages, no sooner than the last approval. */
export type ActivationPreview = {
  start: Instant;
  end: Instant;
  /** True where the eligibility ends sooner than what was asked, so that the activation would too. */
  isCapped: boolean;
  /** On what it would stand: its principal is the person, or the group through which it reaches them. */
  eligibility: Schedule;
  policy: Policy;
  rules: readonly RuleCheck[];
  /** Who would have to agree, in order; never the requestor. */
  stages: readonly {
    asks: ApprovalStagePolicy;
    primary: readonly PrincipalId[];
    escalation: readonly PrincipalId[];
  }[];
};

/** `rules`: how the ask stands to each rule of the policy, whatever else is in its way. */
export type PreviewRefusal = { refusal: ActivationRefusal; policy: Policy; rules: readonly RuleCheck[] };

/**
 * Says what asking for a role would come to, without asking: the facts and the decision are those of
 * `requestActivation`, and nothing is stored. Source: Microsoft Graph's `isValidationOnly`.
 */
export const previewActivation =
  (deps: ActivationFactsDeps) =>
  (
    role: Role,
    ask: ActivationAsk,
    proofs: Proofs,
    actor: PrincipalId,
  ): Promise<Result<ActivationPreview, PreviewRefusal>> =>
    readAgainWhenStale(async () => {
      const activation = { role, ask, proofs, actor };
      const gathered = await gatherActivation(deps, activation);
      const now = deps.clock.now();
      const facts = await completeActivation(deps.store.read, deps, activation, gathered, now);
      return foresee(ask, facts, gathered, now);
    });

function foresee(ask: ActivationAsk, facts: ActivationFacts, { asked }: Gathered, now: Instant) {
  const { expiration } = ask.scheduleInfo;
  const start = startOf(ask.scheduleInfo, now);
  const rules = checkRules(ask, facts, start);
  const decision = decideActivation(ask, facts, now);
  if (!decision.ok) return refuse({ refusal: decision.refusal, policy: facts.policy, rules });
  const { eligibility, stages } = decision.value;
  const others = (people: readonly PrincipalId[] = []) => people.filter((id) => id !== facts.requestor.principalId);
  const end = activationEnd(expiration, start, eligibility.endDateTime);
  return ok({
    start,
    end,
    isCapped: end < activationEnd(expiration, start, undefined),
    eligibility,
    policy: facts.policy,
    rules,
    stages: stages.map((asks, stage) => ({
      asks,
      primary: others(asked[stage]?.primary),
      escalation: others(asked[stage]?.escalation),
    })),
  });
}
