import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { refusalText } from '../../../cards/refusal-text.js';
import { type Authenticators, hasAuthenticator } from '../../../domain/proof/authenticators.js';
import { type Enrolment, firstAuthenticator, mayEnrol, type Standing } from '../../../domain/proof/decide-enrolment.js';
import type { EnrolmentRefusal, ProofRefusal } from '../../../domain/proof/proof-refusal.js';
import type { Instant } from '../../../domain/time.js';
import type { Flash } from '../page/page.js';
import { mustBeMeant, mustBeSignedIn, noteRefusal, proven } from '../sessions/signed-in.js';
import { noteNoAttempt, passkeyQuestion, readAttempt, ways } from './attempts.js';
import { newRecoveryCodes, newSeed, openSeed, recoveryHash, sealSeed, seedAddress, stepOf } from './codes.js';
import { passRoutes } from './pass-routes.js';
import { askNewPasskey, readNewPasskey } from './passkeys.js';
import { byOf, fieldOf, type ProofParts, speakerOf } from './proof-parts.js';
import { readPerson } from './read-person.js';
import { resetRoute } from './reset-route.js';
import { type AppSetUp, securityPage } from './security-page.js';
import { finishAppPage, recoveryCodesPage, setUpAppPage } from './set-up-pages.js';

/** What a fresh proof is asked for here, and what a new passkey's challenge is for. */
const changing = 'security';
const addingIn = ({ sessionId }: Standing) => `security|add-passkey|${sessionId}`;

/** What has just been done, by the word that stands for it in the address. */
const done: Readonly<Record<string, string>> = {
  'passkey-added': 'The passkey is set up.',
  'passkey-removed': 'The passkey is removed.',
  'app-added': 'The app is set up.',
  'app-removed': 'The app is removed.',
  passed: 'The pass is taken. Set up your first passkey or app here now: you have ten minutes.',
  proven: 'You have proven that it is you. You can change things here for a few minutes.',
};

