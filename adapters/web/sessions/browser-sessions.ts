import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import session, { type Store } from 'express-session';
import { decideSignIn } from '../../../domain/identity/decide-sign-in.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import type { SessionLimits, Sessions, SignInSession } from '../../../domain/ports/sessions.js';
import type { Clock } from '../../../domain/ports/system.js';
import { after, type Instant, seconds } from '../../../domain/time.js';
import type { RecordAccess } from '../../../domain/usecases/assignment/record-access.js';
import type { RecordRefusal } from '../refusals.js';
import { isFromOwnPages } from '../request-origin.js';
import { browserZone } from './browser-zone.js';
import {
  forget,
  type GivenProof,
  noteNotMeant,
  noteRecorder,
  noteUser,
  type SignedIn,
  signedIn,
  takePlace,
  withProof,
} from './signed-in.js';

export type SessionDeps = {
  /** Where express-session keeps what belongs to a cookie. */
  store: Store;
  sessions: Sessions;
  limits: SessionLimits;
  /** What signs the cookies: the first signs, all are accepted. */
  secrets: readonly string[];
  /** People reach us by https: the cookie then goes by nothing else, and to no other host. */
  isSecure: boolean;
  directory: Pick<Directory, 'principal'>;
  /** The zone in which somebody who is here reads times; `named`: what their browser names, if it does. */
  zoneHere(principalId: PrincipalId, named: string | undefined): Promise<string>;
  /** One browser is one person: never in the demo, where it is many, who are where the directory says. */
  isOnePersons: boolean;
  /** When an administrator last took away what somebody proves who they are with: no earlier sign-in stands. */
  resetOf(principalId: PrincipalId): Promise<Instant | undefined>;
  clock: Clock;
  record: RecordAccess;
  refused: RecordRefusal;
  /** Tells the directory that somebody has signed in. */
  noteSignIn(principalId: PrincipalId): Promise<void>;
};

export type BrowserSessions = {
  /** Finds out who sent a request, before anything that asks `signedIn`. */
  load: readonly RequestHandler[];
  /** Logs what a page of another site has sent in somebody's session. */
  foreign: readonly RequestHandler[];
  /** Signs a person in, under a new cookie; whoever was signed in by this browser no longer is. */
  signIn(request: Request, principalId: PrincipalId, proof?: GivenProof): Promise<void>;
  /** Signs out whoever is signed in by this browser. */
  signOut(request: Request): Promise<void>;
  /** Whether who was signed in when a request began still is: for what outlasts a request. */
  isLive(person: Pick<SignedIn, 'sessionId' | 'principalId'>): Promise<boolean>;
  /** Where somebody is signed in, the place used last first. */
  listOf(principalId: PrincipalId): Promise<SignInSession[]>;
  end: Sessions['end'];
  endAllOf: Sessions['endAllOf'];
};

/** A look at a page is noted at most this often. */
const noted = seconds(30);
const longestDevice = 300;

/**
 * The sessions of browsers. A cookie holds nothing but a random, signed id; what it stands for is kept here, under the
 * limits, and looked up with every request together with whether its person may still sign in. Source: ASVS 5.0, 7.
 */
