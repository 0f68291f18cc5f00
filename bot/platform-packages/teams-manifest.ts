import type { CommandDescription } from '../commands/command-description.js';

/** What the manifest cannot know on its own. */
export type TeamsManifestSettings = {
  /** The bot's application (client) id; the app in Teams takes it as its own id too. */
  appId: string;
  /** Teams shows an update only when it rises. */
  version: string;
  /** Who runs Latchkey, as people of the organisation know them. */
  developer: string;
  /** An https page of the organisation about it. */
  website: string;
  /** Pages of their own, where there are some; the website otherwise. */
  privacy?: string | undefined;
  terms?: string | undefined;
};

/** The limits of schema 1.25, https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json */
const LONGEST = { commands: 12, title: 128, description: 4000, developer: 32 };

const INTRODUCTION =
  "Latchkey lends privileged roles for as long as they are needed. Ask for a role in your chat with it; your organisation's policy decides, the right people approve, the role is live within seconds and is taken back on time.";

/**
 * The manifest of the Teams app: a bot for people's own chats and for the channel of administrators, with the commands
 * people can choose from. Teams lists twelve at most; `help` tells of all. Throws where an address is not https.
 */
export function teamsManifest(commands: readonly CommandDescription[], settings: TeamsManifestSettings) {
  const website = httpsAddress(settings.website);
  const listed = commands.slice(0, LONGEST.commands).map(({ name, summary, examples }) => ({
    title: shortened(name, LONGEST.title),
    description: shortened(examples[0] ? `${summary} Such as: ${examples[0]}` : summary, LONGEST.description),
  }));
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json',
    manifestVersion: '1.25',
    version: settings.version,
    id: settings.appId.toLowerCase(),
    developer: {
      name: shortened(settings.developer, LONGEST.developer),
      websiteUrl: website,
      privacyUrl: settings.privacy ? httpsAddress(settings.privacy) : website,
      termsOfUseUrl: settings.terms ? httpsAddress(settings.terms) : website,
    },
    name: { short: 'Latchkey', full: 'Latchkey: privileged roles on loan' },
    description: {
      short: 'Borrow privileged roles, approved by the right people, taken back on time',
      full: fullDescription(commands),
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1D3557',
    bots: [
      {
        botId: settings.appId.toLowerCase(),
        scopes: ['personal', 'team'],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [{ scopes: ['personal'], commands: listed }],
      },
    ],
    defaultInstallScope: 'personal',
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [],
  };
}

function fullDescription(commands: readonly CommandDescription[]): string {
  const lines = commands.map(({ synopsis, summary }) => `- ${synopsis}: ${summary}`);
  return shortened([INTRODUCTION, '', ...lines].join('\n'), LONGEST.description);
}

function httpsAddress(text: string): string {
  if (!URL.canParse(text) || !text.startsWith('https://')) throw new Error(`Teams wants an https address, not ${text}`);
  return text;
}

const shortened = (text: string, longest: number) => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
