import { App, HTTPReceiver, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Messenger } from '../../bot/outbox/messenger.js';
import type { HandleTurn } from '../../bot/turns/turn.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import type { RateLimits } from '../../domain/ports/rate-limits.js';
import { AdapterError, type Clock, type Ids, type Log } from '../../domain/ports/system.js';
import { type Duration, duration, seconds } from '../../domain/time.js';
import { background, converser } from './converse.js';
import { directMessages } from './direct-messages.js';
import type { LinkFor } from './link-invitation.js';
import { listen } from './listeners.js';
import { slackMessenger } from './messenger.js';
import { slackPeople } from './people.js';
import { slackProfiles } from './profiles.js';
import { sdkLogger } from './sdk-logger.js';
import { type HttpListener, signedListener } from './signed-listener.js';
import { clientOptions, slackClient } from './slack-client.js';
import { socketConnection } from './socket-connection.js';
import { ask } from './to-adapter-error.js';

export type SlackConfig = {
  /** `xoxb-…` */
  botToken: string;
  /** Slack delivers by HTTP, signed with this. */
  signingSecret?: string | undefined;
  /** `xapp-…`: Slack delivers over a socket that we open; needs no public address. Comes before `signingSecret`. */
  appToken?: string | undefined;
  /** The id of the channel for alerts; Latchkey must be a member of it. */
  adminChannel?: string | undefined;
  /** Links people by their verified workspace address. Whoever administers the workspace can then be anybody. */
  matchByMail: boolean;
  /** Slack's Web API, for tests. */
  apiUrl?: string | undefined;
  /** For tests: how long a turn may take before Slack is not told "ok", and how long Slack may take to answer. */
  timeouts?: { turn?: Duration; call?: Duration } | undefined;
};

export type SlackDependencies = {
  config: SlackConfig;
  handle: HandleTurn;
  identities: Identities;
  directory: Directory;
  ids: Ids;
  clock: Clock;
  log: Log;
  /** The address at which somebody can link their account by signing in; missing where nobody can sign in. */
  linkFor?: LinkFor | undefined;
  limits?: RateLimits | undefined;
};

export type Slack = {
  messenger: Messenger;
  /** For POST /slack/events, where Slack delivers by HTTP. No body parser may run before it. */
  listener?: HttpListener;
  /** Proves that Slack still takes the bot token. Throws AdapterError where it does not. */
  prove(): Promise<void>;
  /** Waits for what is under way, as long as one call may take, and leaves Slack. Nothing acknowledged is lost. */
  stop(): Promise<void>;
};

/** Slack gives up on a delivery after three seconds. */
const TURN_TIMEOUT = duration(2500);
const CALL_TIMEOUT = seconds(10);
/** Of a turn's time: where Slack does not say who speaks, its last word on them must still serve in time. */
const PROFILE_SHARE = 0.6;

/**
 * Connects to one Slack workspace. Resolves when the bot token has been accepted and, in Socket Mode, Slack has said
 * hello. Throws AdapterError: `unauthorised` for a token Slack refuses, others when it cannot be reached.
 */
export async function startSlack(deps: SlackDependencies): Promise<Slack> {
  const { config, identities, clock, log } = deps;
  const callTimeout = config.timeouts?.call ?? CALL_TIMEOUT;
  const options = clientOptions(config.apiUrl, callTimeout);
  const client = slackClient(config.botToken, options);
  const workspace = await installedIn(client);
  const answerWithin = config.timeouts?.turn ?? TURN_TIMEOUT;
  const quick = slackClient(config.botToken, clientOptions(config.apiUrl, answerWithin * PROFILE_SHARE));
  const profiles = slackProfiles({ client: quick, ...workspace, identities, clock });
  const people = slackPeople({ ...deps, client, profiles, ...workspace, matchByMail: config.matchByMail });
  const conversations = directMessages(client);
  const inBackground = background(log);
  const converse = converser({ ...deps, people, answerWithin, inBackground });
  const messenger = slackMessenger({
    client,
    people,
    directMessages: conversations,
    adminChannel: config.adminChannel,
  });

  const { receiver, open } = receiverOf(config, options, clock, log);
  const app = new App({
    receiver,
    // The token was proven above: Bolt would prove it again, and an answer it does not like ends the process.
    authorize: async () => ({ botToken: config.botToken, ...workspace }),
    convoStore: false,
    logger: sdkLogger(log),
    clientOptions: options,
  });
  app.error(async (error) => {
    log.warn('slack.delivery-failed', { err: error });
    throw error;
  });
  acknowledgeLast(app);
  listen({ app, client, converse, directMessages: conversations, inBackground, log });
  const listening = await open();
  return {
    messenger,
    ...(listening.listener && { listener: listening.listener }),
    async prove() {
      await ask(client.auth.test());
    },
    async stop() {
      await inBackground.ended(callTimeout);
      await listening.close();
    },
  };
}

type Workspace = { teamId: string; botId: string; botUserId: string };

async function installedIn(client: webApi.WebClient): Promise<Workspace> {
  const identity = await ask(client.auth.test());
  if (!identity?.team_id || !identity.bot_id || !identity.user_id) {
    throw new AdapterError('unauthorised', 'The Slack token is not a bot token (xoxb-…) of a workspace');
  }
  return { teamId: identity.team_id, botId: identity.bot_id, botUserId: identity.user_id };
}

/**
 * Bolt acknowledges events before their listeners run. Here every delivery, over HTTP and over the socket, is
 * acknowledged when its listeners are done, with what they answered, and not at all when one of them threw.
 * What no listener knows is acknowledged too.
 */
function acknowledgeLast(app: App): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    let answer: unknown;
    await process({
      ...event,
      ack: async (response) => {
        answer = response;
      },
    });
    await event.ack(answer);
  };
}

type Listening = { listener?: HttpListener; close(): Promise<void> };

/** Where deliveries come in: a receiver for Bolt, and what opens it. */
function receiverOf(
  { appToken, signingSecret }: SlackConfig,
  options: ReturnType<typeof clientOptions>,
  clock: Clock,
  log: Log,
): { receiver: Receiver; open(): Promise<Listening> } {
  const logger = sdkLogger(log);
  if (appToken) {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: options },
    });
    return { receiver, open: () => socketConnection(receiver, log) };
  }
  if (!signingSecret) throw new Error('Slack needs a signing secret (HTTP) or an app token (Socket Mode)');
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    // The signed listener has verified the signature, by the clock that rules here.
    signatureVerification: false,
    processBeforeResponse: true,
    endpoints: ['/slack/events', '/'],
    processEventErrorHandler: async ({ response }) => {
      // Not acknowledged: Slack delivers it again.
      if (!response.headersSent) response.writeHead(503).end();
      return true;
    },
  });
  const listener = signedListener({ receiver, signingSecret, clock, log });
  return { receiver, open: async () => ({ listener, close: async () => {} }) };
}
