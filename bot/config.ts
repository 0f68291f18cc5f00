import { z } from 'zod';
import { type AuditSettings, auditEnvironment, auditRules, toAuditSettings } from './audit-settings.js';
import { type DigestSettings, digestEnvironment, toDigestSettings } from './digest-settings.js';
import { fromIsoDuration } from './language/duration.js';
import { type MailSettings, mailEnvironment, mailRules, toMailSettings } from './mail-settings.js';
import { toWebSettings, type WebSettings, webEnvironment, webRules } from './web-settings.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const text = z.string().trim().min(1);
const guid = text.regex(GUID, 'must be a GUID, such as 00000000-0000-0000-0000-000000000000');
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const isoDuration = text.transform((value, context) => {
  const parsed = fromIsoDuration(value);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 duration, such as PT5M' });
  return z.NEVER;
});

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3978),
  HOST: text.default('127.0.0.1'),
  MONGODB_URI: text.regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://').optional(),
  MONGOMS_SYSTEM_BINARY: text.optional(),
  DATA_FOLDER: text.default('.data'),
  ...auditEnvironment(isoDuration, flag),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  DEMO: flag.optional(),
  MINIMUM_ACTIVATION: isoDuration.optional(),
  EARLIEST_GIVE_BACK: isoDuration.optional(),
  TURNS_PER_MINUTE: z.coerce.number().int().min(1).default(120),
  SLACK_BOT_TOKEN: text.startsWith('xoxb-', 'must be the bot token, which starts with xoxb-').optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: text.startsWith('xapp-', 'must be the app-level token, which starts with xapp-').optional(),
  SLACK_ADMIN_CHANNEL: text.optional(),
  SLACK_MATCH_BY_MAIL: flag.default(false),
  TEAMS_APP_ID: guid.optional(),
  TEAMS_APP_PASSWORD: text.optional(),
  TEAMS_APP_TYPE: z.enum(['SingleTenant', 'UserAssignedMsi']).default('SingleTenant'),
  TEAMS_TENANT_ID: guid.optional(),
  TEAMS_ADMIN_CHANNEL: text.optional(),
  ...mailEnvironment,
  ...digestEnvironment,
  ...webEnvironment(isoDuration, guid),
});

type Parsed = z.infer<typeof Environment>;

type SlackSettings = {
  botToken: string;
  signingSecret?: string | undefined;
  appToken?: string | undefined;
  adminChannel?: string | undefined;
  matchByMail: boolean;
};
type TeamsSettings = {
  appId: string;
  appPassword?: string | undefined;
  appType: 'SingleTenant' | 'UserAssignedMsi';
  tenantId: string;
  adminChannel?: string | undefined;
};

/** What the environment says, checked. Durations are milliseconds. */
export type Config = {
  port: number;
  host: string;
  mongodbUri?: string | undefined;
  systemBinary?: string | undefined;
  dataFolder: string;
  audit: AuditSettings;
  logLevel: NonNullable<Parsed['LOG_LEVEL']>;
  /** No platform is configured: a demo organisation on loopback, where one can be each of its people. */
  isDemo: boolean;
  /** DEMO=true is set, rather than nothing that makes it real. */
  asksForDemo: boolean;
  minimumActivation: number;
  earliestGiveBack: number;
  /** How much one person may say and press within a minute. */
  turnsPerMinute: number;
  slack?: SlackSettings | undefined;
  teams?: TeamsSettings | undefined;
  mail?: MailSettings | undefined;
  digests: DigestSettings;
  web: WebSettings;
};

