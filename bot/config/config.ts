import { z } from 'zod';
import { type AuditSettings, auditEnvironment, auditRules, toAuditSettings } from './audit-variables.js';
import {
  chatEnvironment,
  chatRules,
  isDemo,
  type SlackSettings,
  type TeamsSettings,
  toSlackSettings,
  toTeamsSettings,
} from './chat-variables.js';
import { type DigestSettings, digestEnvironment, toDigestSettings } from './digest-variables.js';
import {
  type DirectorySettings,
  directoryEnvironment,
  directoryRules,
  toDirectorySettings,
} from './directory-variables.js';
import { type MailSettings, mailEnvironment, mailRules, toMailSettings } from './mail-variables.js';
import { misspeltSettings } from './misspelt-variables.js';
import { flag, guid, isoDuration, oneOf, text, wholeNumber } from './variable-types.js';
import { toWebSettings, type WebSettings, webEnvironment, webRules } from './web-variables.js';

const Environment = z.object({
  PORT: wholeNumber(0, 65_535).default(3978),
  HOST: text.default('127.0.0.1'),
  MONGODB_URI: text.regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://').optional(),
  MONGOMS_SYSTEM_BINARY: text.optional(),
  DATA_FOLDER: text.default('.data'),
  ...auditEnvironment(isoDuration, flag),
  LOG_LEVEL: oneOf('debug', 'info', 'warn', 'error', 'silent').optional(),
  DEMO: flag.optional(),
  MINIMUM_ACTIVATION: isoDuration.optional(),
  EARLIEST_GIVE_BACK: isoDuration.optional(),
  ADMINISTRATION_WITHOUT_PROOF: flag.default(false),
  TURNS_PER_MINUTE: wholeNumber(1).default(120),
  ...chatEnvironment,
  ...mailEnvironment,
  ...digestEnvironment,
  ...webEnvironment(isoDuration, guid),
  ...directoryEnvironment(guid, flag),
});

type Parsed = z.infer<typeof Environment>;

/** The names of all settings there are. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

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
  /** Acts of administration need no fresh proof of who does them: for where nobody could give one. */
  administrationWithoutProof: boolean;
  /** How much one person may say and press within a minute. */
  turnsPerMinute: number;
  slack?: SlackSettings | undefined;
  teams?: TeamsSettings | undefined;
  mail?: MailSettings | undefined;
  digests: DigestSettings;
  /** The organisation's tenant, where one is set. */
  directory?: DirectorySettings | undefined;
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

const pimFloor = 5 * 60_000;

/** Stands for a setting that is there and wrong, while the settings beside it are looked at: it would do. */
const anyGuid = '00000000-0000-4000-8000-000000000000';
const inPlace: Readonly<Record<string, string>> = {
  MONGODB_URI: 'mongodb://database.invalid',
  SLACK_BOT_TOKEN: 'xoxb-',
  SLACK_APP_TOKEN: 'xapp-',
  SLACK_ADMIN_CHANNEL: 'C0',
  TEAMS_APP_ID: anyGuid,
  TEAMS_TENANT_ID: anyGuid,
  TEAMS_ADMIN_CHANNEL: '19:channel@thread.tacv2',
  SMTP_PORT: '587',
  MAIL_FROM: 'latchkey@mail.invalid',
  AUDIT_WEBHOOK_URL: 'https://webhook.invalid',
  AUDIT_WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}`,
  PUBLIC_URL: 'https://latchkey.invalid',
  OIDC_ISSUER: 'https://issuer.invalid',
  OIDC_TENANT_ID: anyGuid,
  ENTRA_TENANT_ID: anyGuid,
  ENTRA_CLIENT_ID: anyGuid,
  ENTRA_MANAGED_IDENTITY: 'true',
  SESSION_SECRET: 'x'.repeat(32),
};

/**
 * Reads the settings from the environment. Empty values count as absent. Throws InvalidConfig, which names every fault
 * at once: of each setting, of settings together, and of names that are nearly a setting's. No fault repeats a value.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(present);
  const misspelt = misspeltSettings(present, settingNames);
  if (!parsed.success) throw new InvalidConfig([...ownFaults(parsed.error, present), ...misspelt]);
  const faults = [...combinationFaults(parsed.data), ...misspelt];
  if (faults.length > 0) throw new InvalidConfig(faults);
  return toConfig(parsed.data);
}

/** What is wrong with single settings; and with those together, where the wrong ones would do. */
function ownFaults({ issues }: z.ZodError, present: Readonly<Record<string, string | undefined>>): string[] {
  const own = new Map<string, string>();
  for (const { path, message } of issues) {
    const name = path.join('.');
    const isQuoted = /^(["']).*\1$/s.test(present[name]?.trim() ?? '');
    if (!own.has(name)) own.set(name, isQuoted ? 'is in quotes. Remove them' : message);
  }
  const others = Object.entries(present).filter(([name]) => !own.has(name));
  const inPlaceOf = Object.entries(inPlace).filter(([name]) => own.has(name));
  const rest = Environment.safeParse(Object.fromEntries([...others, ...inPlaceOf]));
  const together = rest.success ? combinationFaults(rest.data) : [];
  const isNew = (fault: string) => [...own.keys()].every((name) => !fault.startsWith(`${name}:`));
  return [...[...own].map(([name, message]) => sentence(`${name}: ${message}`)), ...together.filter(isNew)];
}

/** What is wrong with several settings together. */
const combinationFaults = (env: Parsed): string[] =>
  [
    ...chatRules(env),
    ...mailRules(env, isDemo(env)),
    ...webRules(env, isDemo(env)),
    ...auditRules(env, isDemo(env)),
    ...directoryRules(env),
  ]
    .filter(([isBroken]) => isBroken)
    .map(([, fault]) => sentence(fault));

const sentence = (fault: string) => (/[.?]$/.test(fault) ? fault : `${fault}.`);

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
    administrationWithoutProof: env.ADMINISTRATION_WITHOUT_PROOF,
    turnsPerMinute: env.TURNS_PER_MINUTE,
    slack: toSlackSettings(env),
    teams: toTeamsSettings(env),
    mail: toMailSettings(env),
    digests: toDigestSettings(env),
    directory: toDirectorySettings(env),
    web: toWebSettings(env),
  };
}
