import type { PrincipalId } from '../ids.js';
import { ok, type Result, refuse } from '../result.js';
import { after, hours, type Instant, minutes } from '../time.js';
import { type Authenticators, hasAuthenticator } from './authenticators.js';
import { countWrong, lockedUntil } from './decide-proof.js';
import type { PassRefusal, WayInRefusal } from './proof-refusal.js';

const passLasts = hours(1);
/** How long the session that took a pass may set up the first passkey or app by it. */
const setUpWithin = minutes(10);

type PassMaking = Extract<WayInRefusal, { code: 'PASS_OWN' | 'PASS_NOT_NEEDED' | 'PASS_NOT_SHOWN' }>;

/**
 * Decides whether an administrator makes a pass for a person who has nothing to prove who they are with. Any pass of
 * theirs that was made before counts no more. Nobody makes one for themself.
 */
export function decideGivePass(
  present: Authenticators,
  madeBy: PrincipalId,
  now: Instant,
): Result<Authenticators, PassMaking> {
  if (present.principalId === madeBy) return refuse({ code: 'PASS_OWN' });
  if (hasAuthenticator(present)) return refuse({ code: 'PASS_NOT_NEEDED' });
  const { passedIn: _, ...rest } = present;
  return ok({ ...rest, pass: { madeBy, expiresAt: after(now, passLasts) } });
}

/** Decides whether who made a pass is shown it: once, while it counts. `hash`: of the code that is shown then. */
export function decideShowPass(
  present: Authenticators,
  { hash, by }: { hash: string; by: PrincipalId },
  now: Instant,
): Result<Authenticators, PassMaking> {
  const { pass } = present;
  const isTheirs = pass?.madeBy === by && pass.hash === undefined && now < pass.expiresAt;
  return isTheirs ? ok({ ...present, pass: { ...pass, hash } }) : refuse({ code: 'PASS_NOT_SHOWN' });
}

/** A failed attempt leaves traces too: what is to be kept comes with either outcome. */
type PassTaken = { after: Authenticators; outcome: Result<undefined, PassRefusal> };

/**
 * Decides whether a sign-in session takes its person's pass: once, within an hour, while they have nothing to prove who
 * they are with. That session, and no other, may then set up the first passkey or app. Wrong ones count like wrong codes.
 */
export function decideTakePass(
  present: Authenticators,
  { hash, sessionId }: { hash: string; sessionId: string },
  now: Instant,
): PassTaken {
  const until = lockedUntil(present, now);
  if (until !== undefined) return { after: present, outcome: refuse({ code: 'PROOF_LOCKED', until }) };
  if (hasAuthenticator(present)) return { after: present, outcome: refuse({ code: 'PASS_NOT_FOR_YOU' }) };
  const { pass, wrong: _, ...rest } = present;
  if (pass?.hash !== hash || now >= pass.expiresAt) {
    return { after: countWrong(present, now), outcome: refuse({ code: 'PASS_REFUSED' }) };
  }
  return { after: { ...rest, passedIn: { sessionId, until: after(now, setUpWithin) } }, outcome: ok(undefined) };
}
