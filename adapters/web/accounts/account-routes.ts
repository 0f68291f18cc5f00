import express, { type Request, type Response, type Router } from 'express';
import type { HandleTurn } from '../../../bot/turns/turn.js';
import { accessRefusalText } from '../../../cards/account/access-refusal-text.js';
import type { Action } from '../../../cards/actions.js';
import { commandId, correlationId, type PrincipalId, principalId } from '../../../domain/ids.js';
import type { Directory, User } from '../../../domain/ports/directory.js';
import type { IdentityLinks } from '../../../domain/ports/identities.js';
import type { RateLimits } from '../../../domain/ports/rate-limits.js';
import type { Clock, Ids, Log } from '../../../domain/ports/system.js';
import { after, minutes } from '../../../domain/time.js';
import type { RecordAccess } from '../../../domain/usecases/assignment/record-access.js';
import type { linkAccount, lookAtLink, unlinkAccount } from '../../../domain/usecases/person/link-account.js';
import { limited, linkUses } from '../limit.js';
import type { Flash } from '../page/page.js';
import { say } from '../page/say.js';
import type { BrowserSessions } from '../sessions/browser-sessions.js';
import { mustBeMeant, mustBeSignedIn, noteRefusal, type SignedIn, signedIn, userOf } from '../sessions/signed-in.js';
import type { AccountViewer } from './account-viewer.js';
import { identitiesPage } from './identities-page.js';
import { linkPage, linkRefusedPage } from './link-pages.js';

type AccountDeps = {
  links: IdentityLinks;
  lookAtLink: ReturnType<typeof lookAtLink>;
  linkAccount: ReturnType<typeof linkAccount>;
  unlinkAccount: ReturnType<typeof unlinkAccount>;
  sessions: BrowserSessions;
  limits: RateLimits;
  record: RecordAccess;
  /** Takes what is done to another person, as any other turn. */
  handle: HandleTurn;
  clock: Clock;
  ids: Ids;
  log: Log;
  directory: Pick<Directory, 'principal'>;
  /** Whether somebody manages the roles of the directory, and so may see and end what is linked to others. */
  mayAdminister(principalId: PrincipalId): Promise<boolean>;
};

/** A stolen session, hours old, must not bind another account to its person permanently. */
const signInIsFresh = minutes(5);

const done: Record<string, Flash> = {
  linked: { text: 'The account is linked to you. You can use Latchkey from there now.', tone: 'good' },
  unlinked: { text: 'The account is not linked any more.', tone: 'good' },
  ended: { text: 'Signed out there.', tone: 'good' },
};

/**
 * `/identities` (what is linked to me, where I am signed in; with `of`, to somebody else, for those who administer the
 * directory's roles) and `/link/<token>`, which links an account.
 */
export function accountRoutes(deps: AccountDeps): Router {
  const router = express.Router();
  router.use(['/identities', '/link'], mustBeSignedIn, mustBeMeant);
  router.use('/link', limited(deps, linkUses));
  router.get('/identities', async (request, response) => {
    const subject = await subjectOf(deps, request, request.query.of);
    if (!subject) return say(request, response, 404, NOBODY);
    await showIdentities(deps, request, response, subject, done[String(request.query.done)]);
  });
  router.post('/identities/unlink', async (request, response) => {
    const { person } = whoLooks(deps, request);
    const subject = await subjectOf(deps, request, request.body?.of);
    const { surface, account } = request.body ?? {};
    const isAccount = surface === 'slack' && typeof account === 'string';
    if (subject && isAccount && subject.id !== person.principalId) {
      const linked = await deps.links.allOf(subject.id);
      if (!linked.some((each) => each.surface === surface && each.externalId === account)) {
        return say(request, response, 404, 'No such account is linked.');
      }
      const action = { do: 'unlink-account', principalId: subject.id, surface, account } as const;
      return carryOutForOther(deps, request, response, action);
    }
    const isTheirs =
      subject !== undefined &&
      isAccount &&
      (await deps.unlinkAccount({ surface, externalId: account }, actingFrom(request, person), subject.id));
    if (!isTheirs) return say(request, response, 404, 'No such account is linked.');
    response.redirect(303, pageOf(request, subject.id, 'unlinked'));
  });
  endSessions(router, deps);
  openLinks(router, deps);
  return router;
}

async function showIdentities(
  deps: AccountDeps,
  request: Request,
  response: Response,
  subject: User,
  flash: Flash | undefined,
): Promise<void> {
  const { person, viewer } = whoLooks(deps, request);
  const [linked, sessions] = await Promise.all([deps.links.allOf(subject.id), deps.sessions.listOf(subject.id)]);
  response.type('html').send(identitiesPage(viewer, { subject, linked, sessions, here: person.sessionId, flash }));
}

const NOBODY = 'There is nobody here whom you may look at.';

/**
 * Whom it is about: the person themself, or somebody else, whom only an administrator gets to see. That anybody else
 * tried is logged.
 */
