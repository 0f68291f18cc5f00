import { activity } from '../../audit/activity.js';
import { eventId, type PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { hasAuthenticator, noAuthenticators } from '../../proof/authenticators.js';
import type { Proofs } from '../../proof/proofs.js';
import type { ResetRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { type By, recorderFor } from '../common/recording.js';
import { directoryAdministration } from '../upkeep/resolve-dead-letters.js';

export type ResetAuthenticatorsDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids };

/**
 * Takes away everything somebody proves who they are with, so that they can set it up again. For those who manage the
 * roles of the directory, with a fresh proof of their own, and never for oneself. Every session of the person is over
 * from then on: by the same write, so that no crash leaves one. The person is told. Returns the refusal, which is on
 * record, where it is not done.
 */
export const resetAuthenticators =
  ({ store, directory, clock, ids }: ResetAuthenticatorsDeps) =>
  async (subject: PrincipalId, proofs: Proofs, by: By): Promise<Result<undefined, ResetRefusal>> => {
    const [authority, person] = await Promise.all([
      gatherAuthority(directory, directoryAdministration, by.actor),
      directory.principal(subject),
    ]);
    return store.transaction(async (tx) => {
      const now = clock.now();
      const record = recorderFor(ids, now, by);
      const entry = { activity: activity.authenticatorsReset, subject };
      const isPerson = person?.type === 'user';
      const isAllowed = await isPermitted(tx, 'manage', authority, now);
      const refusal = await refusalOf(tx, { subject, isPerson, isAllowed, proofs, by });
      if (refusal) {
        await tx.audit.append(record({ ...entry, result: 'failure', resultReason: refusal.code }));
        return refuse(refusal);
      }
      const { version } = await tx.authenticators.of(subject);
      await tx.authenticators.save({ ...noAuthenticators(subject), version, resetAt: now });
      await tx.audit.append(
        record({ ...entry, resultReason: '' }),
        record({ activity: activity.sessionsEnded, subject, resultReason: 'AUTHENTICATORS_RESET' }),
      );
      const told = {
        type: 'authenticators.changed',
        what: 'reset',
        principalId: subject,
        changedBy: by.actor,
      } as const;
      await tx.outbox.append({ ...told, id: eventId(ids.next()), at: now, correlationId: by.correlationId });
      return ok(undefined);
    }, by.commandId);
  };

type ResetInput = {
  subject: PrincipalId;
  isPerson: boolean;
  isAllowed: boolean;
  proofs: Proofs;
  by: By;
};

async function refusalOf(
  tx: Transaction,
  { subject, isPerson, isAllowed, proofs, by }: ResetInput,
): Promise<ResetRefusal | undefined> {
  if (!isAllowed) return { code: 'RESET_NOT_PERMITTED' };
  if (!isPerson) return { code: 'PRINCIPAL_NOT_FOUND' };
  if (subject === by.actor) return { code: 'RESET_OWN' };
  const present = await tx.authenticators.of(subject);
  if (!hasAuthenticator(present)) return { code: 'NOTHING_TO_RESET' };
  return proofs.multiFactor ? undefined : { code: 'RESET_PROOF_REQUIRED' };
}
