import type { RuleFailure } from '../refusal.js';
import { after, type Duration, type Instant } from '../time.js';

/** How somebody proved who they are beyond signing in; `demo`: by a press, where one can be anybody anyway. */
export type ProofMethod = 'passkey' | 'code' | 'recovery-code' | 'identity-provider' | 'demo';

/** A proof as it was given: how, when, and the authentication contexts that the identity provider vouched for. */
export type Proof = { by: ProofMethod; at: Instant; authenticationContexts: readonly string[] };

/** A proof that was given for one intent, and counts for no other: such as the approval of one request. */
export type BoundProof = Proof & { intent: string };

/** What whoever acts now has proven of themself, all of it fresh; also what an act asks to be proven. */
export type Proofs = { multiFactor: boolean; authenticationContexts: readonly string[] };

/** Nothing: all that chat, or being signed in, proves beyond who somebody is. */
export const noProofs: Proofs = { multiFactor: false, authenticationContexts: [] };

/** True for a proof that is less than `freshness` old at `now`, and not from the future. */
export const isFresh = (proof: Pick<Proof, 'at'>, freshness: Duration, now: Instant): boolean =>
  proof.at <= now && now < after(proof.at, freshness);

/**
 * What a proof is worth for an intent at `now`: nothing where it was given for another one, or is not fresh any more.
 * Every proof counts as a second factor: each is asked for on top of a sign-in, and at the moment of acting.
 */
export function proofsFor(intent: string, proof: BoundProof | undefined, freshness: Duration, now: Instant): Proofs {
  if (proof?.intent !== intent || !isFresh(proof, freshness, now)) return noProofs;
  return { multiFactor: true, authenticationContexts: proof.authenticationContexts };
}

/**
 * What would have to be proven so that none of these rules fails; undefined where a proof alone fixes nothing, because
 * some other rule fails as well.
 */
export function requiredProofs(failures: readonly RuleFailure[]): Proofs | undefined {
  const isMendable = ({ rule }: RuleFailure) => rule === 'MfaRule' || rule === 'AcrsRule';
  if (failures.length === 0 || !failures.every(isMendable)) return undefined;
  return {
    multiFactor: failures.some(({ rule }) => rule === 'MfaRule'),
    authenticationContexts: failures.flatMap((failure) => (failure.rule === 'AcrsRule' ? failure.claimValue : [])),
  };
}

/** True where these proofs are all that is wanted. */
export const areProven = (desired: Proofs, given: Proofs): boolean =>
  (given.multiFactor || !desired.multiFactor) &&
  desired.authenticationContexts.every((context) => given.authenticationContexts.includes(context));
