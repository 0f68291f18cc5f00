import { isMailAddress } from '../../domain/notification/mail-address.js';
import { oneOf, text, wholeNumber } from './variable-types.js';

const NAMED = /^(?:"?(?<name>[^"<>\p{Cc}]*?)"?\s*<(?<within>[^<>]+)>|(?<bare>\S+))$/u;

/** The settings that concern mail, by their names in the environment. */
export const mailEnvironment = {
  SMTP_HOST: text
    .regex(
      /^(?:[^/@\s:]+|[0-9a-f.:]*:[0-9a-f.:]*:[0-9a-f.:]*)$/i,
      'must be the name of a server alone, such as smtp.example.com',
    )
    .optional(),
  SMTP_PORT: wholeNumber(1, 65_535).optional(),
  SMTP_SECURITY: oneOf('starttls', 'tls', 'none').default('starttls'),
  SMTP_USER: text.optional(),
  SMTP_PASSWORD: text.optional(),
  MAIL_FROM: text
    .refine((value) => isMailAddress(senderIn(value).address), {
      message: 'must be an address, such as latchkey@example.com or Latchkey <latchkey@example.com>',
    })
    .optional(),
};

type Parsed = {
  SMTP_HOST?: string | undefined;
  SMTP_PORT?: number | undefined;
  SMTP_SECURITY: 'starttls' | 'tls' | 'none';
  SMTP_USER?: string | undefined;
  SMTP_PASSWORD?: string | undefined;
  MAIL_FROM?: string | undefined;
};

/** The mail server that is handed everything, and who it is from. */
export type MailSettings = {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  credentials?: { user: string; password: string } | undefined;
  from: { name: string; address: string };
};

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** The rules that concern several of these settings, each with whether it is broken. */
export function mailRules(env: Parsed, isDemo: boolean): [boolean, string][] {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASSWORD: password, MAIL_FROM: from } = env;
  const isHere = host !== undefined && loopback.has(host);
  const isInTheClear = host !== undefined && env.SMTP_SECURITY === 'none';
  return [
    [
      !host && [env.SMTP_PORT, user, password, from].some((each) => each !== undefined),
      'SMTP_HOST: is missing; the other settings of mail need it',
    ],
    [Boolean(host) && !from, 'MAIL_FROM: is missing; mail has to come from an address'],
    [Boolean(user) !== Boolean(password), 'SMTP_USER and SMTP_PASSWORD: one of them is missing; set both, or neither'],
    [
      isInTheClear && !isHere,
      'SMTP_SECURITY: none is for a mail server on this very machine; use starttls (port 587) or tls (port 465)',
    ],
    [
      isInTheClear && Boolean(password),
      'SMTP_PASSWORD: would travel in the clear; set SMTP_SECURITY to starttls or tls',
    ],
    [
      isDemo && host !== undefined && !isHere,
      'SMTP_HOST: in demo mode mail goes to a server on this very machine only, for its people are not real; remove it, or set DEMO=false',
    ],
  ];
}

/** The settings of mail, as the product reads them; undefined where no mail is sent. */
export function toMailSettings(env: Parsed): MailSettings | undefined {
  const { SMTP_HOST: host, SMTP_SECURITY: security, SMTP_USER: user, SMTP_PASSWORD: password, MAIL_FROM: from } = env;
  if (!host || !from) return undefined;
  return {
    host,
    port: env.SMTP_PORT ?? (security === 'tls' ? 465 : 587),
    security,
    ...(user && password && { credentials: { user, password } }),
    from: senderIn(from),
  };
}

function senderIn(value: string): MailSettings['from'] {
  const { name = '', within, bare } = NAMED.exec(value)?.groups ?? {};
  return { name: name.trim() || 'Latchkey', address: within ?? bare ?? '' };
}
