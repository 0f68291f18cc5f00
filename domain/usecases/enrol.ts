import { activity } from '../audit/activity.js';
import type { Store } from '../ports/store.js';
import type { Clock, Ids } from '../ports/system.js';
import { withChallenge } from '../proof/authenticators.js';
import { decideEnrolment, type Enrolment, type Standing } from '../proof/decide-enrolment.js';
import type { EnrolmentRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Duration } from '../time.js';
import { type By, type Entry, recorderFor } from './recording.js';

export type EnrolDeps = {
  store: Pick<Store, 'transaction'>;
  clock: Clock;
  ids: Ids;
  /** How long a proof counts. */
  proofFreshness: Duration;
};

const activityOf: Partial<Record<Enrolment['do'], string>> = {
  'add-passkey': activity.passkeyAdded,
  'finish-code-app': activity.codeAppAdded,
  'make-recovery-codes': activity.recoveryCodesMade,
  'remove-passkey': activity.passkeyRemoved,
  'remove-code-app': activity.codeAppRemoved,
};

/**
 * Changes with what the actor proves who they are. `standing`: what their session says of them. Returns the refusal
 * where it may not be or cannot be, which is on record like the change itself.
 */
export const enrol =
  ({ store, clock, ids, proofFreshness: freshness }: EnrolDeps) =>
  (wish: Enrolment, standing: Standing, by: By): Promise<Result<undefined, EnrolmentRefusal>> =>
    store.transaction(async (tx) => {
      const now = clock.now();
      const decision = decideEnrolment(await tx.authenticators.of(by.actor), wish, { standing, freshness }, now);
      if (decision.ok) await tx.authenticators.save(decision.value);
      const entries = entriesOf(wish, decision);
      const record = recorderFor(ids, now, by);
      await tx.audit.append(...entries.map((entry) => record({ ...entry, subject: by.actor })));
      return decision.ok ? ok(undefined) : refuse(decision.refusal);
    });

/** What goes on record, if anything: to begin to set up an app changes nothing yet. */
function entriesOf(wish: Enrolment, decision: Result<unknown, EnrolmentRefusal>): Omit<Entry, 'subject'>[] {
  const what = activityOf[wish.do];
  if (!what) return [];
  return decision.ok
    ? [{ activity: what, resultReason: '', after: detailsOf(wish) }]
    : [{ activity: what, result: 'failure', resultReason: decision.refusal.code }];
}

/** Never a seed, a key or a code. */
function detailsOf(wish: Enrolment) {
  switch (wish.do) {
    case 'add-passkey':
      return { passkey: wish.passkey.id, name: wish.passkey.name };
    case 'remove-passkey':
      return { passkey: wish.id };
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
