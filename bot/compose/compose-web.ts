import express, { type RequestHandler, type Router } from 'express';
import { systemIds } from '../../adapters/system/ids.js';
import { sampledLog } from '../../adapters/system/sampled-log.js';
import { systemTokens } from '../../adapters/system/tokens.js';
import { accountRoutes } from '../../adapters/web/accounts/account-routes.js';
import type { WebChat } from '../../adapters/web/chat/web-chat.js';
import { anyChange, anyChangeInAnHour, limited } from '../../adapters/web/limit.js';
import { openStreams } from '../../adapters/web/open-streams.js';
import { pageFiles } from '../../adapters/web/page/page-files.js';
import { portal } from '../../adapters/web/portal/portal.js';
import { recordRefusals } from '../../adapters/web/refusals.js';
import {
  type BrowserSessions,
  browserSessions,
  type SessionDeps,
} from '../../adapters/web/sessions/browser-sessions.js';
import { type SignInStates, signInStatesOf } from '../../adapters/web/sessions/sign-in-state.js';
import { sharedFairly } from '../../adapters/web/shared-fairly.js';
import { identityProvider } from '../../adapters/web/sign-in/identity-provider.js';
import { type ProviderSignIn, providerSignIn } from '../../adapters/web/sign-in/provider-sign-in.js';
import { signInRoutes } from '../../adapters/web/sign-in/sign-in-routes.js';
import { visitorBudget } from '../../adapters/web/visitor-budget.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { LinkOffer } from '../../domain/ports/link-offers.js';
import type { Log } from '../../domain/ports/system.js';
import { duration } from '../../domain/time.js';
import { type RecordAccess, recordAccess } from '../../domain/usecases/assignment/record-access.js';
import { may } from '../../domain/usecases/common/authority.js';
import { linkAccount, lookAtLink, offerLink, unlinkAccount } from '../../domain/usecases/person/link-account.js';
import { directoryAdministration } from '../../domain/usecases/upkeep/resolve-dead-letters.js';
import type { Config } from '../config/config.js';
import { demoPeople } from '../demo/demo-people.js';
import type { FarEnd } from '../jobs/far-end.js';
import { portalReads } from '../portal/portal-reads.js';
import { answerInPlace } from '../turns/answer-in-place.js';
import type { DispatchDeps } from '../turns/dispatch.js';
import type { NoteSignIn } from '../turns/note-sign-ins.js';
import type { PendingStepUps } from '../turns/pending-step-ups.js';
import type { HandleTurn } from '../turns/turn.js';
import { zoneHere } from '../views/zone-of.js';
import { openWebChat } from './compose-chat.js';
import type { Database } from './compose-database.js';
import { proofRouters } from './compose-proofs.js';

export type WebParts = Database & {
  handle: HandleTurn;
  turns: DispatchDeps;
  stepUps: PendingStepUps;
  /** There is something to deliver. */
  wake(): void;
  noteSignIn: NoteSignIn;
  log: Log;
  /** Where people reach us; known once the server listens. */
  publicUrl: () => string;
  /** What is not well outside, in words. */
  troubles(): readonly string[];
};

export type Web = {
  /** In the order in which they are asked. */
  routers: readonly Router[];
  /** What stands before all else. */
  visitorLimit: RequestHandler;
  /** Is shown what a page of another site has sent, before it is refused. */
  foreign: RequestHandler;
  chat: Pick<WebChat, 'messenger' | 'stop'>;
  /** Where people sign in, if that is outside. */
  farEnds: readonly FarEnd[];
  /** What has to be set at the identity provider, as the last sign-ins show. */
  troubles(): readonly string[];
  /** The address at which whoever signs in can link this account to themself. */
  linkFor(account: Omit<LinkOffer, 'tokenHash' | 'expiresAt'>): Promise<string>;
};

/**
 * The web for people: signing in and all that needs it. Undefined where nobody could sign in: no identity provider is
 * set and it is no demo.
 */
