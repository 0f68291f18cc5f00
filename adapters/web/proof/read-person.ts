import type { Request } from 'express';
import type { When } from '../../../cards/words/format-time.js';
import { userOf } from '../sessions/signed-in.js';
import { type ProofParts, speakerOf } from './proof-parts.js';

/** Who is signed in, as a page shows them, and how they see times. */
export async function readPerson(
  { directory, clock }: Pick<ProofParts, 'directory' | 'clock'>,
  request: Request,
): Promise<{ person: { displayName: string }; userPrincipalName: string; when: When }> {
  const { principalId } = speakerOf(request);
  const user = await directory.principal(principalId);
  const displayName = user?.displayName ?? principalId;
  return {
    person: { displayName },
    userPrincipalName: user?.type === 'user' ? user.userPrincipalName : displayName,
    when: { timeZone: userOf(request)?.timeZone ?? 'UTC', now: clock.now() },
  };
}
