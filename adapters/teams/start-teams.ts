import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Messenger } from '../../bot/outbox/messenger.js';
import type { HandleTurn } from '../../bot/turns/turn.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import type { Clock, Ids, Log } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import { openGate } from './authentication.js';
import { httpListener } from './http-listener.js';
import { type Answer, type Delivered, receiveDeliveries } from './inbound.js';
import { teamsMessenger } from './messenger.js';
import { proveCredentials } from './prove-credentials.js';
import { channelServiceUrl } from './service-url.js';
import type { TeamsConfig } from './teams-config.js';

type Dependencies = {
  config: TeamsConfig;
  handle: HandleTurn;
  identities: Identities;
  directory: Directory;
  ids: Ids;
  clock: Clock;
  log: Log;
};

export type Teams = {
  messenger: Messenger;
  /** For `POST /api/messages`, with the body still unread. */
  listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Proves the bot's secret. Throws AdapterError where it is refused, or nothing can be known of it. */
  prove(): Promise<void>;
  /** Takes nothing more, and resolves when what has been taken is answered. */
  stop(): Promise<void>;
};

/**
 * Connects Teams: who may speak is verified, what they say becomes a turn for `handle`, and the messenger writes to
 * them. Throws an error that names the setting at fault where authentication would not hold, and proves that it does
 * by refusing itself entry before it returns.
 */
export async function startTeams(parts: Dependencies): Promise<Teams> {
  const { config, log } = parts;
  const gate = await openGate(config, parts.clock);
  const render = renderAdaptiveCard;
  const { track, ended } = tracker();
  const handle: HandleTurn = (turn) => track(parts.handle(turn));
  const receive = receiveDeliveries({ ...parts, handle, gate, render });
  if (config.mode === 'authenticated')
    await proveAuthentication(receiveDeliveries({ ...parts, log: silent, gate, render }), channelServiceUrl(config));

  let isStopping = false;
  const listen = httpListener(async (delivered) => (isStopping ? { status: 503 } : receive(delivered)), {
    isLoopbackOnly: config.mode === 'playground',
    log,
  });
  return {
    messenger: teamsMessenger({ config, gate, identities: parts.identities, render, log }),
    listener: (request, response) => void track(listen(request, response)),
    async prove() {
      if (config.mode === 'authenticated') await proveCredentials(config, PROOF_TIMEOUT);
    },
    async stop() {
      isStopping = true;
      await ended();
    },
  };
}

/** How long Entra may take to answer for the secret. */
const PROOF_TIMEOUT = seconds(10);

/** The probes of the proof are no unauthenticated callers' and do not belong in the log. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };

/** Keeps what is under way, turns that have outlived their delivery among it. */
function tracker() {
  const underWay = new Set<Promise<unknown>>();
  return {
    track<T>(work: Promise<T>): Promise<T> {
      const ended: Promise<unknown> = work.then(
        () => underWay.delete(ended),
        () => underWay.delete(ended),
      );
      underWay.add(ended);
      return work;
    },
    async ended() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Knocks without a token and with one that says nothing: both must be turned away, whatever the settings claim. */
async function proveAuthentication(receive: (delivered: Delivered) => Promise<Answer>, serviceUrl: string) {
  const conversation = { id: 'proof', conversationType: 'personal' };
  const nobody = { id: 'nobody' };
  const activity = { type: 'event', channelId: 'msteams', serviceUrl, conversation, from: nobody, recipient: nobody };
  for (const authorization of ['', 'Bearer e30.e30.']) {
    const { status } = await receive({ authorization, body: JSON.stringify(activity) });
    if (status !== 401)
      throw new Error(`Teams cannot be started safely: a stranger at the door was answered ${status}.`);
  }
}
