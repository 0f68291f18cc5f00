import type { CloudReply, CloudRequest } from './cloud-resource.js';
import type { IssuedTokens } from './issued-tokens.js';

/** What App Service's own token service wants to be sent. */
export const appServiceHeader = 'the-secret-of-this-web-app';

/** Answers for managed identities: a machine's metadata service, and at `/msi/token` the one of App Service. */
export const metadataService =
  (tokens: IssuedTokens, now: () => number) =>
  async ({ url, headers }: CloudRequest): Promise<CloudReply> => {
    const audience = url.searchParams.get('resource')?.replace(/\/$/, '') ?? '';
    const version = url.searchParams.get('api-version');
    if (url.pathname === '/metadata/identity/oauth2/token' && headers.metadata === 'true' && version === '2018-02-01')
      return { status: 200, body: { access_token: await tokens.issue(audience), expires_in: `${tokens.lifetime}` } };
    const isWebApp = headers['x-identity-header'] === appServiceHeader && version === '2019-08-01';
    if (url.pathname !== '/msi/token' || !isWebApp) return { status: 400, body: { error: 'invalid_request' } };
    const expires = Math.floor(now() / 1000) + tokens.lifetime;
    return { status: 200, body: { access_token: await tokens.issue(audience), expires_on: `${expires}` } };
  };
