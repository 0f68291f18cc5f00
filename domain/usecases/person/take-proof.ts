import { activity } from '../../audit/activity.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type Attempt, decideProof } from '../../proof/decide-proof.js';
import type { ProofRefusal } from '../../proof/proof-refusal.js';
import type { Proof } from '../../proof/proofs.js';
import type { Result } from '../../result.js';
import { type By, recorderFor } from '../common/recording.js';

export type TakeProofDeps = { store: Pick<Store, 'transaction'>; clock: Clock; ids: Ids };

/**
 * Takes an attempt of the actor to prove who they are. `about`: what the proof is for, for the audit log. Returns the
 * proof, or the refusal; either is in the audit log, and what is used up or counted is so permanently.
 */
export const takeProof =
  ({ store, clock, ids }: TakeProofDeps) =>
  (attempt: Attempt, about: string, by: By): Promise<Result<Proof, ProofRefusal>> =>
    store.transaction(async (tx) => {
      const now = clock.now();
      const { after, outcome } = decideProof(await tx.authenticators.of(by.actor), attempt, now);
      await tx.authenticators.save(after);
      const how = { by: attempt.by, about };
      const told = outcome.ok
        ? { resultReason: '', after: how }
        : { result: 'failure' as const, resultReason: outcome.refusal.code, after: { ...how, ...outcome.refusal } };
      const record = recorderFor(ids, now, by);
      await tx.audit.append(record({ activity: activity.identityProven, subject: by.actor, ...told }));
      return outcome;
    });
