import type { Request, RequestHandler, Response } from 'express';
import { type AccessRefusalCode, accessRefusalText } from '../../../cards/access-refusal-text.js';
import { decideSignIn } from '../../../domain/identity/decide-sign-in.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Directory } from '../../../domain/ports/directory.js';
import { AdapterError, type Clock, type Log } from '../../../domain/ports/system.js';
import type { RecordAccess } from '../../../domain/usecases/record-access.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';
import { beginErrand, type Errand, endErrand, type StepUp } from '../sessions/errand.js';
import { proven, signedIn } from '../sessions/signed-in.js';
import { decideStepUp, proofOfSignIn } from './decide-step-up.js';
import type { IdentityProvider } from './identity-provider.js';
import { ownPath } from './own-path.js';
import { type ClaimsRule, type ProviderWord, readClaims } from './read-claims.js';
import { refusedPage } from './sign-in-pages.js';

export type ProviderSignInDeps = {
  provider: IdentityProvider;
  rule: ClaimsRule;
  sessions: Pick<BrowserSessions, 'signIn'>;
  directory: Pick<Directory, 'principal'>;
  /** Where people reach us. */
  publicUrl: () => string;
  clock: Clock;
  record: RecordAccess;
  log: Log;
};

/** What somebody who is signed in is to prove at the provider, and where to go on afterwards. */
export type StepUpAsked = Omit<StepUp, 'principalId'> & { returnTo: string };

const callbackPath = '/sign-in/callback';

/** Signing in at an identity provider: the way there, the way back, and going there again for a proof. */
export function providerSignIn(deps: ProviderSignInDeps) {
  const start: RequestHandler = (request, response) => send(deps, request, response, ownPath(request.query.return));
  return {
    start,
    callback: callback(deps),
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

export type ProviderSignIn = ReturnType<typeof providerSignIn>;

async function send(
  { provider, publicUrl, clock, log }: ProviderSignInDeps,
  request: Request,
  response: Response,
  returnTo: string,
  stepUp?: StepUp,
): Promise<void> {
  try {
    const { url, begun } = await provider.begin(`${publicUrl()}${callbackPath}`, stepUp);
    beginErrand(request, { begun, returnTo, startedAt: clock.now(), stepUp });
    response.redirect(303, url.href);
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
    log.error('sign-in.provider-away', { err: fault });
    refuse(response, 'UNREACHABLE', { returnTo, stepUp });
  }
}

function callback(deps: ProviderSignInDeps): RequestHandler {
  return async (request, response) => {
    const errand = endErrand(request, deps.clock.now());
    if (!errand) return refuse(response, 'NOT_BEGUN', { returnTo: '/' });
    const word = await wordOf(deps, request, errand);
    if (typeof word === 'string') return refuse(response, word, errand);
    const refusal = errand.stepUp
      ? await noteProof(deps, request, { ...errand, stepUp: errand.stepUp }, word)
      : await letIn(deps, request, word);
    if (refusal) return refuse(response, refusal, errand);
    response.redirect(303, errand.returnTo);
  };
}

/** What the provider says of whoever comes back, or why it cannot be believed. */
async function wordOf(
  { provider, rule, publicUrl, log }: ProviderSignInDeps,
  request: Request,
  { begun }: Errand,
): Promise<ProviderWord | AccessRefusalCode> {
  try {
    const answer = await provider.finish(new URL(request.originalUrl, publicUrl()), begun);
    if (!answer.ok) return answer.refusal.code;
    const read = readClaims(answer.value, rule);
    if (read.ok) return read.value;
    log.warn('sign-in.refused', { code: read.refusal.code });
    return read.refusal.code;
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
    log.error('sign-in.provider-away', { err: fault });
    return 'UNREACHABLE';
  }
}

async function letIn(
  { sessions, directory, clock, record, log }: ProviderSignInDeps,
  request: Request,
  word: ProviderWord,
): Promise<AccessRefusalCode | undefined> {
  const allowed = decideSignIn(await directory.principal(word.principalId));
  if (allowed.ok) {
    await sessions.signIn(request, word.principalId, proofOfSignIn(word, clock.now()));
    return undefined;
  }
  const { code } = allowed.refusal;
  log.warn('sign-in.refused', { code });
  await record({ activity: 'signedIn', result: 'failure', resultReason: code, subject: word.principalId });
  return code;
}

async function noteProof(
  { clock, record }: ProviderSignInDeps,
  request: Request,
  errand: Errand & { stepUp: StepUp },
  word: ProviderWord,
): Promise<AccessRefusalCode | undefined> {
  const actor: PrincipalId | undefined = signedIn(request)?.principalId;
  // Whoever is signed in here now must be who was sent there.
  const isSame = actor === errand.stepUp.principalId;
  const decision = isSame ? decideStepUp(word, errand, clock.now()) : undefined;
  if (decision?.ok) {
    await proven(request, decision.value);
    return undefined;
  }
  const code = decision?.refusal.code ?? 'NOT_BEGUN';
  await record({ activity: 'proofRefused', result: 'failure', resultReason: code, actor });
  return code;
}

const statusOf: Partial<Record<AccessRefusalCode, number>> = { UNREACHABLE: 503, NOT_BEGUN: 400, NOT_VERIFIED: 400 };

type Tried = Pick<Errand, 'returnTo' | 'stepUp'>;

function refuse(response: Response, code: AccessRefusalCode, { returnTo, stepUp }: Tried): void {
  const again = stepUp ? returnTo : `/sign-in?return=${encodeURIComponent(returnTo)}`;
  const title = stepUp ? 'Nothing was proven' : 'You are not signed in';
  response
    .status(statusOf[code] ?? 403)
    .type('html')
    .send(refusedPage({ text: accessRefusalText[code], again, title }));
}
