import type { z } from 'zod';
import { text } from './variable-types.js';

const shortestRetention = 30 * 24 * 60 * 60 * 1000;
const shortestKey = 24;

const urlOf = (value: string) => (URL.canParse(value) ? new URL(value) : undefined);
const syslogUrl = text.refine((value) => ['tls:', 'tcp:', 'udp:'].includes(urlOf(value)?.protocol ?? ''), {
  message: 'must be tls://host:6514, tcp://host:601 or udp://host:514',
});
const webhookUrl = text.refine((value) => ['https:', 'http:'].includes(urlOf(value)?.protocol ?? ''), {
  message: 'must be an https:// address',
});
const webhookSecret = text.refine(
  (value) => /^whsec_[A-Za-z0-9+/]+=*$/.test(value) && Buffer.from(value.slice(6), 'base64').length >= shortestKey,
  { message: `must be whsec_ and at least ${shortestKey} random bytes in base64: whsec_$(openssl rand -base64 32)` },
);

/**
 * The settings that concern the audit log, by their names in the environment. `duration` and `flag` read one of theirs.
 */
export const auditEnvironment = <D extends z.ZodType<number>, F extends z.ZodType<boolean>>(duration: D, flag: F) => ({
  AUDIT_CHECKPOINTS: text.optional(),
  AUDIT_RETENTION: duration
    .refine((value) => value >= shortestRetention, {
      message: 'must be P30D or more: a shorter record tells too little',
    })
    .optional(),
  AUDIT_WEBHOOK_URL: webhookUrl.optional(),
  AUDIT_WEBHOOK_SECRET: webhookSecret.optional(),
  AUDIT_WEBHOOK_ALLOW_PRIVATE: flag.optional(),
  AUDIT_SYSLOG: syslogUrl.optional(),
});

type Parsed = {
  DATA_FOLDER: string;
  AUDIT_CHECKPOINTS?: string | undefined;
  AUDIT_RETENTION?: number | undefined;
  AUDIT_WEBHOOK_URL?: string | undefined;
  AUDIT_WEBHOOK_SECRET?: string | undefined;
  AUDIT_WEBHOOK_ALLOW_PRIVATE?: boolean | undefined;
  AUDIT_SYSLOG?: string | undefined;
};

export type AuditSettings = {
  /** The file that the hashes of the audit log's blocks are published in. */
  checkpoints: string;
  /** How long entries are kept, in milliseconds; for ever where it is not said. */
  retention?: number | undefined;
  webhook?: { url: string; secret: string; allowPrivate: boolean } | undefined;
  syslog?: { url: string } | undefined;
};

/** Rules that concern several settings at once: whether each is broken, and what is said then. */
export function auditRules(env: Parsed, isDemo: boolean): [boolean, string][] {
  const url = urlOf(env.AUDIT_WEBHOOK_URL ?? '');
  const allowsPrivate = env.AUDIT_WEBHOOK_ALLOW_PRIVATE === true;
  return [
    [
      env.AUDIT_WEBHOOK_URL !== undefined && env.AUDIT_WEBHOOK_SECRET === undefined,
      'AUDIT_WEBHOOK_SECRET: is missing; without it whoever receives the record could not tell who sent it',
    ],
    [
      env.AUDIT_WEBHOOK_URL === undefined && env.AUDIT_WEBHOOK_SECRET !== undefined,
      'AUDIT_WEBHOOK_URL: is missing beside AUDIT_WEBHOOK_SECRET',
    ],
    [
      url?.protocol === 'http:' && !allowsPrivate,
      'AUDIT_WEBHOOK_URL: must be an https:// address, for the record is nobody else’s to read',
    ],
    [
      url !== undefined && (url.username !== '' || url.password !== ''),
      'AUDIT_WEBHOOK_URL: must not carry a name or password; the signature says who sent it',
    ],
    [
      allowsPrivate && !isDemo,
      'AUDIT_WEBHOOK_ALLOW_PRIVATE: is for the demo alone; a webhook that leads into one’s own network can be misused to reach what is there',
    ],
  ];
}

/** These settings, with what is not said filled in. */
export const toAuditSettings = (env: Parsed): AuditSettings => ({
  checkpoints: env.AUDIT_CHECKPOINTS ?? `${env.DATA_FOLDER}/audit-checkpoints.jsonl`,
  retention: env.AUDIT_RETENTION,
  webhook:
    env.AUDIT_WEBHOOK_URL !== undefined && env.AUDIT_WEBHOOK_SECRET !== undefined
      ? {
          url: env.AUDIT_WEBHOOK_URL,
          secret: env.AUDIT_WEBHOOK_SECRET,
          allowPrivate: env.AUDIT_WEBHOOK_ALLOW_PRIVATE === true,
        }
      : undefined,
  syslog: env.AUDIT_SYSLOG === undefined ? undefined : { url: env.AUDIT_SYSLOG },
});
