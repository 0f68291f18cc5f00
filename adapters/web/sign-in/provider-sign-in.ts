import type { Request, RequestHandler, Response } from 'express';
import { type AccessRefusalCode, accessRefusalText } from '../../../cards/account/access-refusal-text.js';
import { decideSignIn } from '../../../domain/identity/decide-sign-in.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Directory } from '../../../domain/ports/directory.js';
import { AdapterError, type Clock, type Log } from '../../../domain/ports/system.js';
import { type Result, refuse } from '../../../domain/result.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';
import type { SignInState, SignInStates, StepUp } from '../sessions/sign-in-state.js';
import { noteRefusal, proven, signedIn } from '../sessions/signed-in.js';
import { decideStepUp, proofOfSignIn } from './decide-step-up.js';
import type { IdentityProvider } from './identity-provider.js';
import { ownPath } from './own-path.js';
import { type ClaimsRule, type ProviderWord, readClaims } from './read-claims.js';
import { refusedPage } from './sign-in-pages.js';

export type ProviderSignInDeps = {
  provider: IdentityProvider;
  rule: ClaimsRule;
  sessions: Pick<BrowserSessions, 'signIn'>;
  signInStates: SignInStates;
  directory: Pick<Directory, 'principal'>;
  /** Where people reach us. */
  publicUrl: () => string;
  clock: Clock;
  log: Log;
};

/** Whether the last sign-in that was asked to say when it was did not. */
type Noted = { lacksAuthTime: boolean };
type Deps = ProviderSignInDeps & { noted: Noted };

/** What somebody who is signed in is to prove at the provider, and where to go on afterwards. */
export type StepUpAsked = Omit<StepUp, 'principalId'> & { returnTo: string };

const signInPath = '/sign-in';
const callbackPath = `${signInPath}/callback`;

/** Signing in at an identity provider: the way there, the way back, going there again for a proof, and signing out. */
export function providerSignIn(given: ProviderSignInDeps) {
  const noted: Noted = { lacksAuthTime: false };
  const deps = { ...given, noted };
  const start: RequestHandler = (request, response) => send(deps, request, response, ownPath(request.query.return));
  return {
    start,
    callback: callback(deps),
    /** Whether this browser comes back with the answer to what it was sent for. */
    isBack: (request: Request): boolean => deps.signInStates.isBack(request, deps.clock.now()),
    signOutAt: signOutAt(deps),
    /** What has to be set at the provider, as the last sign-ins show, in words for the operator. */
    troubles: (): string[] => (noted.lacksAuthTime ? [addAuthTime] : []),
    /**
     * Sends whoever is signed in to the provider for a new proof, in answer to a GET (a form's answer may not lead to
     * another site). They come back to `returnTo` with the proof noted as given `for` it, or to a page that says why not.
     */
    stepUp: (request: Request, response: Response, { returnTo, ...asked }: StepUpAsked): Promise<void> => {
      const person = signedIn(request);
      if (!person) throw new Error('a proof was asked of nobody: mustBeSignedIn comes first');
      return send(deps, request, response, ownPath(returnTo), { ...asked, principalId: person.principalId });
    },
  };
}

/** Where whoever has signed out here can do so at the provider too; undefined where it offers that to nobody, or is away. */
const signOutAt =
  ({ provider, publicUrl, log }: ProviderSignInDeps) =>
  async (): Promise<URL | undefined> => {
    try {
      return await provider.endSession(`${publicUrl()}${signInPath}`);
    } catch (fault) {
      if (!(fault instanceof AdapterError)) throw fault;
      log.error('sign-in.provider-away', { err: fault });
      return undefined;
    }
  };

export type ProviderSignIn = ReturnType<typeof providerSignIn>;

async function send(
  { provider, signInStates, publicUrl, clock, log }: ProviderSignInDeps,
  request: Request,
  response: Response,
  returnTo: string,
  stepUp?: StepUp,
): Promise<void> {
  try {
    const { url, begun } = await provider.begin(`${publicUrl()}${callbackPath}`, stepUp);
    await signInStates.begin(request, response, { begun, returnTo, startedAt: clock.now(), stepUp });
    response.redirect(303, url.href);
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
    log.error('sign-in.provider-away', { err: fault });
    showRefusal(response, 'UNREACHABLE', { returnTo, stepUp });
  }
}

