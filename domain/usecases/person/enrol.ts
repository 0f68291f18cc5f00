import { activity } from '../../audit/activity.js';
import type { AuthenticatorsChanged } from '../../domain-event.js';
import { eventId } from '../../ids.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { withChallenge } from '../../proof/authenticators.js';
import { decideEnrolment, type Enrolment, type Standing } from '../../proof/decide-enrolment.js';
import type { EnrolmentRefusal } from '../../proof/proof-refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Duration, Instant } from '../../time.js';
import { type By, recorderFor } from '../common/recording.js';

export type EnrolDeps = {
  store: Pick<Store, 'transaction'>;
  clock: Clock;
  ids: Ids;
  /** How long a proof counts. */
  proofFreshness: Duration;
};

/**
 * What a change is called in the audit log, and what its owner is told of, so that they hear of what somebody else has
 * done in their name (ASVS 5.0, 6.3.7). To begin to set up an app changes nothing yet.
 */
const changes: Partial<Record<Enrolment['do'], { activity: string; what: AuthenticatorsChanged['what'] }>> = {
  'add-passkey': { activity: activity.passkeyAdded, what: 'passkey-added' },
  'finish-code-app': { activity: activity.codeAppAdded, what: 'app-added' },
  'make-recovery-codes': { activity: activity.recoveryCodesMade, what: 'codes-made' },
  'remove-passkey': { activity: activity.passkeyRemoved, what: 'passkey-removed' },
  'remove-code-app': { activity: activity.codeAppRemoved, what: 'app-removed' },
};

/**
 * Changes with what the actor proves who they are. `standing`: what their session says of them. Returns the refusal
 * where it may not be or cannot be, which is in the audit log like the change itself. Its owner is told of a change.
 */
export const enrol =
  ({ store, clock, ids, proofFreshness: freshness }: EnrolDeps) =>
  (input: Enrolment, standing: Standing, by: By): Promise<Result<undefined, EnrolmentRefusal>> =>
    store.transaction(async (tx) => {
      const now = clock.now();
      const decision = decideEnrolment(await tx.authenticators.of(by.actor), input, { standing, freshness }, now);
      if (decision.ok) await tx.authenticators.save(decision.value);
      const change = changeOf(input, decision.ok);
      if (change) await recordChange(tx, { ids, now, by }, change, input, decision);
      return decision.ok ? ok(undefined) : refuse(decision.refusal);
    });

/** What to log a change as. A refused beginning is logged too: it may be an attempt in a stolen session. */
const changeOf = ({ do: what }: Enrolment, isDone: boolean) =>
  what === 'begin-code-app' && !isDone ? changes['finish-code-app'] : changes[what];

async function recordChange(
  tx: Transaction,
  { ids, now, by }: { ids: Ids; now: Instant; by: By },
  { activity: name, what }: { activity: string; what: AuthenticatorsChanged['what'] },
  input: Enrolment,
  decision: Result<unknown, EnrolmentRefusal>,
): Promise<void> {
  const { actor, correlationId } = by;
  const outcome = decision.ok
    ? { resultReason: '', after: detailsOf(input) }
    : { result: 'failure' as const, resultReason: decision.refusal.code };
  await tx.audit.append(recorderFor(ids, now, by)({ activity: name, subject: actor, ...outcome }));
  if (!decision.ok) return;
  const told = { type: 'authenticators.changed', what, principalId: actor, changedBy: actor } as const;
  await tx.outbox.append({ ...told, id: eventId(ids.next()), at: now, correlationId });
}

/** Never a seed, a key or a code. */
function detailsOf(input: Enrolment) {
  switch (input.do) {
    case 'add-passkey':
      return { passkey: input.passkey.id, name: input.passkey.name };
    case 'remove-passkey':
      return { passkey: input.id };
    default:
      return {};
  }
}

/** Keeps a challenge for a passkey of the actor's, which may be answered once, soon, for this purpose. */
export const keepChallenge =
  ({ store, clock }: Pick<EnrolDeps, 'store' | 'clock'>) =>
  (challenge: string, purpose: string, { actor }: Pick<By, 'actor'>): Promise<void> =>
    store.transaction(async (tx) => {
      await tx.authenticators.save(withChallenge(await tx.authenticators.of(actor), challenge, purpose, clock.now()));
    });
