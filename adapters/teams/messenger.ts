import type { ConversationReference, TurnContext } from 'botbuilder';
import type { Messenger, Recipient } from '../../bot/outbox/messenger.js';
import type { Identities } from '../../domain/ports/identities.js';
import type { Log } from '../../domain/ports/system.js';
import type { Gate } from './authentication.js';
import { callFault, isOutOfReach } from './errors.js';
import { type RenderCard, viewMessage } from './replies.js';
import { channelServiceUrl, isServiceUrlAllowed } from './service-url.js';
import { parseAddress, parseRef, type TeamsAddress, type TeamsRef } from './teams-address.js';
import type { TeamsConfig } from './teams-config.js';
import { within } from './within.js';

type Outbound = { config: TeamsConfig; gate: Gate; identities: Identities; render: RenderCard; log: Log };

/** How long a call may take with the bot's sign-in before it, in milliseconds. The SDK's sign-in has no deadline. */
const SIGN_IN_AND_CALL = 25_000;

/**
 * Writes to people in their own chat with the bot and to the administrators' channel, and changes what it wrote.
 * Teams knows no key by which a repeated post could be recognised: after an answer that was lost, a message may show
 * twice. People are reachable once they have the app and the bot has heard from their chat.
 */
export function teamsMessenger(outbound: Outbound): Messenger {
  const { config, gate, render, log } = outbound;
  return {
    surface: 'teams',
    async post(recipient, view) {
      const message = viewMessage(view, render);
      try {
        if (recipient.kind === 'channel') return (await postToChannel(outbound, message)) ?? 'unreachable';
        const address = await addressOf(outbound, recipient);
        if (!address) return 'unreachable';
        const sent = await within(
          SIGN_IN_AND_CALL,
          at(gate, address, (context) => context.sendActivity(message)),
        );
        return { ...address, activityId: sent?.id ?? '' };
      } catch (error) {
        if (!isOutOfReach(error)) throw callFault(error);
        log.info('teams.recipient-out-of-reach', { recipient: recipient.kind, err: callFault(error) });
        return 'unreachable';
      }
    },
    async update(ref, view) {
      const place = parseRef(ref);
      if (!place || !isServiceUrlAllowed(config, place.serviceUrl)) return 'gone';
      const message = { ...viewMessage(view, render), id: place.activityId };
      try {
        await within(
          SIGN_IN_AND_CALL,
          at(gate, place, (context) => context.updateActivity(message)),
        );
        return 'updated';
      } catch (error) {
        if (isOutOfReach(error)) return 'gone';
        throw callFault(error);
      }
    },
  };
}

async function addressOf(
  { config, identities }: Outbound,
  { principalId }: Extract<Recipient, { kind: 'person' }>,
): Promise<TeamsAddress | undefined> {
  const address = parseAddress((await identities.find('teams', principalId))?.address);
  return address && isServiceUrlAllowed(config, address.serviceUrl) ? address : undefined;
}

/** Runs `work` in a conversation that the bot has been in before. */
async function at<T>(
  gate: Gate,
  { conversationId, serviceUrl }: TeamsAddress,
  work: (context: TurnContext) => Promise<T>,
) {
  const reference = {
    channelId: 'msteams',
    serviceUrl,
    conversation: { id: conversationId },
    bot: { id: `28:${gate.appId}` },
  } as ConversationReference;
  let result: T | undefined;
  await gate.adapter.continueConversationAsync(gate.appId, reference, async (context) => {
    result = await work(context);
  });
  return result;
}

/** Starts a thread in the administrators' channel. Its id names the root message too: `19:…;messageid=1700000000000`. */
async function postToChannel(
  { config, gate }: Outbound,
  message: ReturnType<typeof viewMessage>,
): Promise<TeamsRef | undefined> {
  if (config.mode !== 'authenticated' || !config.adminChannel) return undefined;
  const serviceUrl = channelServiceUrl(config);
  const thread = {
    isGroup: true,
    bot: { id: `28:${gate.appId}`, name: '' },
    tenantId: config.tenantId,
    channelData: { channel: { id: config.adminChannel }, tenant: { id: config.tenantId } },
    activity: message,
  } as Parameters<typeof gate.adapter.createConversationAsync>[4];
  let conversationId = '';
  await within(
    SIGN_IN_AND_CALL,
    gate.adapter.createConversationAsync(gate.appId, 'msteams', serviceUrl, '', thread, async ({ activity }) => {
      conversationId = activity.conversation.id;
    }),
  );
  return { serviceUrl, conversationId, activityId: /;messageid=(\w+)/.exec(conversationId)?.[1] ?? '' };
}