/** `/security`: with what one proves who one is. Changing it needs a fresh proof, or at first a fresh sign-in. */
export function securityRoutes(parts: ProofParts): Router {
  const router = express.Router();
  const guarded = [mustBeSignedIn, mustBeMeant];
  router.use('/security', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/security', mustBeSignedIn, (request, response) => show(parts, request, response, {}));
  router.get('/security/sign-in-again', mustBeSignedIn, async (request, response) => {
    const returnTo = securityAt(provePath(request.query.return));
    if (!parts.stepUp) return response.redirect(303, returnTo);
    const asked = { multiFactor: false, authenticationContexts: [], for: firstAuthenticator };
    await parts.stepUp(request, response, { ...asked, returnTo });
  });
  router.post('/security/prove/passkey/options', ...guarded, async (request, response) => {
    response.json(await passkeyQuestion(parts, request, changing));
  });
  for (const way of ways) router.post(`/security/prove/${way}`, ...guarded, prove(parts, way));
  router.post('/security/passkeys/options', ...guarded, askForNewPasskey(parts));
  router.post('/security/passkeys', ...guarded, addPasskey(parts));
  router.post('/security/passkeys/remove', ...guarded, (request, response) =>
    change(parts, request, response, { do: 'remove-passkey', id: fieldOf(request, 'id') }, 'passkey-removed'),
  );
  router.post('/security/app', ...guarded, beginApp(parts));
  router.post('/security/app/finish', ...guarded, finishApp(parts));
  router.post('/security/app/remove', ...guarded, (request, response) =>
    change(parts, request, response, { do: 'remove-code-app' }, 'app-removed'),
  );
  router.post('/security/recovery-codes', ...guarded, makeRecoveryCodes(parts));
  router.use(passRoutes(parts, (request, response, flash) => show(parts, request, response, { flash })));
  router.post(
    '/security/reset',
    ...guarded,
    resetRoute(parts, (request, response, flash) => show(parts, request, response, { flash })),
  );
  return router;
}

/** What the session says of whoever wants to change things: a proof that was for one act alone does not count here. */
function standingOf(request: Request): Standing {
  const { sessionId, provenAt, provenBy, provenFor } = speakerOf(request);
  const isSignIn = provenFor === firstAuthenticator && (provenBy === 'identity-provider' || provenBy === 'demo');
  return {
    sessionId,
    askedAgainAt: isSignIn ? provenAt : undefined,
    provenAt: provenFor === undefined ? provenAt : undefined,
  };
}

type Shown = { flash?: Flash | undefined; refusal?: EnrolmentRefusal | ProofRefusal | undefined };

async function show(parts: ProofParts, request: Request, response: Response, { flash, refusal }: Shown): Promise<void> {
  const { principalId, csrfToken } = speakerOf(request);
  const [{ person, when }, present, mayReset] = await Promise.all([
    readPerson(parts, request),
    parts.authenticatorsOf(principalId),
    parts.mayReset(principalId),
  ]);
  const told = done[String(request.query.done)];
  const said: Flash | undefined = refusal
    ? { text: refusalText(refusal, when), tone: 'bad' }
    : (flash ?? (told === undefined ? undefined : { text: told, tone: 'good' }));
  const terms = { standing: standingOf(request), freshness: parts.proofFreshness };
  const inTheWay = mayEnrol(present, terms, when.now);
  const returnTo = provePath(request.query.return);
  const canAskAgain = parts.stepUp !== undefined;
  const appSetUp = appSetUpOf(present, terms.standing, when.now);
  const options = {
    canAskAgain,
    appSetUp,
    present,
    inTheWay,
    person,
    csrfToken,
    when,
    flash: said,
    mayReset,
    returnTo,
  };
  response
    .status(refusal ? 422 : response.statusCode)
    .type('html')
    .send(securityPage(options));
}

/** The link somebody came from, and nothing else that an address may say. */
const provePath = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/prove\/[\w-]{20,100}$/.test(value) ? value : undefined;

const securityAt = (returnTo: string | undefined): string =>
  returnTo === undefined ? '/security' : `/security?return=${encodeURIComponent(returnTo)}`;

/** Where the person's unfinished app is being set up; undefined where there is none. */
function appSetUpOf({ newCodeApp }: Authenticators, { sessionId }: Standing, now: Instant): AppSetUp {
  if (!newCodeApp || newCodeApp.expiresAt <= now) return undefined;
  return newCodeApp.sessionId === sessionId ? 'here' : 'elsewhere';
}

async function change(
  parts: ProofParts,
  request: Request,
  response: Response,
  ask: Enrolment,
  word: keyof typeof done,
): Promise<void> {
  const outcome = await parts.enrol(ask, standingOf(request), byOf(parts, request));
  if (!outcome.ok) return show(parts, request, response, { refusal: outcome.refusal });
  response.redirect(303, `/security?done=${word}`);
}

const prove =
  (parts: ProofParts, way: (typeof ways)[number]): RequestHandler =>
  async (request, response) => {
    const attempt = await readAttempt(parts, request, way, changing);
    if (!attempt) {
      await noteNoAttempt(request, changing);
      return show(parts, request, response, { refusal: { code: 'PASSKEY_REFUSED' } });
    }
    const outcome = await parts.takeProof(attempt, changing, byOf(parts, request));
    if (!outcome.ok) return show(parts, request, response, { refusal: outcome.refusal });
    await proven(request, outcome.value);
    response.redirect(303, '/security?done=proven');
  };

/** What was set up first is a proof as well, so that recovery codes can follow at once. */
async function enrolFirst(
  parts: ProofParts,
  request: Request,
  response: Response,
  { ask, by, word }: { ask: Enrolment; by: 'passkey' | 'code'; word: keyof typeof done },
): Promise<void> {
  const isFirst = !hasAuthenticator(await parts.authenticatorsOf(speakerOf(request).principalId));
  const outcome = await parts.enrol(ask, standingOf(request), byOf(parts, request));
  if (!outcome.ok) return show(parts, request, response, { refusal: outcome.refusal });
  if (isFirst) await proven(request, { by, at: parts.clock.now(), authenticationContexts: [] });
  response.redirect(303, `/security?done=${word}`);
}

const askForNewPasskey =
  (parts: ProofParts): RequestHandler =>
  async (request, response) => {
    const { principalId } = speakerOf(request);
    const [present, { person, userPrincipalName }] = await Promise.all([
      parts.authenticatorsOf(principalId),
      readPerson(parts, request),
    ]);
    const named = { userPrincipalName, displayName: person.displayName };
    const options = await askNewPasskey(present, { publicUrl: parts.publicUrl() }, named);
    await parts.keepChallenge(options.challenge, addingIn(standingOf(request)), byOf(parts, request));
    response.json(options);
  };

const addPasskey =
  (parts: ProofParts): RequestHandler =>
  async (request, response) => {
    const name = fieldOf(request, 'name').slice(0, 60) || 'Passkey';
    const site = { publicUrl: parts.publicUrl() };
    const made = await readNewPasskey(fieldOf(request, 'response'), name, site, parts.clock.now());
    if (!made) {
      const { principalId: actor } = speakerOf(request);
      await noteRefusal(request, { activity: 'passkeyAdded', resultReason: 'PASSKEY_REFUSED', actor });
      return show(parts, request, response, { refusal: { code: 'PASSKEY_REFUSED' } });
    }
    const ask: Enrolment = { do: 'add-passkey', ...made, purpose: addingIn(standingOf(request)) };
    await enrolFirst(parts, request, response, { ask, by: 'passkey', word: 'passkey-added' });
  };

const beginApp =
  (parts: ProofParts): RequestHandler =>
  async (request, response) => {
    const seed = newSeed();
    const sealedSeed = sealSeed(seed, speakerOf(request).principalId, parts.proofKeys);
    const ask: Enrolment = { do: 'begin-code-app', sealedSeed };
    const outcome = await parts.enrol(ask, standingOf(request), byOf(parts, request));
    if (!outcome.ok) return show(parts, request, response, { refusal: outcome.refusal });
    const { person, userPrincipalName } = await readPerson(parts, request);
    const { csrfToken } = speakerOf(request);
    const address = seedAddress(seed, userPrincipalName);
    response.type('html').send(setUpAppPage({ seed, address, person, csrfToken }));
  };

const finishApp =
  (parts: ProofParts): RequestHandler =>
  async (request, response) => {
    const { principalId } = speakerOf(request);
    const { newCodeApp } = await parts.authenticatorsOf(principalId);
    const isOwn = newCodeApp?.sessionId === speakerOf(request).sessionId;
    // The code is looked at for the session that began alone: no other can try codes on it.
    const seed = newCodeApp && isOwn && openSeed(newCodeApp.sealedSeed, principalId, parts.proofKeys);
    const step = !seed ? undefined : stepOf(seed, fieldOf(request, 'code'), parts.clock.now());
    if (seed && step === undefined) {
      await noteRefusal(request, { activity: 'codeAppAdded', resultReason: 'FIRST_CODE_WRONG', actor: principalId });
      const { person, when } = await readPerson(parts, request);
      const text = refusalText({ code: 'FIRST_CODE_WRONG' }, when);
      const { csrfToken } = speakerOf(request);
      return response
        .status(422)
        .type('html')
        .send(finishAppPage({ person, csrfToken, flash: { text, tone: 'bad' } }));
    }
    const ask: Enrolment = { do: 'finish-code-app', step };
    await enrolFirst(parts, request, response, { ask, by: 'code', word: 'app-added' });
  };

const makeRecoveryCodes =
  (parts: ProofParts): RequestHandler =>
  async (request, response) => {
    const { principalId, csrfToken } = speakerOf(request);
    const codes = newRecoveryCodes();
    const ask: Enrolment = { do: 'make-recovery-codes', hashes: codes.map((code) => recoveryHash(principalId, code)) };
    const outcome = await parts.enrol(ask, standingOf(request), byOf(parts, request));
    if (!outcome.ok) return show(parts, request, response, { refusal: outcome.refusal });
    const { person } = await readPerson(parts, request);
    response.type('html').send(recoveryCodesPage({ codes, person, csrfToken }));
  };