export function browserSessions(deps: SessionDeps): BrowserSessions {
  const { sessions, limits, clock, record } = deps;
  const leave = async (request: Request) => {
    const left = request.session.person;
    if (left) await sessions.end(left.sessionId, left.principalId);
  };
  const load = [cookies(deps), checked(deps)];
  return {
    load,
    foreign: [
      ...load,
      async (request, _response, next) => {
        await noteNotMeant(request, 'FOREIGN_PAGE');
        next();
      },
    ],
    async signIn(request, principalId, proof) {
      await leave(request);
      const now = clock.now();
      const person = newcomer(principalId, now);
      const by = { actor: principalId, address: request.ip };
      await record({ ...by, activity: 'signedIn', result: 'success', resultReason: proof?.by ?? '' });
      await sessions.open({
        id: person.sessionId,
        principalId,
        signedInAt: now,
        lastSeenAt: now,
        device: (request.get('user-agent') ?? '').slice(0, longestDevice),
      });
      await takePlace(request, proof ? withProof(person, proof) : person);
      await deps.noteSignIn(principalId);
    },
    async signOut(request) {
      const person = signedIn(request);
      await leave(request);
      await forget(request);
      const by = { actor: person?.principalId, address: request.ip };
      if (person) await record({ ...by, activity: 'signedOut', result: 'success', resultReason: '' });
    },
    async isLive(person) {
      const { live, allowed } = await lookUp(deps, person);
      return live !== undefined && allowed.ok;
    },
    async listOf(principalId) {
      const [all, resetAt] = await Promise.all([
        sessions.listOf(principalId, clock.now(), limits),
        deps.resetOf(principalId),
      ]);
      return all.filter((session) => isSince(session, resetAt));
    },
    end: sessions.end,
    endAllOf: sessions.endAllOf,
  };
}

const random = () => randomBytes(32).toString('base64url');

const newcomer = (principalId: PrincipalId, signedInAt: Instant): SignedIn => ({
  sessionId: random(),
  csrfToken: random(),
  principalId,
  signedInAt,
  authenticationContexts: [],
});

const cookies = ({ store, secrets, isSecure }: SessionDeps) =>
  session({
    store,
    secret: [...secrets],
    name: isSecure ? '__Host-latchkey' : 'latchkey',
    cookie: { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' },
    resave: false,
    saveUninitialized: false,
    unset: 'destroy',
  });

/** What counts of somebody who was signed in: their session, if it stands, and what the directory says of them now. */
async function lookUp(
  { sessions, limits, directory, resetOf, clock }: SessionDeps,
  { sessionId, principalId }: Pick<SignedIn, 'sessionId' | 'principalId'>,
) {
  const now = clock.now();
  const [found, principal, resetAt] = await Promise.all([
    sessions.find(sessionId, now, limits),
    directory.principal(principalId),
    resetOf(principalId),
  ]);
  const live = found?.principalId === principalId && isSince(found, resetAt) ? found : undefined;
  return { now, live, principal, allowed: decideSignIn(principal) };
}

/** Believes a cookie only while its session stands and its person may sign in. */
function checked(deps: SessionDeps): RequestHandler {
  const { sessions, record, refused } = deps;
  return async (request, response, next) => {
    noteRecorder(request, refused);
    const { person } = request.session;
    if (!person) return next();
    const { sessionId, principalId } = person;
    const { now, live, principal, allowed } = await lookUp(deps, person);
    if (!live || !allowed.ok || principal?.type !== 'user') {
      if (!allowed.ok && (await sessions.endAllOf(principalId)) > 0) {
        const { code } = allowed.refusal;
        await record({ activity: 'sessionsEnded', result: 'success', resultReason: code, subject: principalId });
      }
      await forget(request);
      return next();
    }
    await noteVisitor(deps, request, principal);
    response.set('cache-control', 'no-store');
    if (isOwnDoing(request) && now >= after(live.lastSeenAt, noted)) await sessions.seen(sessionId, now);
    next();
  };
}

async function noteVisitor({ isOnePersons, zoneHere }: SessionDeps, request: Request, user: User): Promise<void> {
  const named = isOnePersons ? browserZone(request) : undefined;
  noteUser(request, { ...user, timeZone: await zoneHere(user.id, named) }, named);
}

const isSince = ({ signedInAt }: SignInSession, resetAt: Instant | undefined) =>
  resetAt === undefined || signedInAt > resetAt;

/** What a page fetches on its own keeps nobody signed in, nor does what another site's page sends. */
const isOwnDoing = (request: Request) =>
  request.method === 'GET' ? request.get('sec-fetch-dest') !== 'empty' : isFromOwnPages(request);
