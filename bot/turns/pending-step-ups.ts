import type { CommandId } from '../../domain/ids.js';
import type { Proof, Proofs } from '../../domain/proof/proofs.js';
import { type Instant, minutes } from '../../domain/time.js';
import type { Turn } from './turn.js';

/** How long a turn waits for its proof. */
export const heldFor = minutes(10);
/** So many turns of one person may wait at once. */
export const mostPending = 10;

/** A turn that waits until its caller has proven who they are; then it is handled again, under an id of its own. */
export type PendingStepUp = {
  /** The command id of the turn: delivered again, it is held once. */
  id: CommandId;
  turn: Turn;
  /** What the proof is for. */
  intent: string;
  needs: Proofs;
  /** What will be done, in words for its caller. */
  says: string;
  askedAt: Instant;
  expiresAt: Instant;
  /** The one proof it was given. */
  proof?: Proof | undefined;
  /** When it was handled with that proof, and what came of it in a line. */
  finishedAt?: Instant | undefined;
  said?: string | undefined;
};

/** Where turns wait. They concern nobody else: a request that is not made yet is in no one's way. */
export type PendingStepUps = {
  /** Keeps a turn, unless it is kept already. `too-many`: `most` of this person's wait, so it is not kept. */
  hold(pending: PendingStepUp, most: number): Promise<'pending' | 'too-many'>;
  get(id: CommandId): Promise<PendingStepUp | undefined>;
  /** The turn whose link ends in this token. */
  ofToken(token: string): Promise<PendingStepUp | undefined>;
  /** Notes its proof; false where it has one, or has waited too long by `now`. */
  prove(id: CommandId, proof: Proof, now: Instant): Promise<boolean>;
  finish(id: CommandId, now: Instant, said: string | undefined): Promise<void>;
  /** The address at which its caller can prove who they are. The token in it is kept nowhere. */
  linkOf(id: CommandId): string;
};

/** The key of the message that asks for the proof. */
export const proveKey = (id: CommandId): string => `prove|${id}`;
