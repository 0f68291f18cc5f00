import type { Request, Response } from 'express';
import type { ProveTurns } from '../../../bot/turns/finish-step-up.js';
import type { HandleTurn } from '../../../bot/turns/turn.js';
import { commandId, correlationId, type PrincipalId } from '../../../domain/ids.js';
import type { Directory } from '../../../domain/ports/directory.js';
import type { Clock, Ids } from '../../../domain/ports/system.js';
import type { Authenticators } from '../../../domain/proof/authenticators.js';
import type { Proofs } from '../../../domain/proof/proofs.js';
import type { Duration } from '../../../domain/time.js';
import type { RecordAccess } from '../../../domain/usecases/assignment/record-access.js';
import type { By } from '../../../domain/usecases/common/recording.js';
import type { enrol, keepChallenge } from '../../../domain/usecases/person/enrol.js';
import type { showPass, takePass } from '../../../domain/usecases/person/enrolment-pass.js';
import type { takeProof } from '../../../domain/usecases/person/take-proof.js';
import { visibleText } from '../../../domain/visible-text.js';
import { type SignedIn, signedIn } from '../sessions/signed-in.js';

/** What is to be proven, `for` which one thing, and where to go on. */
type StepUpAsked = Proofs & { for: string; returnTo: string };

/** What the pages of proofs stand on. */
export type ProofParts = {
  /** The origin under which people reach Latchkey: passkeys are bound to it. */
  publicUrl(): string;
  clock: Clock;
  ids: Ids;
  directory: Pick<Directory, 'principal'>;
  /** What seals the seeds of authenticator apps, the newest first. */
  proofKeys: readonly string[];
  /** How long a proof counts. */
  proofFreshness: Duration;
  authenticatorsOf(principalId: PrincipalId): Promise<Authenticators>;
  takeProof: ReturnType<typeof takeProof>;
  enrol: ReturnType<typeof enrol>;
  keepChallenge: ReturnType<typeof keepChallenge>;
  showPass: ReturnType<typeof showPass>;
  takePass: ReturnType<typeof takePass>;
  turns: ProveTurns;
  handle: HandleTurn;
  /** Whether somebody manages the roles of the directory, and so may reset what others prove themselves with. */
  mayReset(principalId: PrincipalId): Promise<boolean>;
  record: RecordAccess;
  /** In the demo one can be anybody, and a press is proof enough. */
  isDemo: boolean;
  /** Sends whoever is signed in to the identity provider for a new proof; missing where there is none to ask. */
  stepUp?: ((request: Request, response: Response, asked: StepUpAsked) => Promise<void>) | undefined;
};

/** Who is signed in. Throws where nobody is: `mustBeSignedIn` comes first. */
export function speakerOf(request: Request): SignedIn {
  const person = signedIn(request);
  if (!person) throw new Error('nobody is signed in: mustBeSignedIn comes first');
  return person;
}

/** On whose behalf a press on a page is carried out; `thread` joins it to what it is about. */
export const byOf = ({ ids }: Pick<ProofParts, 'ids'>, request: Request, thread?: By['correlationId']): By => ({
  actor: speakerOf(request).principalId,
  commandId: commandId(`web:${ids.next()}`),
  correlationId: thread ?? correlationId(ids.next()),
  via: 'web',
  address: request.ip,
});

/** A text field of a form that was sent; empty where it is missing or is no text. */
export function fieldOf(request: Request, name: string): string {
  const value: unknown = request.body?.[name];
  return typeof value === 'string' ? visibleText(value) : '';
}
