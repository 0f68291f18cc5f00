import type { CommandDescription } from '../commands/command-description.js';

/** How Slack reaches Latchkey: at a public address, or over a socket that Latchkey opens. */
export type SlackManifestOptions = { url?: string | undefined; socketMode: boolean };

/**
 * What Latchkey may do in a workspace: write as itself, take commands, read its own direct messages, and see who
 * writes. `im:history` also finds a message again whose answer was lost.
 */
const SCOPES = ['chat:write', 'commands', 'im:history', 'im:write', 'users:read', 'users:read.email'] as const;
const EVENTS = ['message.im', 'app_uninstalled', 'tokens_revoked'] as const;

/** The limits of https://docs.slack.dev/reference/app-manifest */
const LONGEST = { usageHint: 1000, longDescription: 4000 };

const INTRODUCTION =
  'Latchkey lends privileged roles for as long as they are needed. Ask for a role in a direct message or with /pim; your organisation’s policy decides, the right people approve, the role is live within seconds and is taken back on time.';

/**
 * The app manifest from which Slack creates the app: https://api.slack.com/apps, "From a manifest".
 * Takes the commands that people can type and how Slack delivers: `url` is the public https address of the product,
 * needed unless `socketMode`. Throws where it is missing or not https.
 */
export function slackManifest(commands: readonly CommandDescription[], { url, socketMode }: SlackManifestOptions) {
  const deliveries = socketMode ? {} : { request_url: deliveryUrl(url) };
  const names = commands.map(({ name }) => name);
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Latchkey',
      description: 'Borrow privileged roles, approved by the right people, taken back on time',
      long_description: longDescription(commands),
      background_color: '#1d3557',
    },
    features: {
      // Without a writable messages tab nobody can send Latchkey a direct message.
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Latchkey', always_online: true },
      slash_commands: [
        {
          command: '/pim',
          ...(!socketMode && { url: deliveryUrl(url) }),
          description: 'Ask for a role, give one back, approve or deny',
          usage_hint: shortened(names.join(' | '), LONGEST.usageHint),
          should_escape: false,
        },
      ],
    },
    oauth_config: { scopes: { bot: [...SCOPES] } },
    settings: {
      event_subscriptions: { ...deliveries, bot_events: [...EVENTS] },
      interactivity: { is_enabled: true, ...deliveries },
      org_deploy_enabled: false,
      socket_mode_enabled: socketMode,
      // It could never be switched off again.
      token_rotation_enabled: false,
    },
  };
}

function deliveryUrl(url: string | undefined): string {
  if (!url?.startsWith('https://') || !URL.canParse(url)) {
    throw new Error('Slack needs the public https address of Latchkey, or Socket Mode');
  }
  return new URL('/slack/events', url).href;
}

function longDescription(commands: readonly CommandDescription[]): string {
  const lines = commands.map(({ synopsis, summary }) => `• ${synopsis}: ${summary}`);
  return shortened([INTRODUCTION, '', ...lines].join('\n'), LONGEST.longDescription);
}

const shortened = (text: string, longest: number) => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
