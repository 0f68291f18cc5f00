import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { decideSignIn } from '../../../domain/identity/decide-sign-in.js';
import { principalId } from '../../../domain/ids.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import type { RateLimits } from '../../../domain/ports/rate-limits.js';
import type { Clock, Log } from '../../../domain/ports/system.js';
import { firstAuthenticator } from '../../../domain/proof/decide-enrolment.js';
import { firstSignIns, limited, signIns } from '../limit.js';
import { say } from '../page/say.js';
import { fromOwnPages } from '../request-origin.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';
import { mustBeMeant, mustBeSignedIn, signedIn } from '../sessions/signed-in.js';
import type { VisitorBudget } from '../visitor-budget.js';
import { ownPath } from './own-path.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { choosePersonPage, signedOutPage, signInPage } from './sign-in-pages.js';

type SignInDeps = {
  sessions: BrowserSessions;
  limits: RateLimits;
  /** Whom a request counts against: a browser that is known, otherwise its address. */
  countedAs: VisitorBudget['countedAs'];
  clock: Clock;
  log: Log;
  /** How people sign in: at an identity provider, or, in the demo, by choosing one of its people. */
  way:
    | { kind: 'provider'; provider: ProviderSignIn }
    | { kind: 'choose'; people: () => Promise<readonly User[]>; directory: Pick<Directory, 'principal'> };
};

/** `/sign-in` with all that belongs to it, and `/sign-out`. */
export function signInRoutes(deps: SignInDeps): Router {
  const { way, sessions, clock } = deps;
  const router = express.Router();
  const isKnown = (request: Request) => deps.countedAs(request).startsWith('browser:');
  const ofAddress = limited(deps, firstSignIns, deps.countedAs);
  const ofKnown = limited(deps, signIns, deps.countedAs);

  router.get('/sign-in', async (request, response) => {
    const returnTo = ownPath(request.query.return);
    if (signedIn(request)) return response.redirect(303, returnTo);
    const people = way.kind === 'choose' ? await way.people() : undefined;
    response.type('html').send(people ? choosePersonPage({ returnTo, people }) : signInPage({ returnTo }));
  });
  if (way.kind === 'provider') {
    const { start, callback, isBack } = way.provider;
    // What a newcomer begins costs nothing here, so that only who comes back with an answer counts.
    router.get('/sign-in/start', either(isKnown, ofKnown, unlimited), start);
    const back = either(
      (request) => request.session.signInState !== undefined,
      limited(deps, signIns, ({ sessionID }) => `sign-in:${hashOf(sessionID)}`),
      ofAddress,
    );
    router.get('/sign-in/callback', either(isBack, back, unlimited), callback);
  } else {
    router.post('/sign-in/as', fromOwnPages, either(isKnown, ofKnown, ofAddress), async (request, response) => {
      const id = principalId(String(request.body?.person ?? ''));
      const isOfDemo = (await way.people()).some((person) => person.id === id);
      if (!isOfDemo || !decideSignIn(await way.directory.principal(id)).ok) {
        return say(request, response, 404, 'Nobody who may sign in to the demo has this id.');
      }
      // Choosing a person is the demo's sign-in, so it counts as having been asked again.
      const at = clock.now();
      await sessions.signIn(request, id, { by: 'demo', at, authenticationContexts: [], for: firstAuthenticator });
      response.redirect(303, ownPath(request.body?.return));
    });
  }
  router.post('/sign-in/again', mustBeSignedIn, mustBeMeant, async (request, response) => {
    await sessions.signOut(request);
    response.redirect(303, `/sign-in?return=${encodeURIComponent(ownPath(request.body?.return))}`);
  });
  router.post('/sign-out', mustBeSignedIn, mustBeMeant, async (request, response) => {
    await sessions.signOut(request);
    response.set('clear-site-data', '"cache", "storage"').redirect(303, '/sign-out');
  });
  router.get('/sign-out', async (_request, response) => {
    const elsewhere = way.kind === 'provider' ? { at: await way.provider.signOutAt() } : undefined;
    response.type('html').send(signedOutPage({ elsewhere }));
  });
  return router;
}

/** Limits are kept in the database, where no session id may be read. */
const hashOf = (sessionId: string): string => createHash('sha256').update(sessionId).digest('base64url');

const unlimited: RequestHandler = (_request, _response, next) => next();

const either =
  (holds: (request: Request) => boolean, then: RequestHandler, otherwise: RequestHandler): RequestHandler =>
  (request, response, next) =>
    (holds(request) ? then : otherwise)(request, response, next);