async function subjectOf(
  { mayAdminister, directory }: AccountDeps,
  request: Request,
  of: unknown,
): Promise<User | undefined> {
  const user = userOf(request);
  if (!user || of === undefined || of === user.id) return user;
  if (typeof of !== 'string') return undefined;
  if (!(await mayAdminister(user.id))) {
    await noteRefusal(request, { activity: 'requestRefused', resultReason: 'NOT_PERMITTED', actor: user.id });
    return undefined;
  }
  const found = await directory.principal(principalId(of));
  return found?.type === 'user' ? found : undefined;
}

/**
 * Does to another person what a turn of the administrator's asks for: so it is asked for a proof where that is needed, and
 * the browser is led to where it is given.
 */
async function carryOutForOther(
  deps: AccountDeps,
  request: Request,
  response: Response,
  action: Extract<Action, { do: 'end-sessions' | 'unlink-account' }>,
): Promise<void> {
  const user = userOf(request);
  if (!user) throw new Error('a page of somebody was asked by nobody: mustBeSignedIn comes first');
  const reply = await deps.handle({
    commandId: commandId(`web:${deps.ids.next()}`),
    correlationId: correlationId(deps.ids.next()),
    surface: 'web',
    actor: user.id,
    address: request.ip,
    timeZone: user.timeZone ?? 'UTC',
    input: { kind: 'press', action, fields: {} },
  });
  const link = reply.kind === 'delivered' ? reply.prove : undefined;
  // Its path alone: a redirect never leads to another origin.
  if (link !== undefined) return response.redirect(303, new URL(link).pathname);
  const { said, text } = { said: undefined, text: undefined, ...reply };
  const subject = await deps.directory.principal(principalId(action.principalId));
  if (subject?.type !== 'user') return say(request, response, 404, NOBODY);
  await showIdentities(deps, request, response, subject, { text: text ?? said ?? 'Done.', tone: 'good' });
}

const pageOf = (request: Request, subject: PrincipalId, what: string): string =>
  `/identities?${subject === userOf(request)?.id ? '' : `of=${encodeURIComponent(subject)}&`}done=${what}`;

function endSessions(router: Router, deps: AccountDeps): void {
  const { sessions, record } = deps;
  const noteEnd = ({ ip: address }: Request, actor: PrincipalId, subject: PrincipalId, resultReason: string) =>
    record({ activity: 'sessionsEnded', result: 'success', resultReason, actor, subject, address });

  router.post('/identities/sessions/end', async (request, response) => {
    const { person } = whoLooks(deps, request);
    const isTheirs = await sessions.end(String(request.body?.session ?? ''), person.principalId);
    if (!isTheirs) return say(request, response, 404, 'You are not signed in there, or not any more.');
    await noteEnd(request, person.principalId, person.principalId, 'one');
    response.redirect(303, '/identities?done=ended');
  });
  router.post('/identities/sessions/end-others', async (request, response) => {
    const { person } = whoLooks(deps, request);
    const subject = await subjectOf(deps, request, request.body?.of);
    if (!subject) return say(request, response, 404, NOBODY);
    if (subject.id !== person.principalId) {
      return carryOutForOther(deps, request, response, { do: 'end-sessions', principalId: subject.id });
    }
    await sessions.endAllOf(subject.id, person.sessionId);
    await noteEnd(request, person.principalId, subject.id, 'all');
    response.redirect(303, pageOf(request, subject.id, 'ended'));
  });
}

function openLinks(router: Router, deps: AccountDeps): void {
  const isFresh = ({ signedInAt, provenAt }: SignedIn) =>
    deps.clock.now() < after(provenAt && provenAt > signedInAt ? provenAt : signedInAt, signInIsFresh);

  router.get('/link/:token', async (request, response) => {
    const { person, viewer } = whoLooks(deps, request);
    const { token } = request.params;
    const offer = await deps.lookAtLink(token);
    if (!offer) return refuse(response, 404, linkRefusedPage(viewer, accessRefusalText.LINK_NOT_FOUND));
    if (!isFresh(person))
      return refuse(response, 403, linkRefusedPage(viewer, accessRefusalText.SIGN_IN_TOO_OLD, token));
    response.type('html').send(linkPage(viewer, offer, token));
  });
  router.post('/link/:token', async (request, response) => {
    const { person, viewer } = whoLooks(deps, request);
    const { token } = request.params;
    if (!isFresh(person))
      return refuse(response, 403, linkRefusedPage(viewer, accessRefusalText.SIGN_IN_TOO_OLD, token));
    const linked = await deps.linkAccount(token, actingFrom(request, person));
    if (linked.ok) return response.redirect(303, '/identities?done=linked');
    const { code } = linked.refusal;
    refuse(response, code === 'LINK_NOT_FOUND' ? 404 : 409, linkRefusedPage(viewer, accessRefusalText[code]));
  });
}

const actingFrom = ({ ip: address }: Request, { principalId: actor }: SignedIn) => ({ actor, address });

const refuse = (response: Response, status: number, html: string) =>
  void response.status(status).type('html').send(html);

function whoLooks({ clock }: AccountDeps, request: Request): { person: SignedIn; viewer: AccountViewer } {
  const [person, user] = [signedIn(request), userOf(request)];
  if (!person || !user) throw new Error('a page of somebody was asked by nobody: mustBeSignedIn comes first');
  return { person, viewer: { user, csrfToken: person.csrfToken, now: clock.now() } };
}
