import { isIP } from 'node:net';
import type { z } from 'zod';
import { text } from './variable-types.js';

const shortestSecret = 32;

const isLoopback = ({ hostname }: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
const isSafe = (url: URL) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
const safeUrl = text.refine((value) => URL.canParse(value) && isSafe(new URL(value)), {
  message: 'must be an https:// address (http:// only on this very machine)',
});
const origin = safeUrl.refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', {
  message: 'must be an address without a path, such as https://latchkey.example',
});
const secrets = text
  .transform((value) => value.split(',').map((secret) => secret.trim()))
  .refine((all) => all.every(({ length }) => length >= shortestSecret), {
    message: `must be random text of at least ${shortestSecret} characters; while it is changed, the new and the old one with a comma between`,
  });

const namedRanges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** As Express reads them: a name of ranges, an address, or a range such as 10.0.0.0/8. */
function isProxy(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/');
  const width = isIP(address) === 4 ? 32 : 128;
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
  return namedRanges.has(value) || (isIP(address) !== 0 && isRange && more.length === 0);
}
const proxies = text.refine((value) => value.split(',').every((each) => isProxy(each.trim())), {
  message: 'must be addresses or ranges with commas between, such as 10.0.0.1, 10.1.0.0/16, or loopback',
});

/** The settings that concern the web, by their names in the environment. `duration` and `guid` read one of theirs. */
export const webEnvironment = <D extends z.ZodType<number>, G extends z.ZodType<string>>(duration: D, guid: G) => ({
  PUBLIC_URL: origin.optional(),
  TRUSTED_PROXIES: proxies.default('loopback'),
  OIDC_ISSUER: safeUrl.optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  OIDC_PRINCIPAL_CLAIM: text.optional(),
  OIDC_TENANT_ID: guid.optional(),
  SESSION_SECRET: secrets.optional(),
  SESSION_IDLE: duration.optional(),
  SESSION_ABSOLUTE: duration.optional(),
  PROOF_FRESHNESS: duration.optional(),
  PROOF_KEY: secrets.optional(),
});

type Parsed = {
  HOST: string;
  TEAMS_TENANT_ID?: string | undefined;
  PUBLIC_URL?: string | undefined;
  TRUSTED_PROXIES: string;
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
  OIDC_PRINCIPAL_CLAIM?: string | undefined;
  OIDC_TENANT_ID?: string | undefined;
  SESSION_SECRET?: string[] | undefined;
  SESSION_IDLE?: number | undefined;
  SESSION_ABSOLUTE?: number | undefined;
  PROOF_FRESHNESS?: number | undefined;
  PROOF_KEY?: string[] | undefined;
};

/** Where people sign in: an OpenID Connect provider, and which of its claims is a person's directory object id. */
type SignInSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** `oid` where the provider gives one, otherwise `sub`, unless set. */
  principalClaim?: string | undefined;
  /** Only people of this Entra tenant (`tid`) may sign in. */
  tenantId?: string | undefined;
};

export type WebSettings = {
  /** Where people reach Latchkey: an origin without a slash at its end. Where it listens, unless set. */
  publicUrl?: string | undefined;
  /** The proxies whose `X-Forwarded-…` headers are believed: addresses or ranges with commas, as Express reads them. */
  trustedProxies: string;
  signIn?: SignInSettings | undefined;
  /** What signs the cookies, the newest first; undefined in the demo, which makes its own. */
  sessionSecrets?: readonly string[] | undefined;
  /** In milliseconds. */
  sessionLimits: { idle: number; absolute: number };
  /** How long a proof of who somebody is counts, in milliseconds. */
  proofFreshness: number;
  /** What seals what people prove themselves with, the newest first; what signs the cookies, unless set. */
  proofKeys?: readonly string[] | undefined;
};

const entra = new Set(['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn']);
const ofEveryTenant = new Set(['common', 'organizations', 'consumers']);
const minute = 60_000;
const longest = 7 * 24 * 60 * minute;

