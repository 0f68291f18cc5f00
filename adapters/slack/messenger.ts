import type { types, webApi } from '@slack/bolt';
import type { MessageRef, Messenger, Recipient } from '../../bot/outbox/messenger.js';
import type { View } from '../../cards/card.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { AdapterError } from '../../domain/ports/system.js';
import type { DirectMessages } from './direct-messages.js';
import type { People } from './people.js';
import { sdkBlocks } from './sdk-blocks.js';
import { ask } from './to-adapter-error.js';

/** Names the message in its metadata, which people do not see. */
const EVENT_TYPE = 'latchkey';
const NO_SUCH_PLACE = ['channel_not_found', 'not_in_channel', 'is_archived', 'user_not_found', 'user_disabled'];
const GONE = ['message_not_found', 'channel_not_found', 'not_in_channel', 'is_archived', 'cant_update_message'];

/** The content of a message from a view: what every posting and updating call carries. */
export function contentOf(view: View): { text: string; blocks: types.KnownBlock[] } {
  const { text, blocks } = renderBlockKit(view);
  return { text, blocks: sdkBlocks(blocks) };
}

/** Posts and updates messages in one workspace. `adminChannel` is a channel id; without one, alerts are unreachable. */
export function slackMessenger(deps: {
  client: webApi.WebClient;
  people: People;
  directMessages: DirectMessages;
  adminChannel: string | undefined;
}): Messenger {
  const { client, people, directMessages, adminChannel } = deps;

  async function channelOf(recipient: Recipient): Promise<string | undefined> {
    if (recipient.kind === 'channel') return adminChannel;
    const { principalId, account } = recipient;
    const userId = account === undefined ? await people.slackUserOf(principalId) : people.userOfAccount(account);
    return userId && directMessages.channelWith(userId);
  }

  async function change(channel: string, ts: string, view: View): Promise<'updated' | 'gone'> {
    const updated = await ask(client.chat.update({ channel, ts, ...contentOf(view) }), GONE);
    return updated ? 'updated' : 'gone';
  }

  return {
    surface: 'slack',

    async post(recipient, view, { key, isRetry }) {
      const channel = await channelOf(recipient);
      if (!channel) return 'unreachable';
      const landed = isRetry ? await findPosted(client, channel, key) : undefined;
      if (landed) {
        await change(channel, landed, view);
        return { channel, ts: landed };
      }
      const posted = await ask(
        client.chat.postMessage({
          channel,
          ...contentOf(view),
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: EVENT_TYPE, event_payload: { key } },
        }),
        NO_SUCH_PLACE,
      );
      return posted?.ts ? { channel: posted.channel ?? channel, ts: posted.ts } : 'unreachable';
    },

    async update(ref, view) {
      const { channel, ts } = toPlace(ref);
      return change(channel, ts, view);
    },
  };
}

/**
 * An earlier try may have landed though its answer was lost: looks for its key among the channel's last messages. What
 * it finds shows what was so at that time.
 */
async function findPosted(client: webApi.WebClient, channel: string, key: string): Promise<string | undefined> {
  const history = await ask(
    client.conversations.history({ channel, include_all_metadata: true, limit: 100 }),
    // Channels (unlike direct messages) need a further scope, which only those give who mind a doubled alert.
    [...NO_SUCH_PLACE, 'missing_scope'],
  );
  const message = history?.messages?.find(({ metadata }) => isOurs(metadata, key));
  return message?.ts;
}

function isOurs(metadata: { event_type?: string; event_payload?: object } | undefined, key: string): boolean {
  const payload: { key?: unknown } = metadata?.event_payload ?? {};
  return metadata?.event_type === EVENT_TYPE && payload.key === key;
}

function toPlace({ channel, ts }: MessageRef): { channel: string; ts: string } {
  if (typeof channel === 'string' && typeof ts === 'string') return { channel, ts };
  throw new AdapterError('rejected', 'Not the place of a Slack message');
}
