import { ok, type Result, refuse } from '../result.js';
import { after, type Instant, minutes } from '../time.js';
import { type Authenticators, takeChallenge } from './authenticators.js';
import type { ProofRefusal } from './proof-refusal.js';
import type { Proof } from './proofs.js';

/** So many wrong codes within `wrongFor`, and codes are taken no more until that is over. Source: ASVS 5.0, 6.3.1. */
const mostWrong = 5;
const wrongFor = minutes(15);

/** How somebody tries to prove who they are. What was written or signed has been looked at outside. */
export type Attempt =
  /** `counter`: what the passkey says with a good signature; undefined for a bad one, a wrong origin and the like. */
  | { by: 'passkey'; passkeyId: string; challenge: string; purpose: string; counter: number | undefined }
  /** `step`: of which 30 s the code is; undefined where it is of none that could be meant. */
  | { by: 'code'; step: number | undefined }
  | { by: 'recovery-code'; hash: string };

/** A failed attempt leaves traces too: what is to be kept comes with either outcome. */
export type ProofDecision = { after: Authenticators; outcome: Result<Proof, ProofRefusal> };

/**
 * Decides whether an attempt proves who somebody is. A challenge is used up by it, a code counts once, and so does a
 * recovery code; after five wrong codes in a quarter of an hour none is looked at, not even a right one.
 */
export function decideProof(present: Authenticators, attempt: Attempt, now: Instant): ProofDecision {
  if (attempt.by === 'passkey') return decidePasskey(present, attempt, now);
  const until = lockedUntil(present, now);
  if (until !== undefined) return { after: present, outcome: refuse({ code: 'PROOF_LOCKED', until }) };
  return attempt.by === 'code' ? decideCode(present, attempt, now) : decideRecoveryCode(present, attempt, now);
}

/** Until when no code is taken from somebody; undefined where they may try. */
export function lockedUntil({ wrong }: Pick<Authenticators, 'wrong'>, now: Instant): Instant | undefined {
  if (!wrong || wrong.count < mostWrong) return undefined;
  const until = after(wrong.since, wrongFor);
  return now < until ? until : undefined;
}

function decidePasskey(
  present: Authenticators,
  { passkeyId, challenge, purpose, counter }: Extract<Attempt, { by: 'passkey' }>,
  now: Instant,
): ProofDecision {
  const { after: left, isOpen } = takeChallenge(present, { value: challenge, purpose }, now);
  if (!isOpen) return { after: left, outcome: refuse({ code: 'CHALLENGE_OVER' }) };
  const passkey = left.passkeys.find(({ id }) => id === passkeyId);
  if (!passkey || counter === undefined || !isAhead(counter, passkey.counter)) {
    return { after: left, outcome: refuse({ code: 'PASSKEY_REFUSED' }) };
  }
  const passkeys = left.passkeys.map((each) => (each === passkey ? { ...each, counter, usedAt: now } : each));
  return { after: { ...left, passkeys }, outcome: given('passkey', now) };
}

/** Source: WebAuthn level 3, 7.2, step 22: a counter that does not rise tells of a copy; 0 on both sides of none. */
const isAhead = (said: number, known: number): boolean => said > known || (said === 0 && known === 0);

function decideCode(present: Authenticators, { step }: Extract<Attempt, { by: 'code' }>, now: Instant): ProofDecision {
  const { codeApp } = present;
  if (!codeApp) return { after: present, outcome: refuse({ code: 'NO_CODE_APP' }) };
  if (step === undefined) return wrongCode(present, now);
  if (step <= codeApp.lastStep) return { ...wrongCode(present, now), outcome: refuse({ code: 'CODE_USED' }) };
  const { wrong: _, ...rest } = present;
  return { after: { ...rest, codeApp: { ...codeApp, lastStep: step, usedAt: now } }, outcome: given('code', now) };
}

function decideRecoveryCode(
  present: Authenticators,
  { hash }: Extract<Attempt, { by: 'recovery-code' }>,
  now: Instant,
): ProofDecision {
  if (!present.recoveryCodes.includes(hash)) return wrongCode(present, now);
  const { wrong: _, ...rest } = present;
  const recoveryCodes = present.recoveryCodes.filter((each) => each !== hash);
  return { after: { ...rest, recoveryCodes }, outcome: given('recovery-code', now) };
}

const given = (by: Proof['by'], at: Instant) => ok({ by, at, authenticationContexts: [] } satisfies Proof);

/** With one more wrong code; the fifth in a quarter of an hour locks. */
export function countWrong(present: Authenticators, now: Instant): Authenticators {
  const { wrong: before } = present;
  const isSame = before !== undefined && now < after(before.since, wrongFor);
  return { ...present, wrong: isSame ? { ...before, count: before.count + 1 } : { since: now, count: 1 } };
}

function wrongCode(present: Authenticators, now: Instant): ProofDecision {
  const counted = countWrong(present, now);
  const until = lockedUntil(counted, now);
  const left = mostWrong - (counted.wrong?.count ?? 0);
  return {
    after: counted,
    outcome: refuse(until === undefined ? { code: 'CODE_WRONG', left } : { code: 'PROOF_LOCKED', until }),
  };
}
