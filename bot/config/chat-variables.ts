import { z } from 'zod';
import { flag, guid, oneOf, text } from './variable-types.js';

/** A token of Slack's by what it starts with. What it starts with instead says which one was copied. */
const token = (start: string, name: string, others: Readonly<Record<string, string>>) =>
  text
    .superRefine((value, context) => {
      if (value.startsWith(start)) return;
      const known = Object.keys(others).find((each) => value.startsWith(each));
      const is =
        known === undefined ? `doesn't start with ${start}` : `starts with ${known}, so it is ${others[known]}`;
      context.addIssue({ code: 'custom', message: `${is}. Use the ${name}` });
    })
    .optional();
const tokens = {
  'xoxp-': 'a user token',
  xoxe: 'a token that expires',
  'xapp-': 'an app-level token',
  'xoxb-': 'a bot token',
};

const slackChannel = text.regex(/^[CG][A-Z0-9_]+$/i, 'must be a channel id, such as C0123456789, not its name');
const teamsChannel = text.regex(
  /^19:\S+@thread\.\S+$/,
  'must be a channel id, such as 19:…@thread.tacv2, not its name',
);

/** The settings that concern Slack and Teams, by their names in the environment. */
export const chatEnvironment = {
  SLACK_BOT_TOKEN: token('xoxb-', 'Bot User OAuth Token, which starts with xoxb-', tokens),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: token('xapp-', 'app-level token, which starts with xapp-', tokens),
  SLACK_ADMIN_CHANNEL: slackChannel.optional(),
  SLACK_MATCH_BY_MAIL: flag.default(false),
  TEAMS_APP_ID: guid.optional(),
  TEAMS_APP_PASSWORD: text.optional(),
  TEAMS_APP_TYPE: oneOf('SingleTenant', 'UserAssignedMsi').default('SingleTenant'),
  TEAMS_TENANT_ID: guid.optional(),
  TEAMS_ADMIN_CHANNEL: teamsChannel.optional(),
};

const Chats = z.object(chatEnvironment);
type Parsed = z.infer<typeof Chats> & { HOST: string; DEMO?: boolean | undefined; OIDC_ISSUER?: string | undefined };