const entraTenant = ({ OIDC_ISSUER }: Parsed): string | undefined => {
  const { hostname, pathname } = new URL(OIDC_ISSUER ?? 'https://none.invalid');
  return entra.has(hostname) ? (pathname.split('/')[1] ?? '') : undefined;
};

/** The rules that concern several of these settings, each with whether it is broken. */
export function webRules(env: Parsed, isDemo: boolean): [boolean, string][] {
  const { idle, absolute } = limitsOf(env);
  const signsIn = env.OIDC_ISSUER !== undefined;
  const others = [env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET, env.OIDC_PRINCIPAL_CLAIM, env.OIDC_TENANT_ID];
  return [
    [!signsIn && others.some(Boolean), 'OIDC_ISSUER: is missing; the other OIDC_ settings need it'],
    [signsIn && !env.OIDC_CLIENT_ID, 'OIDC_CLIENT_ID: is missing; sign-in needs it beside OIDC_ISSUER'],
    [signsIn && !env.OIDC_CLIENT_SECRET, 'OIDC_CLIENT_SECRET: is missing; sign-in needs it beside OIDC_ISSUER'],
    [signsIn && !env.SESSION_SECRET, 'SESSION_SECRET: is missing; it signs the cookies of whoever is signed in'],
    [
      signsIn && isDemo,
      'OIDC_ISSUER: does nothing in demo mode, where one chooses who to be; set DEMO=false, or remove the OIDC_ settings',
    ],
    [
      ofEveryTenant.has(entraTenant(env) ?? ''),
      'OIDC_ISSUER: must name your own tenant, such as https://login.microsoftonline.com/<tenant id>/v2.0',
    ],
    [
      entraTenant(env) !== undefined && !(env.OIDC_TENANT_ID ?? env.TEAMS_TENANT_ID),
      'OIDC_TENANT_ID: is missing; only people of this tenant may sign in',
    ],
    [
      signsIn && !env.PUBLIC_URL && !['127.0.0.1', '::1', 'localhost'].includes(env.HOST),
      'PUBLIC_URL: is missing; whoever signs in has to be led back to it',
    ],
    [idle < minute || idle > absolute, 'SESSION_IDLE: must be at least a minute and no longer than SESSION_ABSOLUTE'],
    [
      env.PROOF_FRESHNESS !== undefined && !(env.PROOF_FRESHNESS >= minute && env.PROOF_FRESHNESS <= 15 * minute),
      'PROOF_FRESHNESS: must be between a minute (PT1M) and a quarter of an hour (PT15M)',
    ],
    [absolute > longest, 'SESSION_ABSOLUTE: must be at most seven days (P7D)'],
  ];
}

/** Half an hour without doing anything, and a working day. Source: OWASP ASVS 5.0, 7.3. */
const limitsOf = ({ SESSION_IDLE, SESSION_ABSOLUTE }: Parsed) => ({
  idle: SESSION_IDLE ?? 30 * minute,
  absolute: SESSION_ABSOLUTE ?? 8 * 60 * minute,
});

/** The settings that concern the web, as the product reads them. */
export function toWebSettings(env: Parsed): WebSettings {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  const tenantId = env.OIDC_TENANT_ID ?? (entraTenant(env) === undefined ? undefined : env.TEAMS_TENANT_ID);
  return {
    publicUrl: env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL).origin,
    trustedProxies: env.TRUSTED_PROXIES,
    signIn:
      issuer && clientId && clientSecret
        ? { issuer, clientId, clientSecret, principalClaim: env.OIDC_PRINCIPAL_CLAIM, tenantId }
        : undefined,
    sessionSecrets: env.SESSION_SECRET,
    sessionLimits: limitsOf(env),
    proofFreshness: env.PROOF_FRESHNESS ?? 5 * minute,
    proofKeys: env.PROOF_KEY ?? env.SESSION_SECRET,
  };
}
