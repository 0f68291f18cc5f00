import { activity } from '../../audit/activity.js';
import type { AuthenticatorsChanged } from '../../domain-event.js';
import { eventId, type PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type AdministrationRule, onceProven } from '../../proof/administrative-act.js';
import type { Authenticators } from '../../proof/authenticators.js';
import { decideGivePass, decideShowPass, decideTakePass } from '../../proof/enrolment-pass.js';
import type { PassRefusal } from '../../proof/proof-refusal.js';
import type { Proofs } from '../../proof/proofs.js';
import type { Refusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { gatherAuthority, isPermitted } from '../common/authority.js';
import { personOf } from '../common/reach.js';
import { type By, recorderFor } from '../common/recording.js';
import { directoryAdministration } from '../upkeep/resolve-dead-letters.js';

export type PassDeps = {
  store: Pick<Store, 'transaction'>;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  administration?: AdministrationRule | undefined;
};

type MakingRefusal = Extract<
  Refusal,
  {
    code:
      | ('NOT_PERMITTED' | 'PRINCIPAL_NOT_FOUND' | 'ADMINISTRATION_UNPROVEN')
      | ('PASS_OWN' | 'PASS_NOT_NEEDED' | 'PASS_NOT_SHOWN');
  }
>;

/**
 * Makes a pass for a person who has nothing to prove who they are with, for those who administer the directory's roles,
 * with a fresh proof of their own, and never for themselves. It counts once, for an hour, and only from when it was shown
 * to who made it; an earlier one of the person's counts no more. The person and the administrators are told. Returns the
 * refusal, which is logged, where it isn't made.
 */
export const givePass =
  ({ store, directory, clock, ids, administration }: PassDeps) =>
  async (subject: PrincipalId, proofs: Proofs, by: By): Promise<Result<undefined, MakingRefusal>> => {
    const [authority, { isEnabledMember }] = await Promise.all([
      gatherAuthority(directory, directoryAdministration, by.actor),
      personOf(directory, subject),
    ]);
    return store.transaction(async (tx): Promise<Result<undefined, MakingRefusal>> => {
      const now = clock.now();
      const isAllowed = await isPermitted(tx, 'manage', authority, now);
      const terms = { isAllowed, isEnabledMember, madeBy: by.actor };
      const decided = decideMaking(await tx.authenticators.of(subject), terms, now);
      const decision = onceProven(decided, { act: 'give-pass' }, proofs, administration);
      if (decision.ok) await tx.authenticators.save(decision.value);
      await note(tx, { ids, now, by }, 'pass-made', subject, decision);
      return decision.ok ? ok(undefined) : decision;
    }, by.commandId);
  };

function decideMaking(
  present: Authenticators,
  { isAllowed, isEnabledMember, madeBy }: { isAllowed: boolean; isEnabledMember: boolean; madeBy: PrincipalId },
  now: Instant,
): Result<Authenticators, MakingRefusal> {
  if (!isAllowed) return refuse({ code: 'NOT_PERMITTED', permission: 'manage' });
  return isEnabledMember ? decideGivePass(present, madeBy, now) : refuse({ code: 'PRINCIPAL_NOT_FOUND' });
}

/**
 * Notes that who made a person's pass is shown it now, and by which hash it is known from now on. Returns the refusal
 * where it was shown already, is over, or is somebody else's to show.
 */
export const showPass =
  ({ store, clock }: Pick<PassDeps, 'store' | 'clock'>) =>
  (subject: PrincipalId, hash: string, { actor }: Pick<By, 'actor'>): Promise<Result<undefined, MakingRefusal>> =>
    store.transaction(async (tx): Promise<Result<undefined, MakingRefusal>> => {
      const decision = decideShowPass(await tx.authenticators.of(subject), { hash, by: actor }, clock.now());
      if (decision.ok) await tx.authenticators.save(decision.value);
      return decision.ok ? ok(undefined) : decision;
    });

/**
 * Takes the actor's pass for this sign-in session of theirs, which may then set up their first passkey or app. It is used
 * up by that, however many try at once. Returns the refusal; either is logged, and wrong ones are counted.
 */
export const takePass =
  ({ store, directory, clock, ids }: PassDeps) =>
  async (hash: string, sessionId: string, by: By): Promise<Result<undefined, PassRefusal>> => {
    const { isEnabledMember } = await personOf(directory, by.actor);
    return store.transaction(async (tx) => {
      const now = clock.now();
      const present = await tx.authenticators.of(by.actor);
      const { after, outcome } = isEnabledMember
        ? decideTakePass(present, { hash, sessionId }, now)
        : { after: present, outcome: refuse({ code: 'PASS_REFUSED' } as const) };
      await tx.authenticators.save(after);
      await note(tx, { ids, now, by }, 'pass-taken', by.actor, outcome);
      return outcome;
    });
  };

const activities = { 'pass-made': activity.passMade, 'pass-taken': activity.passTaken } as const;

async function note(
  tx: Transaction,
  { ids, now, by }: { ids: Ids; now: Instant; by: By },
  what: Extract<AuthenticatorsChanged['what'], keyof typeof activities>,
  subject: PrincipalId,
  outcome: Result<unknown, { code: string }>,
): Promise<void> {
  const entry = { activity: activities[what], subject };
  const how = outcome.ok ? { resultReason: '' } : { result: 'failure' as const, resultReason: outcome.refusal.code };
  await tx.audit.append(recorderFor(ids, now, by)({ ...entry, ...how }));
  if (!outcome.ok) return;
  const told = { type: 'authenticators.changed', what, principalId: subject, changedBy: by.actor } as const;
  await tx.outbox.append({ ...told, id: eventId(ids.next()), at: now, correlationId: by.correlationId });
}
