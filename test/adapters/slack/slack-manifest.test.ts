import type { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { CommandDescription } from '../../../bot/commands/command-description.js';
import { slackManifest } from '../../../bot/platform-packages/slack-manifest.js';

const activate: CommandDescription = {
  name: 'activate',
  aliases: [],
  synopsis: 'activate <role> [for <duration>]',
  summary: 'Asks for a role',
  examples: ['activate Security Reader for 2h'],
};

describe('The Slack manifest', () => {
  it('When Slack delivers by HTTP, then every address is the product’s one', () => {
    const manifest: webApi.AppsManifestCreateArguments['manifest'] = slackManifest([activate], {
      url: 'https://latchkey.example.com',
      socketMode: false,
    });
    const address = 'https://latchkey.example.com/slack/events';
    expect(manifest.features?.slash_commands).toMatchObject([{ command: '/pim', url: address }]);
    expect(manifest.settings).toMatchObject({
      event_subscriptions: { request_url: address },
      interactivity: { is_enabled: true, request_url: address },
      socket_mode_enabled: false,
    });
  });

  it('When Latchkey opens a socket, then no address is needed', () => {
    const manifest = slackManifest([activate], { socketMode: true });
    expect(JSON.stringify(manifest)).not.toContain('/slack/events');
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  it.each([undefined, 'http://latchkey.example.com', 'latchkey', 'https://'])(
    'When the address is %s, then it says what is missing',
    (url) => {
      expect(() => slackManifest([activate], { url, socketMode: false })).toThrow('public https address');
    },
  );

  it('When commands are many and wordy, then everything stays within Slack’s limits', () => {
    const many = Array.from({ length: 200 }, () => ({ ...activate, name: 'n'.repeat(50), summary: 's'.repeat(200) }));
    for (const commands of [[], [activate], many]) {
      const { display_information, features } = slackManifest(commands, { socketMode: true });
      expect(display_information.name.length).toBeLessThanOrEqual(35);
      expect(display_information.description.length).toBeLessThanOrEqual(140);
      expect(display_information.long_description.length).toBeGreaterThanOrEqual(174);
      expect(display_information.long_description.length).toBeLessThanOrEqual(4000);
      expect(features.slash_commands[0]?.usage_hint.length).toBeLessThanOrEqual(1000);
    }
  });

  it('When people look the app up, then they read what they can type', () => {
    const { display_information, features } = slackManifest([activate], { socketMode: true });
    expect(display_information.long_description).toContain('activate <role> [for <duration>]: Asks for a role');
    expect(features.slash_commands[0]?.usage_hint).toBe('activate');
  });

  it('When Slack asks for consent, then Latchkey wants no more than it uses, and can be written to', () => {
    const { oauth_config, features } = slackManifest([], { socketMode: true });
    expect(oauth_config.scopes.bot).toEqual([
      'chat:write',
      'commands',
      'im:history',
      'im:write',
      'users:read',
      'users:read.email',
    ]);
    expect(features.app_home).toMatchObject({ messages_tab_enabled: true, messages_tab_read_only_enabled: false });
  });
});
