import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';

/** What an account's tokens say of it besides when and how it signed in. */
type Account = { sub: string } & Readonly<Record<string, unknown>>;

/** How somebody signs in at the provider: as whom, how, and when where that is not now (seconds since 1970). */
export type ProviderLogin = { account: string; amr?: readonly string[]; acr?: string; authTime?: number };

/** Changes what the token endpoint answers. */
type Tamper = (body: Record<string, unknown>) => Promise<Record<string, unknown>> | Record<string, unknown>;

export const oidcClient = { id: 'latchkey', secret: 'a secret that the provider and Latchkey share' };
const contexts = ['c1', 'c2'];

/** Made once: it takes longer than everything else. */
const key = generateKeyPair('RS256', { extractable: true }).then(
  async ({ privateKey }): Promise<JWK> => ({
    ...(await exportJWK(privateKey)),
    alg: 'RS256',
    use: 'sig',
    kid: 'key-1',
  }),
);

/**
 * A real OpenID Connect provider on loopback, which asks who one is on a page of its own. `serve` tells it where the
 * product is, which it takes redirects to; `tamper` lets its token endpoint lie.
 */
export async function startOidcProvider(accounts: Readonly<Record<string, Account>>) {
  const jwk = await key;
  const state: { provider?: Provider; tamper?: Tamper | undefined; isAway: boolean } = { isAway: false };
  const server = createServer((request, response) => {
    if (state.isAway) return void request.socket.destroy();
    answer(state, accounts, issuer, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jwk,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: oidcClient.id, OIDC_CLIENT_SECRET: oidcClient.secret },
    serve(productUrl: string) {
      state.provider = new Provider(issuer, configurationOf(productUrl, accounts, jwk));
      state.provider.on('server_error', (_context, fault) => process.stderr.write(`provider: ${fault.stack}\n`));
    },
    tamper(tamper: Tamper | undefined) {
      state.tamper = tamper;
    },
    /** Leaves `auth_time` out of every ID token, as Entra does unless told otherwise. */
    leaveOutAuthTime(isLeftOut: boolean) {
      state.tamper = isLeftOut ? (body) => withoutAuthTime(body, jwk) : undefined;
    },
    /** Whether it can be reached. */
    away(isAway: boolean) {
      state.isAway = isAway;
    },
    stop: () => closed(server),
  };
}

async function withoutAuthTime(body: Record<string, unknown>, jwk: JWK): Promise<Record<string, unknown>> {
  const { auth_time: _, ...claims } = decodeJwt(String(body.id_token));
  const signing = await importJWK(jwk, 'RS256');
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' });
  return { ...body, id_token: await token.sign(signing) };
}

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function configurationOf(productUrl: string, accounts: Readonly<Record<string, Account>>, jwk: JWK): Configuration {
  const named = [...new Set(Object.values(accounts).flatMap((account) => Object.keys(account)))];
  return {
    clients: [
      {
        client_id: oidcClient.id,
        client_secret: oidcClient.secret,
        redirect_uris: [`${productUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${productUrl}/sign-in`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key for the cookies of the provider'] },
    claims: {
      openid: ['sub', 'amr', 'acr', 'auth_time', ...named.filter((name) => name !== 'sub')],
      profile: ['name'],
    },
    conformIdTokenClaims: false,
    acrValues: contexts,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 60, IdToken: 60 },
    async findAccount(_context, id) {
      const account = Object.values(accounts).find(({ sub }) => sub === id);
      return account && { accountId: id, claims: () => account };
    },
    // Everybody has agreed to everything: consent is not what is tested.
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      grant.addOIDCClaims([...named, 'amr', 'acr', 'auth_time']);
      await grant.save();
      return grant;
    },
  };
}

async function answer(
  { provider, tamper }: { provider?: Provider; tamper?: Tamper | undefined },
  accounts: Readonly<Record<string, Account>>,
  issuer: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!provider) throw new Error('The provider does not know the product yet: call serve');
  if (request.url?.startsWith('/interaction/')) return interact(provider, accounts, request, response);
  if (request.url === '/token' && tamper && request.headers['x-tampered'] === undefined) {
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const honest = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization, 'content-type': type, 'x-tampered': 'true' },
      body: await textOf(request),
    });
    const body = await tamper((await honest.json()) as Record<string, unknown>);
    response.writeHead(honest.status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  await provider.callback()(request, response);
}

/** The provider's own page: who are you, and how do you prove it. */
async function interact(
  provider: Provider,
  accounts: Readonly<Record<string, Account>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    const options = Object.keys(accounts).map((name) => `<option>${name}</option>`);
    const form = `<form method="post"><select name="account" aria-label="Account">${options.join('')}</select><button>Sign in there</button></form>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Provider</title>${form}`);
    return;
  }
  const fields = new URLSearchParams(await textOf(request));
  const account = accounts[fields.get('account') ?? ''];
  const declined = { error: 'access_denied', error_description: 'The person said no' };
  const [amr, acr, ts] = [fields.get('amr'), fields.get('acr'), fields.get('auth_time')];
  const login = account && {
    accountId: account.sub,
    remember: true,
    ...(amr && { amr: amr.split(' ') }),
    ...(acr && { acr }),
    ...(ts && { ts: Number(ts) }),
  };
  await provider.interactionFinished(request, response, login ? { login } : declined);
}

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}
