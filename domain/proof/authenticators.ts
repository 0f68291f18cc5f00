import type { PrincipalId } from '../ids.js';
import { after, type Instant, minutes } from '../time.js';

/** A passkey of somebody's. Ids and keys are base64url, as WebAuthn has them. */
export type Passkey = {
  id: string;
  /** What its owner calls it. */
  name: string;
  publicKey: string;
  /** How often it says it was used; a copy of it would fall behind. Some always say 0. */
  counter: number;
  transports: readonly string[];
  addedAt: Instant;
  usedAt?: Instant | undefined;
};

/** An app that shows a new code every 30 s (TOTP). Its seed is sealed, and opened outside. */
type CodeApp = { sealedSeed: string; addedAt: Instant; lastStep: number; usedAt?: Instant | undefined };

/** Random words that a passkey has to sign, for one purpose and once. */
export type Challenge = { value: string; purpose: string; expiresAt: Instant };

/** With what one person proves who they are. */
export type Authenticators = {
  principalId: PrincipalId;
  version: number;
  passkeys: readonly Passkey[];
  codeApp?: CodeApp | undefined;
  /** An app that one sign-in session is setting up. It counts once that session has sent a right code of it. */
  newCodeApp?: { sealedSeed: string; expiresAt: Instant; sessionId: string } | undefined;
  /** A pass that an administrator made, for the first passkey or app. `hash`: once its maker was shown it. */
  pass?: { madeBy: PrincipalId; expiresAt: Instant; hash?: string | undefined } | undefined;
  /** The sign-in session that took a pass, and until when it may set up the first passkey or app. */
  passedIn?: { sessionId: string; until: Instant } | undefined;
  /** Hashes of those that are left; each counts once. */
  recoveryCodes: readonly string[];
  challenges: readonly Challenge[];
  /** Wrong codes since the first of them. */
  wrong?: { since: Instant; count: number } | undefined;
  /** When an administrator last took everything away: whoever signed in before that has to do so again. */
  resetAt?: Instant | undefined;
};

/** Those of somebody who has set up nothing. */
export const noAuthenticators = (principalId: PrincipalId): Authenticators => ({
  principalId,
  version: 0,
  passkeys: [],
  recoveryCodes: [],
  challenges: [],
});

/** True for somebody who has set up something to prove who they are with. */
export const hasAuthenticator = ({ passkeys, codeApp }: Authenticators): boolean =>
  passkeys.length > 0 || codeApp !== undefined;

/** How long a challenge waits to be signed. Source: WebAuthn level 3, 13.4.3, asks for a short time alone. */
const challengeLasts = minutes(2);

const mostChallenges = 5;

/** With one more challenge; those that are over and the oldest beyond five go. */
export function withChallenge(present: Authenticators, value: string, purpose: string, now: Instant): Authenticators {
  const open = present.challenges.filter(({ expiresAt }) => now < expiresAt);
  const challenges = [...open, { value, purpose, expiresAt: after(now, challengeLasts) }].slice(-mostChallenges);
  return { ...present, challenges };
}

/** Takes a challenge, which then is used up; `isOpen` is false where it was, is over, or was for something else. */
export function takeChallenge(
  present: Authenticators,
  { value, purpose }: Pick<Challenge, 'value' | 'purpose'>,
  now: Instant,
): { after: Authenticators; isOpen: boolean } {
  const found = present.challenges.find((each) => each.value === value);
  return {
    after: { ...present, challenges: present.challenges.filter((each) => each.value !== value) },
    isOpen: found !== undefined && found.purpose === purpose && now < found.expiresAt,
  };
}
