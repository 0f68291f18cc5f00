import type { webApi } from '@slack/bolt';
import { ask } from './to-adapter-error.js';

/** The conversations between Latchkey and single people. */
export type DirectMessages = {
  /** The channel of the conversation with this user, opened where it is not; undefined where Slack refuses one. */
  channelWith(userId: string): Promise<string | undefined>;
  /** Remembers a conversation that Slack has shown. */
  note(userId: string, channel: string): void;
  /** Whether this channel is known to be the conversation with this user. */
  isWith(userId: string, channel: string): boolean;
};

/** Codes of conversations.open for somebody who cannot be written to, now or ever. */
const NOBODY = ['user_not_found', 'users_not_found', 'user_not_visible', 'user_disabled', 'cannot_dm_bot'];

/** Opens conversations with people once and remembers their channels, which never change. */
export function directMessages(client: webApi.WebClient): DirectMessages {
  const channels = new Map<string, string>();
  return {
    async channelWith(userId) {
      const known = channels.get(userId);
      if (known) return known;
      const opened = (await ask(client.conversations.open({ users: userId }), NOBODY))?.channel?.id;
      if (opened) channels.set(userId, opened);
      return opened;
    },
    note: (userId, channel) => void channels.set(userId, channel),
    isWith: (userId, channel) => channels.get(userId) === channel,
  };
}
