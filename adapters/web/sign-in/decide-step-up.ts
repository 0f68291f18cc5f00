import { ok, type Result, refuse } from '../../../domain/result.js';
import { duration, type Instant, instant } from '../../../domain/time.js';
import type { SignInState, StepUp } from '../sessions/sign-in-state.js';
import type { GivenProof } from '../sessions/signed-in.js';
import type { ProviderWord } from './read-claims.js';

/**
 * `OTHER_PERSON`: somebody else signed in there. `NOT_AGAIN`: the provider accepted an old sign-in. `NO_AUTH_TIME`: it
 * doesn't say when the sign-in was. `NOT_ENOUGH`: what was asked for is not among what it vouches for.
 */
export type StepUpRefusal = { code: 'OTHER_PERSON' | 'NOT_AGAIN' | 'NO_AUTH_TIME' | 'NOT_ENOUGH' };

/** By so much the provider's clock may be behind. */
const clocksDiffer = duration(30_000);

type Asked = { stepUp: StepUp } & Pick<SignInState, 'startedAt'>;

/** Whether what the provider says at `now` is the proof that was asked for. */
export function decideStepUp(
  word: ProviderWord,
  { stepUp, startedAt }: Asked,
  now: Instant,
): Result<GivenProof, StepUpRefusal> {
  const { authTime, isMultiFactor, authenticationContexts } = word;
  if (word.principalId !== stepUp.principalId) return refuse({ code: 'OTHER_PERSON' });
  if (authTime === undefined) return refuse({ code: 'NO_AUTH_TIME' });
  if (authTime < startedAt - clocksDiffer) return refuse({ code: 'NOT_AGAIN' });
  const hasContexts = stepUp.authenticationContexts.every((context) => authenticationContexts.includes(context));
  if (!hasContexts || (stepUp.multiFactor && !isMultiFactor)) return refuse({ code: 'NOT_ENOUGH' });
  const at = instant(Math.min(authTime, now));
  return ok({ by: 'identity-provider', at, authenticationContexts, for: stepUp.for });
}

/** The proof that lies in an ordinary sign-in: none, unless it was by two factors and says when. */
export function proofOfSignIn(word: ProviderWord, now: Instant): GivenProof | undefined {
  const { authTime, isMultiFactor, authenticationContexts } = word;
  if (!isMultiFactor || authTime === undefined) return undefined;
  return { by: 'identity-provider', at: instant(Math.min(authTime, now)), authenticationContexts };
}
