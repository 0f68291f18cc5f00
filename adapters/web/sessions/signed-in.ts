import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type {} from 'express-session';
import type { PrincipalId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import type { ProofMethod } from '../../../domain/proof/proofs.js';
import type { Instant } from '../../../domain/time.js';
import { say } from '../page/say.js';
import type { RecordRefusal, Refused } from '../refusals.js';
import { isFromOwnPages } from '../request-origin.js';
import type { SignInState } from './sign-in-state.js';
import { renewed, stored } from './stored.js';

/** Who is signed in here, and what they have proven of themselves. */
export type SignedIn = {
  /** The session's name, to list and to end it by. It stays when the cookie changes, and opens nothing. */
  sessionId: string;
  principalId: PrincipalId;
  /** What every form of this session has to carry as `_csrf`, or a script in the header `x-csrf-token`. */
  csrfToken: string;
  signedInAt: Instant;
  /** The latest proof: when, how, and, where it was given for one thing alone, for what. */
  provenAt?: Instant;
  provenBy?: ProofMethod;
  provenFor?: string;
  /** The authentication contexts (`c1` … `c99` at Entra) that the identity provider has vouched for with that proof. */
  authenticationContexts: readonly string[];
};

/** A proof that was just given. `for` names the one thing it was given for, such as a pending step-up's id. */
export type GivenProof = {
  by: ProofMethod;
  at: Instant;
  authenticationContexts: readonly string[];
  for?: string | undefined;
};

declare module 'express-session' {
  interface SessionData {
    /** Who signed in. Only a sign-in and a proof write it, each under a new cookie. */
    person: SignedIn;
    /** What this browser was sent to the identity provider for. */
    signInState: SignInState;
  }
}

/** A person with the time zone in which they read times. */
export type Visitor = User & { timeZone: string };

const users = new WeakMap<Request, { user: Visitor; namedZone: string | undefined }>();
const recorders = new WeakMap<Request, RecordRefusal>();

/**
 * Notes whom the directory knows as the sender of this request, and the time zone that their browser names, if it does:
 * for the one who loads its session.
 */
export function noteUser(request: Request, user: Visitor, namedZone: string | undefined): void {
  users.set(request, { user, namedZone });
}

/** Notes what logs that this request was refused: for the one who loads its session. */
export function noteRecorder(request: Request, recorder: RecordRefusal): void {
  recorders.set(request, recorder);
}

/** Logs that this request was refused, unless many alike were just before. */
export async function noteRefusal(request: Request, refused: Refused): Promise<void> {
  await recorders.get(request)?.(request, refused, signedIn(request)?.principalId);
}

/** Who sent this request; undefined where nobody is signed in, the session is over or the person is disabled. */
export function signedIn(request: Request): SignedIn | undefined {
  return users.has(request) ? request.session.person : undefined;
}

/** The person who is signed in, as the directory knows them now, with the time zone in which they read times. */
export function userOf(request: Request): Visitor | undefined {
  return users.get(request)?.user;
}

/** The time zone (IANA) that the browser of who is signed in names, if it does. */
export function zoneNamedBy(request: Request): string | undefined {
  return users.get(request)?.namedZone;
}

/** Lets on only who is signed in. A page that is looked at leads to the sign-in and back; anything else gets 401. */
export const mustBeSignedIn: RequestHandler = (request, response, next) => {
  if (signedIn(request)) return next();
  if (request.method === 'GET' && request.accepts(['html', 'json']) === 'html') {
    return response.redirect(303, `/sign-in?return=${encodeURIComponent(request.originalUrl)}`);
  }
  say(request, response, 401, 'You are not signed in, or not any more. Please sign in and try again.');
};

/**
 * Refuses with 403 whatever would change something and was not meant by the person: sent from another origin, or
 * without the session's own token. GET and HEAD pass, for they change nothing. Source: ASVS 5.0, 3.5.1–3.5.3.
 */
export const mustBeMeant: RequestHandler = async (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const expected = signedIn(request)?.csrfToken;
  const isOwn = isFromOwnPages(request);
  if (isOwn && expected !== undefined && isSame(expected, sentToken(request))) return next();
  await noteNotMeant(request, isOwn ? 'TOKEN_WRONG' : 'FOREIGN_PAGE');
  say(
    request,
    response,
    403,
    'This was not sent by a page of your present session, so nothing was done. Reload the page and try again.',
  );
};

/** Logs that something came in somebody's session which they did not mean; nothing where nobody is signed in. */
export async function noteNotMeant(request: Request, resultReason: 'TOKEN_WRONG' | 'FOREIGN_PAGE'): Promise<void> {
  const subject = signedIn(request)?.principalId;
  if (!subject) return;
  // Never the whole path: links carry one-time tokens, and who sent this may have chosen it.
  const [, area = ''] = /^\/([\w-]{1,30})(?=[/?]|$)/.exec(request.originalUrl) ?? [];
  const after = { method: request.method, area };
  await noteRefusal(request, { activity: 'requestRefused', resultReason, subject, after });
}

function sentToken(request: Request): string {
  const field: unknown = request.body?._csrf;
  return typeof field === 'string' ? field : (request.get('x-csrf-token') ?? '');
}

function isSame(expected: string, sent: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(sent)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Notes a proof that was just given, under a new session id; who is signed in and the forms' token stay.
 * Throws when nobody is signed in or the session cannot be stored.
 */
export async function proven(request: Request, proof: GivenProof): Promise<void> {
  const person = signedIn(request);
  if (!person) throw new Error('a proof was noted for nobody: mustBeSignedIn comes first');
  await takePlace(request, withProof(person, proof));
}

/** The same person with this proof in place of an earlier one. */
export function withProof({ provenFor: _, ...person }: SignedIn, proof: GivenProof): SignedIn {
  const { by: provenBy, at: provenAt, authenticationContexts } = proof;
  const provenFor = proof.for === undefined ? {} : { provenFor: proof.for };
  return { ...person, provenAt, provenBy, authenticationContexts, ...provenFor };
}

/** Puts this person under a cookie that nobody knew before. Throws when it cannot be stored. */
export async function takePlace(request: Request, person: SignedIn): Promise<void> {
  await renewed(request);
  request.session.person = person;
  await stored(request);
}

/** Forgets everything that belongs to this browser's cookie. */
export const forget = renewed;
