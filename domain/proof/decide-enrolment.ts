import { ok, type Result, refuse } from '../result.js';
import { after, type Duration, type Instant, minutes } from '../time.js';
import { type Authenticators, hasAuthenticator, type Passkey, takeChallenge } from './authenticators.js';
import type { EnrolmentRefusal } from './proof-refusal.js';
import { isFresh } from './proofs.js';

const mostPasskeys = 10;
const setUpWithin = minutes(10);
/** What a sign-in is repeated for before the first authenticator. Such a proof counts for nothing else. */
export const firstAuthenticator = 'first-authenticator';

/**
 * What a sign-in session says of the person who changes their authenticators. `askedAgainAt`: when the identity provider
 * last made them sign in again for their first authenticator, by its own clock (`auth_time`), not by ours.
 */
export type Standing = { sessionId: string; askedAgainAt?: Instant | undefined; provenAt?: Instant | undefined };

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
 * Whether somebody may change with what they prove who they are: with a fresh proof, or, while they have no
 * authenticator, only shortly after the identity provider made them sign in again, or in the session that took an
 * administrator's pass. Undefined where they may.
 */
export function mayEnrol(
  present: Authenticators,
  { standing: { sessionId, askedAgainAt, provenAt }, freshness }: EnrolmentTerms,
  now: Instant,
): EnrolmentRefusal | undefined {
  const isFirst = !hasAuthenticator(present);
  const { passedIn } = present;
  if (isFirst && passedIn?.sessionId === sessionId && now < passedIn.until) return undefined;
  const at = isFirst ? askedAgainAt : provenAt;
  if (at !== undefined && isFresh({ at }, freshness, now)) return undefined;
  return { code: isFirst ? 'SIGN_IN_TOO_OLD' : 'FRESH_PROOF_REQUIRED' };
}

/** Decides one change to somebody's authenticators; returns them as they are then. */
export function decideEnrolment(
  present: Authenticators,
  input: Enrolment,
  terms: EnrolmentTerms,
  now: Instant,
): Result<Authenticators, EnrolmentRefusal> {
  // The session that finishes an app began it under the same terms, a few minutes ago.
  const refusal = input.do === 'finish-code-app' ? undefined : mayEnrol(present, terms, now);
  if (refusal) return refuse(refusal);
  switch (input.do) {
    case 'add-passkey':
      return addPasskey(present, input, now);
    case 'begin-code-app':
      return ok({
        ...present,
        newCodeApp: {
          sealedSeed: input.sealedSeed,
          expiresAt: after(now, setUpWithin),
          sessionId: terms.standing.sessionId,
        },
      });
    case 'finish-code-app':
      return finishCodeApp(present, input.step, terms.standing, now);
    case 'make-recovery-codes':
      // On their own they would be the only thing between a stolen sheet of paper and a role.
      if (!hasAuthenticator(present)) return refuse({ code: 'NOTHING_TO_RECOVER' });
      return ok({ ...present, recoveryCodes: input.hashes });
    case 'remove-passkey':
      return present.passkeys.some(({ id }) => id === input.id)
        ? ok(withoutOrphans({ ...present, passkeys: present.passkeys.filter(({ id }) => id !== input.id) }))
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
  return ok(withoutPass({ ...left, passkeys: [...left.passkeys, passkey] }));
}

function finishCodeApp(
  { newCodeApp, ...present }: Authenticators,
  step: number | undefined,
  { sessionId }: Standing,
  now: Instant,
): Result<Authenticators, EnrolmentRefusal> {
  if (!newCodeApp || newCodeApp.expiresAt <= now) return refuse({ code: 'SET_UP_OVER' });
  if (newCodeApp.sessionId !== sessionId) return refuse({ code: 'SET_UP_ELSEWHERE' });
  if (step === undefined) return refuse({ code: 'FIRST_CODE_WRONG' });
  return ok(withoutPass({ ...present, codeApp: { sealedSeed: newCodeApp.sealedSeed, addedAt: now, lastStep: step } }));
}

/** A pass is for the first passkey or app alone. */
const withoutPass = ({ pass: _pass, passedIn: _passedIn, ...rest }: Authenticators): Authenticators => rest;

/** Recovery codes stand in for something; once nothing is left, they go too. */
const withoutOrphans = (present: Authenticators): Authenticators =>
  hasAuthenticator(present) ? present : { ...present, recoveryCodes: [] };
