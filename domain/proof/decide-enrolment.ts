import type { EnrolmentRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, type Instant, minutes } from '../time.js';
import { type Authenticators, hasAuthenticator, type Passkey, takeChallenge } from './authenticators.js';
import { isFresh } from './proofs.js';

const mostPasskeys = 10;
const setUpWithin = minutes(10);
/** Whoever sets up their first proof has nothing to prove it with: a sign-in as young as this stands for it. */
const firstAfterSignIn = minutes(5);

/** What a session says of whoever wants to change with what they prove who they are. */
export type Standing = { signedInAt: Instant; provenAt?: Instant | undefined };

/** One change to somebody's authenticators. */
export type Enrolment =
  | { do: 'add-passkey'; passkey: Passkey; challenge: string; purpose: string }
  | { do: 'begin-code-app'; sealedSeed: string }
  /** `step`: of which 30 s the code was; undefined where it was wrong. */
  | { do: 'finish-code-app'; step: number | undefined }
  | { do: 'make-recovery-codes'; hashes: readonly string[] }
  | { do: 'remove-passkey'; id: string }
  | { do: 'remove-code-app' };

export type EnrolmentTerms = { standing: Standing; freshness: Duration };

/**
 * Whether somebody may change with what they prove who they are: with a fresh proof, or, while they have nothing to
 * prove it with, with a fresh sign-in. Undefined where they may.
 */
export function mayEnrol(
  present: Authenticators,
  { standing: { signedInAt, provenAt }, freshness }: EnrolmentTerms,
  now: Instant,
): EnrolmentRefusal | undefined {
  if (!hasAuthenticator(present)) {
    return isFresh({ at: signedInAt }, firstAfterSignIn, now) ? undefined : { code: 'SIGN_IN_TOO_OLD' };
  }
  return provenAt !== undefined && isFresh({ at: provenAt }, freshness, now)
    ? undefined
    : { code: 'FRESH_PROOF_REQUIRED' };
}

/** Decides one change to somebody's authenticators; returns them as they are then. */
export function decideEnrolment(
  present: Authenticators,
  wish: Enrolment,
  terms: EnrolmentTerms,
  now: Instant,
): Result<Authenticators, EnrolmentRefusal> {
  // Setting an app up was begun under the same terms, a few minutes ago.
  const refusal = wish.do === 'finish-code-app' ? undefined : mayEnrol(present, terms, now);
  if (refusal) return refuse(refusal);
  switch (wish.do) {
    case 'add-passkey':
      return addPasskey(present, wish, now);
    case 'begin-code-app':
      return ok({
        ...present,
        newCodeApp: { sealedSeed: wish.sealedSeed, expiresAt: after(now, setUpWithin) },
      });
    case 'finish-code-app':
      return finishCodeApp(present, wish.step, now);
    case 'make-recovery-codes':
      // On their own they would be the only thing between a stolen sheet of paper and a role.
      if (!hasAuthenticator(present)) return refuse({ code: 'NOTHING_TO_RECOVER' });
      return ok({ ...present, recoveryCodes: wish.hashes });
    case 'remove-passkey':
      return present.passkeys.some(({ id }) => id === wish.id)
        ? ok(withoutOrphans({ ...present, passkeys: present.passkeys.filter(({ id }) => id !== wish.id) }))
        : refuse({ code: 'NO_SUCH_AUTHENTICATOR' });
    case 'remove-code-app': {
      const { codeApp, ...rest } = present;
      return codeApp ? ok(withoutOrphans(rest)) : refuse({ code: 'NO_SUCH_AUTHENTICATOR' });
    }
  }
}

function addPasskey(
  present: Authenticators,
  { passkey, challenge, purpose }: Extract<Enrolment, { do: 'add-passkey' }>,
  now: Instant,
): Result<Authenticators, EnrolmentRefusal> {
  const { after: left, isOpen } = takeChallenge(present, { value: challenge, purpose }, now);
  if (!isOpen) return refuse({ code: 'CHALLENGE_OVER' });
  if (left.passkeys.some(({ id }) => id === passkey.id)) return refuse({ code: 'PASSKEY_KNOWN' });
  if (left.passkeys.length >= mostPasskeys) return refuse({ code: 'TOO_MANY_PASSKEYS', most: mostPasskeys });
  return ok({ ...left, passkeys: [...left.passkeys, passkey] });
}

function finishCodeApp(
  { newCodeApp, ...present }: Authenticators,
  step: number | undefined,
  now: Instant,
): Result<Authenticators, EnrolmentRefusal> {
  if (!newCodeApp || newCodeApp.expiresAt <= now) return refuse({ code: 'SET_UP_OVER' });
  if (step === undefined) return refuse({ code: 'FIRST_CODE_WRONG' });
  return ok({ ...present, codeApp: { sealedSeed: newCodeApp.sealedSeed, addedAt: now, lastStep: step } });
}

/** Recovery codes stand in for something; once nothing is left, they go too. */
const withoutOrphans = (present: Authenticators): Authenticators =>
  hasAuthenticator(present) ? present : { ...present, recoveryCodes: [] };