/** Settings that cannot be used: `faults` has one line for each, naming the setting, the problem and the fix. */
export class InvalidConfig extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`Fix these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidConfig';
    this.faults = faults;
  }
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
const pimFloor = 5 * 60_000;

/**
 * Reads the settings from the environment. Empty values count as absent. Throws InvalidConfig, which names every fault
 * at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(present);
  const faults = parsed.success
    ? combinationFaults(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || faults.length > 0) throw new InvalidConfig(faults);
  return toConfig(parsed.data);
}

const hasSlack = (env: Parsed) => Boolean(env.SLACK_BOT_TOKEN ?? env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN);
const hasTeams = (env: Parsed) => Boolean(env.TEAMS_APP_ID ?? env.TEAMS_APP_PASSWORD ?? env.TEAMS_TENANT_ID);
const isDemo = (env: Parsed) => env.DEMO ?? !(hasSlack(env) || hasTeams(env) || env.OIDC_ISSUER);

/** Rules that concern several settings at once. */
function combinationFaults(env: Parsed): string[] {
  const rules: [boolean, string][] = [
    [
      hasSlack(env) && !env.SLACK_BOT_TOKEN,
      'SLACK_BOT_TOKEN: is missing; Slack needs it beside the other SLACK_ settings',
    ],
    [
      hasSlack(env) && !(env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN),
      'SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode): one of them is missing',
    ],
    [hasTeams(env) && !env.TEAMS_APP_ID, 'TEAMS_APP_ID: is missing; without it Teams would accept any token'],
    [hasTeams(env) && !env.TEAMS_TENANT_ID, 'TEAMS_TENANT_ID: is missing; only people of this tenant may speak'],
    [
      hasTeams(env) && env.TEAMS_APP_TYPE === 'SingleTenant' && !env.TEAMS_APP_PASSWORD,
      'TEAMS_APP_PASSWORD: is missing; a SingleTenant app signs in with its client secret',
    ],
    [
      isDemo(env) && (hasSlack(env) || hasTeams(env)),
      'DEMO: cannot be true beside SLACK_ or TEAMS_ settings, for in demo mode anybody can be anybody; remove one of them',
    ],
    [
      isDemo(env) && !loopback.has(env.HOST),
      `HOST: demo mode listens on loopback only, not on ${env.HOST}; remove HOST, or configure Slack or Teams`,
    ],
    ...mailRules(env, isDemo(env)),
    ...webRules(env, isDemo(env)),
    ...auditRules(env, isDemo(env)),
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, fault]) => fault);
}

function toConfig(env: Parsed): Config {
  const demo = isDemo(env);
  const floor = demo ? 0 : pimFloor;
  return {
    port: env.PORT,
    host: env.HOST,
    mongodbUri: env.MONGODB_URI,
    systemBinary: env.MONGOMS_SYSTEM_BINARY,
    dataFolder: env.DATA_FOLDER,
    audit: toAuditSettings(env),
    // Whoever tries the demo looks at the chat, not at a log.
    logLevel: env.LOG_LEVEL ?? (demo ? 'warn' : 'info'),
    isDemo: demo,
    asksForDemo: env.DEMO === true,
    minimumActivation: env.MINIMUM_ACTIVATION ?? floor,
    earliestGiveBack: env.EARLIEST_GIVE_BACK ?? floor,
    turnsPerMinute: env.TURNS_PER_MINUTE,
    slack: env.SLACK_BOT_TOKEN
      ? {
          botToken: env.SLACK_BOT_TOKEN,
          signingSecret: env.SLACK_SIGNING_SECRET,
          appToken: env.SLACK_APP_TOKEN,
          adminChannel: env.SLACK_ADMIN_CHANNEL,
          matchByMail: env.SLACK_MATCH_BY_MAIL,
        }
      : undefined,
    teams:
      env.TEAMS_APP_ID && env.TEAMS_TENANT_ID
        ? {
            appId: env.TEAMS_APP_ID,
            appPassword: env.TEAMS_APP_PASSWORD,
            appType: env.TEAMS_APP_TYPE,
            tenantId: env.TEAMS_TENANT_ID,
            adminChannel: env.TEAMS_ADMIN_CHANNEL,
          }
        : undefined,
    mail: toMailSettings(env),
    digests: toDigestSettings(env),
    web: toWebSettings(env),
  };
}