const waysIn = [
  ...(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'] as const),
  ...(['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID', 'OIDC_ISSUER'] as const),
];
/** The settings by which people really enter, and the one that says whether it is a demo. */
type WaysIn = { [name in (typeof waysIn)[number]]?: string | undefined } & { DEMO?: boolean | undefined };

export type SlackSettings = {
  botToken: string;
  signingSecret?: string | undefined;
  appToken?: string | undefined;
  adminChannel?: string | undefined;
  matchByMail: boolean;
};
export type TeamsSettings = {
  appId: string;
  appPassword?: string | undefined;
  appType: 'SingleTenant' | 'UserAssignedMsi';
  tenantId: string;
  adminChannel?: string | undefined;
};

const hasSlack = (env: WaysIn) => Boolean(env.SLACK_BOT_TOKEN ?? env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN);
const hasTeams = (env: WaysIn) => Boolean(env.TEAMS_APP_ID ?? env.TEAMS_APP_PASSWORD ?? env.TEAMS_TENANT_ID);
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** True where nothing is set that people really enter by, unless DEMO says otherwise. */
export const isDemo = (env: WaysIn): boolean => env.DEMO ?? !(hasSlack(env) || hasTeams(env) || env.OIDC_ISSUER);

/** The same of settings that may be wrong each: only which of them are there counts, and a DEMO that can be read. */
export function isMeantForDemo(present: Readonly<Record<string, string | undefined>>): boolean {
  const asked = flag.safeParse(present.DEMO?.trim());
  const entered = waysIn.map((name) => [name, present[name]?.trim() || undefined]);
  return isDemo({ ...Object.fromEntries(entered), DEMO: asked.success ? asked.data : undefined });
}

/** The rules that concern several of these settings, each with whether it is broken. */
export function chatRules(env: Parsed): [boolean, string][] {
  return [...slackRules(env), ...teamsRules(env), ...entryRules(env)];
}

const slackRules = (env: Parsed): [boolean, string][] => [
  [
    hasSlack(env) && !env.SLACK_BOT_TOKEN,
    'SLACK_BOT_TOKEN: is missing. Slack needs it beside the other SLACK_ settings',
  ],
  [
    hasSlack(env) && !(env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN),
    'SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode): is missing. Set one of them',
  ],
  [
    !hasSlack(env) && env.SLACK_ADMIN_CHANNEL !== undefined,
    'SLACK_BOT_TOKEN: is missing beside SLACK_ADMIN_CHANNEL. Set it, or remove the channel',
  ],
  [
    hasSlack(env) && !env.OIDC_ISSUER && !env.SLACK_MATCH_BY_MAIL,
    'SLACK_MATCH_BY_MAIL: nobody in Slack could be linked to the directory, because there is no sign-in either. ' +
      'Set OIDC_ISSUER and the other sign-in settings, or SLACK_MATCH_BY_MAIL=true',
  ],
];

const teamsRules = (env: Parsed): [boolean, string][] => [
  [hasTeams(env) && !env.TEAMS_APP_ID, 'TEAMS_APP_ID: is missing. Without it Teams would accept any token'],
  [
    hasTeams(env) && !env.TEAMS_TENANT_ID,
    'TEAMS_TENANT_ID: is missing. Set it to your tenant: only its people may use Latchkey in Teams',
  ],
  [
    hasTeams(env) && env.TEAMS_APP_TYPE === 'SingleTenant' && !env.TEAMS_APP_PASSWORD,
    'TEAMS_APP_PASSWORD: is missing. Set the client secret, which a SingleTenant app signs in with',
  ],
  [
    !hasTeams(env) && env.TEAMS_ADMIN_CHANNEL !== undefined,
    'TEAMS_APP_ID: is missing beside TEAMS_ADMIN_CHANNEL. Set it, or remove the channel',
  ],
];

const entryRules = (env: Parsed): [boolean, string][] => [
  [
    env.DEMO === false && !hasSlack(env) && !hasTeams(env) && !env.OIDC_ISSUER,
    'DEMO: is false, and nobody could enter: there is no Slack, Teams or sign-in. ' +
      'Set OIDC_ISSUER, SLACK_BOT_TOKEN or TEAMS_APP_ID with the settings beside it, or remove DEMO',
  ],
  [
    isDemo(env) && (hasSlack(env) || hasTeams(env)),
    'DEMO: cannot be true beside SLACK_ or TEAMS_ settings, because in a demo anybody can be anybody. Remove one of them',
  ],
  [
    isDemo(env) && !loopback.has(env.HOST),
    'HOST: a demo listens on loopback only. Remove HOST, or set up Slack, Teams or sign-in',
  ],
];

/** The settings of Slack, as the product reads them; undefined where there is no Slack. */
export const toSlackSettings = (env: Parsed): SlackSettings | undefined =>
  env.SLACK_BOT_TOKEN
    ? {
        botToken: env.SLACK_BOT_TOKEN,
        signingSecret: env.SLACK_SIGNING_SECRET,
        appToken: env.SLACK_APP_TOKEN,
        adminChannel: env.SLACK_ADMIN_CHANNEL,
        matchByMail: env.SLACK_MATCH_BY_MAIL,
      }
    : undefined;

/** The settings of Teams, as the product reads them; undefined where there is no Teams. */
export const toTeamsSettings = (env: Parsed): TeamsSettings | undefined =>
  env.TEAMS_APP_ID && env.TEAMS_TENANT_ID
    ? {
        appId: env.TEAMS_APP_ID,
        appPassword: env.TEAMS_APP_PASSWORD,
        appType: env.TEAMS_APP_TYPE,
        tenantId: env.TEAMS_TENANT_ID,
        adminChannel: env.TEAMS_ADMIN_CHANNEL,
      }
    : undefined;
