import { randomUUID } from 'node:crypto';
import type { Kind } from '../../../support/platforms/fake-slack-delivery.js';
import type { Doing } from '../said.js';
import type { FarSlack } from './far-slack.js';

type Json = Record<string, unknown>;

const APP = 'A0LATCHKEY';
const BOT = 'U0LATCHKEY';
const kinds = { events_api: 'message', slash_commands: 'command', interactive: 'press' } as const;

/** What people do in Slack, as signed HTTP. */
export function slackDoings({ fake, channels, responseUrl, told }: FarSlack) {
  const doing = (who: string, words: string, kind: Kind, id: string, payload: Json): Doing => ({
    commandId: `slack:${id}`,
    who,
    words,
    kind: kinds[kind],
    told: () => told(id),
    isRetried: kind === 'events_api',
    async send() {
      const { status, body } = await fake.deliver(kind, payload);
      return { isTaken: status === 200, body };
    },
  });

  return {
    /** Writes to Latchkey directly. */
    message(who: string, text: string): Doing {
      const id = `Ev${randomUUID()}`;
      const ts = String(Date.now() / 1000);
      return doing(who, text, 'events_api', id, {
        type: 'event_callback',
        team_id: fake.teamId,
        api_app_id: APP,
        event_id: id,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [{ team_id: fake.teamId, enterprise_id: null, user_id: BOT, is_bot: true }],
        event: {
          type: 'message',
          channel: channels.get(who),
          channel_type: 'im',
          user: fake.userId(who),
          team: fake.teamId,
          text,
          ts,
          event_ts: ts,
        },
      });
    },
    /** Types `/pim` and a text. */
    command(who: string, text: string): Doing {
      const id = randomUUID();
      return doing(who, text, 'slash_commands', id, {
        command: '/pim',
        text,
        user_id: fake.userId(who),
        user_name: who,
        team_id: fake.teamId,
        api_app_id: APP,
        channel_id: 'C000000001',
        channel_name: 'general',
        trigger_id: id,
        response_url: responseUrl(id),
      });
    },
    /** Presses a button with this payload. */
    press(who: string, action: Json): Doing {
      const id = randomUUID();
      const channel = channels.get(who);
      const ts = String(Date.now() / 1000);
      return doing(who, JSON.stringify(action), 'interactive', id, {
        type: 'block_actions',
        user: { id: fake.userId(who), name: who, team_id: fake.teamId },
        team: { id: fake.teamId, domain: 'latchkey' },
        api_app_id: APP,
        channel: { id: channel, name: 'directmessage' },
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        message: { ts, text: '', blocks: [] },
        trigger_id: id,
        response_url: responseUrl(id),
        actions: [{ type: 'button', action_id: 'press', block_id: 'b', value: JSON.stringify(action), action_ts: ts }],
      });
    },
  };
}