export async function openWeb(config: Config, given: WebParts): Promise<Web | undefined> {
  if (!config.isDemo && !config.web.signIn) return undefined;
  const parts = { ...given, log: sampledLog(given.log, given.clock) };
  const record = recordAccess({ ...parts, ids: systemIds });
  const secrets = config.web.sessionSecrets ?? [await parts.storedSecret('session')];
  const cookies = { secrets, isSecure: config.web.publicUrl?.startsWith('https:') ?? false };
  const sessions = sessionsOf(config, parts, record, cookies);
  const { provider, farEnds } = providerOf(config, parts, sessions, signInStatesOf(cookies));
  const links = { ...parts, offers: parts.linkOffers, links: parts.identities, tokens: systemTokens, record };
  const offer = offerLink(links);
  const mayAdminister = (id: PrincipalId) => may(reachOf(parts), 'manage', directoryAdministration, id);
  const streams = openStreams();
  const budget = visitorBudget(parts);
  const chat = openWebChat(config, { ...parts, streams }, sessions, mayAdminister);
  const shared = { ...parts, limits: parts.rateLimits, sessions, record };
  const way = provider
    ? ({ kind: 'provider', provider } as const)
    : ({ kind: 'choose', people: async () => (await demoPeople(parts)).people, ...parts } as const);
  return {
    visitorLimit: budget.visitorLimit,
    foreign: routerOf(...sessions.foreign),
    routers: [
      pageFiles(),
      routerOf(...sessions.load, budget.onceKnown, sharedFairly()),
      // It counts on its own: in the demo one person says what many do.
      chat.router,
      routerOf(changesOnly(limited(shared, anyChange)), changesOnly(limited(shared, anyChangeInAnHour))),
      signInRoutes({ ...shared, way, countedAs: budget.countedAs }),
      accountRoutes({
        ...shared,
        ids: systemIds,
        links: parts.identities,
        lookAtLink: lookAtLink(links),
        linkAccount: linkAccount(links),
        unlinkAccount: unlinkAccount(links),
        mayAdminister,
      }),
      ...proofRouters({ ...parts, config, database: parts, record, stepUp: provider?.stepUp }),
      portal({
        ...portalParts(parts),
        isLive: sessions.isLive,
        streams,
        administrationWithoutProof: config.administrationWithoutProof,
      }),
    ],
    chat,
    farEnds,
    troubles: () => provider?.troubles() ?? [],
    linkFor: async (account) => `${parts.publicUrl()}/link/${await offer(account)}`,
  };
}

const reachOf = ({ directory, store, clock }: WebParts) => ({ directory, reads: store.read, now: clock.now() });

function sessionsOf(
  { isDemo, web }: Config,
  parts: WebParts,
  record: RecordAccess,
  cookies: Pick<SessionDeps, 'secrets' | 'isSecure'>,
): BrowserSessions {
  const { idle, absolute } = web.sessionLimits;
  return browserSessions({
    ...parts,
    ...cookies,
    record,
    refused: recordRefusals({ limits: parts.rateLimits, record }),
    resetOf: async (principalId) => (await parts.store.read.authenticators.of(principalId)).resetAt,
    zoneHere: (principalId, named) => zoneHere(parts, principalId, named),
    isOnePersons: !isDemo,
    store: parts.browserStore(),
    limits: { idle: duration(idle), absolute: duration(absolute) },
  });
}

function providerOf(
  { web: { signIn } }: Config,
  parts: WebParts,
  sessions: BrowserSessions,
  signInStates: SignInStates,
): { provider?: ProviderSignIn; farEnds: FarEnd[] } {
  if (!signIn) return { farEnds: [] };
  const provider = identityProvider(signIn, parts.log);
  return {
    provider: providerSignIn({ ...parts, provider, rule: signIn, sessions, signInStates }),
    farEnds: [{ name: 'the identity provider', prove: provider.prove }],
  };
}

const portalParts = ({ turns, watch, clock, troubles }: WebParts) => ({
  troubles,
  reads: portalReads(turns),
  answer: answerInPlace(turns),
  watch,
  ids: systemIds,
  clock,
});

function routerOf(...handlers: RequestHandler[]): Router {
  const router = express.Router();
  router.use(...handlers);
  return router;
}

const changesOnly =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.method === 'GET' || request.method === 'HEAD' ? next() : handler(request, response, next);
