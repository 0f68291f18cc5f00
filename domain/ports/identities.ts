import type { Surface } from '../identity/surface.js';
import type { PrincipalId } from '../ids.js';
import type { Instant } from '../time.js';

/**
 * Who is who on which platform, and where they can be reached there. Bound to directory object ids, never to names or
 * addresses that their owner can edit.
 */
export type Identities = {
  /** The person behind a platform's own id (`T123:U456`; for Teams the Entra object id), where one is linked. */
  principalOf(surface: Surface, externalId: string): Promise<PrincipalId | undefined>;
  /** The platform's own id and address of a person, where known. The address is the platform adapter's own data. */
  find(surface: Surface, principalId: PrincipalId): Promise<{ externalId: string; address?: unknown } | undefined>;
  /** Links a platform identity to a person, or moves the address of one that is linked. */
  link(surface: Surface, externalId: string, principalId: PrincipalId, address?: unknown): Promise<void>;
  /** Keeps what a platform says of somebody, in its adapter's own words, where they are linked. What is later stays. */
  saw(surface: Surface, externalId: string, profile: unknown, at: Instant): Promise<void>;
  /** What the platform said last of somebody who is linked, and when: to go by while it cannot be asked. */
  lastSeen(surface: Surface, externalId: string): Promise<{ profile: unknown; at: Instant } | undefined>;
};

/** A platform's account that is linked to a person. */
export type LinkedIdentity = { surface: Surface; externalId: string };

/** The same links, as people themselves make and undo them. */
export type IdentityLinks = {
  /** Every account that is linked to a person, in the order of their platforms. */
  allOf(principalId: PrincipalId): Promise<LinkedIdentity[]>;
  /**
   * Links an account to a person: `linked`, also where it was already. Nothing is changed where it is somebody else's
   * (`taken`), or where the person has another account there (`has-another`), however many claim at once.
   */
  claim(identity: LinkedIdentity, principalId: PrincipalId): Promise<'linked' | 'taken' | 'has-another'>;
  /** Takes the link away. False where it is not this person's. */
  unlink(identity: LinkedIdentity, principalId: PrincipalId): Promise<boolean>;
};