/** Why nothing came of it, and, where that is known, of whom the provider spoke. */
type Refusal = { code: AccessRefusalCode; subject?: PrincipalId };

function callback(deps: Deps): RequestHandler {
  return async (request, response) => {
    const signInState = deps.signInStates.end(request, response, deps.clock.now());
    const refusal = await carryOut(deps, request, signInState);
    if (refusal === undefined) return response.redirect(303, signInState?.returnTo ?? '/');
    await putOnRecord(deps, request, signInState?.stepUp, refusal);
    showRefusal(response, refusal.code, signInState ?? { returnTo: '/' });
  };
}

async function carryOut(
  deps: Deps,
  request: Request,
  signInState: SignInState | undefined,
): Promise<Refusal | undefined> {
  if (!signInState) return { code: 'NOT_BEGUN' };
  const word = await wordOf(deps, request, signInState);
  if (!word.ok) return word.refusal;
  return signInState.stepUp
    ? noteProof(deps, request, { ...signInState, stepUp: signInState.stepUp }, word.value)
    : letIn(deps, request, word.value);
}

/** That the provider is away tells of no attack; everything else could be one. */
async function putOnRecord(
  { log }: ProviderSignInDeps,
  request: Request,
  stepUp: StepUp | undefined,
  { code: resultReason, subject }: Refusal,
): Promise<void> {
  if (resultReason === 'UNREACHABLE') return;
  log.warn('sign-in.refused', { code: resultReason });
  const actor = signedIn(request)?.principalId;
  const entry = stepUp
    ? ({ activity: 'proofRefused', resultReason, actor, subject: stepUp.principalId } as const)
    : ({ activity: 'signedIn', resultReason, subject } as const);
  await noteRefusal(request, entry);
}

/** What the provider says of whoever comes back, or why it cannot be believed. */
async function wordOf(
  { provider, rule, publicUrl, log }: ProviderSignInDeps,
  request: Request,
  { begun }: SignInState,
): Promise<Result<ProviderWord, Refusal>> {
  try {
    const answer = await provider.finish(new URL(request.originalUrl, publicUrl()), begun);
    return answer.ok ? readClaims(answer.value, rule) : answer;
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
    log.error('sign-in.provider-away', { err: fault });
    return refuse({ code: 'UNREACHABLE' });
  }
}

async function letIn(
  { sessions, directory, clock }: ProviderSignInDeps,
  request: Request,
  word: ProviderWord,
): Promise<Refusal | undefined> {
  const allowed = decideSignIn(await directory.principal(word.principalId));
  if (!allowed.ok) return { ...allowed.refusal, subject: word.principalId };
  await sessions.signIn(request, word.principalId, proofOfSignIn(word, clock.now()));
  return undefined;
}

async function noteProof(
  { clock, log, noted }: Deps,
  request: Request,
  signInState: SignInState & { stepUp: StepUp },
  word: ProviderWord,
): Promise<Refusal | undefined> {
  // Whoever is signed in here now must be who was sent there.
  if (signedIn(request)?.principalId !== signInState.stepUp.principalId) return { code: 'NOT_BEGUN' };
  noted.lacksAuthTime = word.authTime === undefined;
  const decision = decideStepUp(word, signInState, clock.now());
  if (!decision.ok) {
    if (decision.refusal.code === 'NO_AUTH_TIME') log.error('sign-in.no-auth-time', { fix: addAuthTime });
    return decision.refusal;
  }
  await proven(request, decision.value);
  return undefined;
}

const addAuthTime =
  'OIDC_ISSUER: the ID token has no auth_time. Add that claim to it. In Entra: App registration, Token configuration, Add optional claim, ID, auth_time.';

const statusOf: Partial<Record<AccessRefusalCode, number>> = { UNREACHABLE: 503, NOT_BEGUN: 400, NOT_VERIFIED: 400 };

type Tried = Pick<SignInState, 'returnTo' | 'stepUp'>;

function showRefusal(response: Response, code: AccessRefusalCode, { returnTo, stepUp }: Tried): void {
  const again = stepUp ? returnTo : `/sign-in?return=${encodeURIComponent(returnTo)}`;
  const title = stepUp ? 'Nothing was proven' : 'You are not signed in';
  response
    .status(statusOf[code] ?? 403)
    .type('html')
    .send(refusedPage({ text: accessRefusalText[code], again, title }));
}
