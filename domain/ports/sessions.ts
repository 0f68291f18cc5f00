import type { PrincipalId } from '../ids.js';
import type { Duration, Instant } from '../time.js';

/** One sign-in that is not over. `device` is what the browser said of itself, for its owner to recognise it by. */
export type SignInSession = {
  id: string;
  principalId: PrincipalId;
  signedInAt: Instant;
  lastSeenAt: Instant;
  device: string;
};

/** How long a session lasts: without anything being done in it, and at the most. */
export type SessionLimits = { idle: Duration; absolute: Duration };

/**
 * The sign-ins that stand. Whatever a browser presents is worth something only while its session is here, so that
 * ending one takes effect with its next request, whoever else may be writing at that moment.
 */
export type Sessions = {
  open(session: SignInSession): Promise<void>;
  /** The session, where it is neither ended nor over by these limits at `now`. */
  find(id: string, now: Instant, limits: SessionLimits): Promise<SignInSession | undefined>;
  /** Notes that its person did something at `now`. One that has ended stays ended. */
  seen(id: string, now: Instant): Promise<void>;
  /** Those of a person that are not over, the one seen last first. */
  listOf(principalId: PrincipalId, now: Instant, limits: SessionLimits): Promise<SignInSession[]>;
  /** Ends this session of this person. False where they have no such session. */
  end(id: string, principalId: PrincipalId): Promise<boolean>;
  /** Ends all of a person's, but for the one of this id. Returns how many. */
  endAllOf(principalId: PrincipalId, except?: string): Promise<number>;
};
