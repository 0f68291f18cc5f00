import type { Request } from 'express';
import type { Authenticators } from '../../../domain/proof/authenticators.js';
import type { Attempt } from '../../../domain/proof/decide-proof.js';
import { noteRefusal } from '../sessions/signed-in.js';
import { openSeed, recoveryHash, stepOf } from './codes.js';
import { askPasskey, readPasskeyAnswer } from './passkeys.js';
import { byOf, fieldOf, type ProofParts, speakerOf } from './proof-parts.js';

/** The ways to prove who one is that the pages themselves know, as they stand in addresses. */
export const ways = ['passkey', 'code', 'recovery-code'] as const;
type Way = (typeof ways)[number];

/** What somebody sent to prove who they are in this way, looked at; undefined for what is no attempt at all. */
export async function readAttempt(
  parts: ProofParts,
  request: Request,
  way: Way,
  purpose: string,
): Promise<Attempt | undefined> {
  const { principalId } = speakerOf(request);
  const present = await parts.authenticatorsOf(principalId);
  switch (way) {
    case 'passkey':
      return readPasskeyAnswer(fieldOf(request, 'response'), purpose, present, { publicUrl: parts.publicUrl() });
    case 'code':
      return { by: 'code', step: stepIn(parts, present, fieldOf(request, 'code')) };
    case 'recovery-code':
      return { by: 'recovery-code', hash: recoveryHash(principalId, fieldOf(request, 'code')) };
  }
}

function stepIn({ proofKeys, clock }: ProofParts, { codeApp, principalId }: Authenticators, code: string) {
  return codeApp && stepOf(openSeed(codeApp.sealedSeed, principalId, proofKeys), code, clock.now());
}

/** Logs what was sent in place of a passkey's answer and is none. `about`: what it was to prove. */
export const noteNoAttempt = (request: Request, about: string): Promise<void> =>
  noteRefusal(request, {
    activity: 'identityProven',
    resultReason: 'PASSKEY_REFUSED',
    actor: speakerOf(request).principalId,
    after: { by: 'passkey', about },
  });

/** What the browser needs to ask for a passkey; its challenge is kept for this purpose. */
export async function passkeyQuestion(parts: ProofParts, request: Request, purpose: string) {
  const present = await parts.authenticatorsOf(speakerOf(request).principalId);
  const options = await askPasskey(present, { publicUrl: parts.publicUrl() });
  await parts.keepChallenge(options.challenge, purpose, byOf(parts, request));
  return options;
}
