import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../bot/config/config.js';
import { faultsOf } from '../../support/config-faults.js';

const tenant = '0f5cf8bb-3b2a-4b68-9a6e-0d5a3c1f0001';
const entra = `https://login.microsoftonline.com/${tenant}/v2.0`;
const secret = 'a secret that signs cookies and is long enough';
const signIn = {
  OIDC_ISSUER: 'https://id.example',
  OIDC_CLIENT_ID: 'latchkey',
  OIDC_CLIENT_SECRET: 'shhh',
  SESSION_SECRET: secret,
};
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhh' };

describe('When people are to sign in', () => {
  it('then it is no demo, for half an hour idle and eight hours at the most', () => {
    expect(readConfig(signIn)).toMatchObject({
      isDemo: false,
      turnsPerMinute: 120,
      web: {
        publicUrl: undefined,
        trustedProxies: 'loopback',
        signIn: { issuer: 'https://id.example', clientId: 'latchkey', clientSecret: 'shhh', tenantId: undefined },
        sessionSecrets: [secret],
        sessionLimits: { idle: 30 * 60_000, absolute: 8 * 3_600_000 },
      },
    });
  });

  it('then two secrets can stand while one is changed, and the address is an origin', () => {
    const settings = { ...signIn, SESSION_SECRET: `${secret} new, ${secret}`, PUBLIC_URL: 'https://Latchkey.example/' };
    const { web } = readConfig(settings);
    expect(web.sessionSecrets).toEqual([`${secret} new`, secret]);
    expect(web.publicUrl).toBe('https://latchkey.example');
  });

  it('then the tenant of Entra ID is the one set, or that of Teams', () => {
    const teams = { TEAMS_APP_ID: tenant, TEAMS_APP_PASSWORD: 'shhh', TEAMS_TENANT_ID: tenant };
    expect(readConfig({ ...signIn, OIDC_ISSUER: entra, ...teams }).web.signIn?.tenantId).toBe(tenant);
    expect(readConfig({ ...signIn, OIDC_ISSUER: entra, OIDC_TENANT_ID: tenant }).web.signIn?.tenantId).toBe(tenant);
    // Another provider has no such claim, unless somebody says so.
    expect(readConfig({ ...signIn, ...teams }).web.signIn?.tenantId).toBeUndefined();
  });

  it.each<[string, Record<string, string>, string]>([
    ['the client id', { OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID'],
    ['the client secret', { OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET'],
    ['the issuer', { OIDC_ISSUER: '', ...slack }, 'OIDC_ISSUER'],
    ['a secret for cookies', { SESSION_SECRET: '' }, 'SESSION_SECRET'],
    ['a long enough secret', { SESSION_SECRET: 'short' }, 'SESSION_SECRET'],
    ['two long enough secrets', { SESSION_SECRET: `${secret},short` }, 'SESSION_SECRET'],
    ['an issuer by https', { OIDC_ISSUER: 'http://id.example' }, 'OIDC_ISSUER'],
    ['an issuer that is an address', { OIDC_ISSUER: 'id.example' }, 'OIDC_ISSUER'],
    ['an issuer of one tenant', { OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, 'OIDC_ISSUER'],
    ['the tenant of Entra ID', { OIDC_ISSUER: entra }, 'OIDC_TENANT_ID'],
    ['a public address by https', { PUBLIC_URL: 'http://latchkey.example' }, 'PUBLIC_URL'],
    ['a public address without a path', { PUBLIC_URL: 'https://latchkey.example/pim' }, 'PUBLIC_URL'],
    ['a public address where it listens to everybody', { HOST: '0.0.0.0' }, 'PUBLIC_URL'],
    ['a sensible idle limit', { SESSION_IDLE: 'PT10S' }, 'SESSION_IDLE'],
    ['an idle limit within the other', { SESSION_IDLE: 'PT9H' }, 'SESSION_IDLE'],
    ['a limit of days at the most', { SESSION_ABSOLUTE: 'P8D' }, 'SESSION_ABSOLUTE'],
    ['anything but a demo', { DEMO: 'true' }, 'OIDC_ISSUER'],
  ])('then it does not start without %s', (_what, over, setting) => {
    expect(faultsOf({ ...signIn, ...over }).join('\n')).toContain(`${setting}:`);
  });
});
