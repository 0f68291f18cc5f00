import type { TurnContext } from 'botbuilder';
import type { HandleTurn, Reply } from '../../bot/turns/turn.js';
import { notStoredText } from '../../cards/words/not-stored-text.js';
import { type CorrelationId, correlationId } from '../../domain/ids.js';
import type { Directory, User } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import { AdapterError, type Clock, type Ids, type Log } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import type { Gate } from './authentication.js';
import { callFault } from './errors.js';
import { nameMentions } from './name-mentions.js';
import { type InboundActivity, parseActivity } from './parse-activity.js';
import { keepAddress, recogniseSender } from './recognise-sender.js';
import { invokeBody, type RenderCard, sendReply } from './replies.js';
import type { TeamsConfig } from './teams-config.js';
import { toTurn } from './to-turn.js';
import { foreignPart, isChannelServed } from './verify-origin.js';
import { within } from './within.js';

/** A delivery as it came over HTTP, its body undefined where it showed no token and so was not read; and what is answered. */
export type Delivered = { authorization: string; body: string | undefined };
export type Answer = { status: number; body?: unknown };

export type Inbound = {
  config: TeamsConfig;
  gate: Gate;
  handle: HandleTurn;
  identities: Identities;
  directory: Directory;
  render: RenderCard;
  ids: Ids;
  clock: Clock;
  log: Log;
};

/** Teams gives up on a button after 10 to 15 seconds. */
const ANSWER_TIMEOUT = seconds(5);

const PERSONAL_ONLY =
  'Roles are between you and me, so please write to me in our personal chat: choose my name and then "Chat".';
const NOT_LOOKED_UP =
  'I could not look up your account just now, so I have not done anything yet. Please try again in a minute.';
const STILL_WORKING =
  'This is taking longer than usual, and I cannot say yet whether it went through. ' +
  'Please look at "my requests" in a moment before you try again.';

/**
 * Makes the receiver of deliveries: shape, channel, token and origin are checked in this order, and a delivery that
 * fails one gets no further. Answers 200 only once everything that it brought about is stored. Never throws.
 */
export function receiveDeliveries(inbound: Inbound): (delivered: Delivered) => Promise<Answer> {
  const count = refusalCounter(inbound);
  const refuse = (status: number, reason: string): Answer => {
    count(reason);
    return { status };
  };
  return async ({ authorization, body }) => {
    const { config, gate, log } = inbound;
    if (body === undefined) return refuse(401, 'token');
    const activity = parseActivity(body);
    if (!activity) return refuse(400, 'malformed');
    if (!isChannelServed(config, activity)) return refuse(403, 'channel');
    const authenticated = await gate.authenticate(activity, authorization);
    if (typeof authenticated === 'string') return refuse(...unproven[authenticated]);
    const foreign = foreignPart(config, activity);
    if (foreign) return refuse(403, foreign);
    const id = correlationId(inbound.ids.next());
    try {
      return await gate.turn(activity, authenticated, (context) => take(inbound, context, activity, id));
    } catch (error) {
      // Not 200: where Teams delivers again, the command id keeps it from happening twice.
      log.warn('teams.reply-failed', { correlationId: id, err: callFault(error) });
      return { status: 502 };
    }
  };
}

const unproven: Record<'refused' | 'unavailable', [status: number, reason: string]> = {
  refused: [401, 'token'],
  unavailable: [503, 'no keys'],
};

async function take(inbound: Inbound, context: TurnContext, activity: InboundActivity, id: CorrelationId) {
  switch (activity.type) {
    case 'message':
      await sendReply(context, activity, await replyTo(inbound, activity, id), inbound.render);
      return { status: 200 };
    case 'invoke': {
      if (activity.name !== 'adaptiveCard/action') return { status: 501 };
      const reply = await orStillWorking(replyTo(inbound, activity, id), inbound.config);
      return { status: 200, body: invokeBody(reply, inbound.render) };
    }
    case 'installationUpdate':
    case 'conversationUpdate':
      if (isPersonal(activity)) await speaker(inbound, activity, id);
      return { status: 200 };
    default:
      return { status: 200 };
  }
}

async function replyTo(inbound: Inbound, activity: InboundActivity, id: CorrelationId): Promise<Reply> {
  if (!isPersonal(activity)) return said(PERSONAL_ONLY);
  try {
    const user = await speaker(inbound, activity, id);
    if (typeof user === 'string') return said(user);
    const text = await nameMentions(inbound.directory, activity);
    return await inbound.handle(toTurn({ ...activity, text }, user, id));
  } catch (error) {
    if (error instanceof AdapterError && error.retryable) {
      inbound.log.warn('teams.turn-not-stored', { correlationId: id, err: error });
      return said(notStoredText); // Teams does not deliver it again, so that the person has to
    }
    inbound.log.error('teams.turn-failed', { correlationId: id, err: error });
    return said(`Sorry, something went wrong on my side. Your administrator can look it up as ${id}.`);
  }
}

/** Who speaks, with where to write to them noted; or what they are told instead. */
async function speaker(inbound: Inbound, activity: InboundActivity, id: CorrelationId): Promise<User | string> {
  const { directory, identities, log } = inbound;
  try {
    const sender = await recogniseSender(directory, activity);
    if (!sender.ok) {
      log.warn('teams.sender-refused', { correlationId: id, reason: sender.reason });
      return sender.text;
    }
    const isLeaving = activity.type === 'installationUpdate' && activity.action?.startsWith('remove');
    const address = { conversationId: activity.conversation.id, serviceUrl: activity.serviceUrl };
    await keepAddress(
      identities,
      { id: sender.user.id, externalId: sender.externalId },
      isLeaving ? undefined : address,
    );
    return sender.user;
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    log.warn('teams.sender-not-looked-up', { correlationId: id, err: error });
    return NOT_LOOKED_UP;
  }
}

/** In a channel or a group everyone would read along, and a role is nobody else's business. */
const isPersonal = ({ conversation }: InboundActivity) => conversation.conversationType === 'personal';

const said = (text: string): Reply => ({ kind: 'said', text });

async function orStillWorking(reply: Promise<Reply>, config: TeamsConfig): Promise<Reply> {
  const timeouts = config.mode === 'authenticated' ? config.timeouts?.answer : undefined;
  return within(timeouts ?? ANSWER_TIMEOUT, reply).catch(() => said(STILL_WORKING)); // `reply` itself never fails
}

/** Counts refused deliveries and writes one line a minute at most: anybody can send them, nobody may fill the log. */
function refusalCounter({ clock, log }: Inbound): (reason: string) => void {
  let counts: Record<string, number> = {};
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (reason) => {
    counts[reason] = (counts[reason] ?? 0) + 1;
    if (clock.now() < quietUntil) return;
    log.warn('teams.deliveries-refused', { counts });
    counts = {};
    quietUntil = clock.now() + 60_000;
  };
}
