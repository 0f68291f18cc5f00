import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { AdapterError, type Log } from '../../../domain/ports/system.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import type { SignInState, StepUp } from '../sessions/sign-in-state.js';

export type ProviderConfig = { issuer: string; clientId: string; clientSecret: string };

/** What has to come back, of a sign-in that has begun. It is kept in the session and good for one answer. */
type Begun = SignInState['begun'];
/** What a sign-in asks of the provider besides who it is: a new proof, there and then. */
type RequiredProof = Pick<StepUp, 'multiFactor' | 'authenticationContexts'>;

/** The verified claims of an ID token. */
export type Claims = Readonly<Record<string, unknown>>;

/** `DECLINED`: the provider or the person said no. `NOT_VERIFIED`: the answer is none to what was asked, or is forged. */
type ProviderRefusal = { code: 'DECLINED' | 'NOT_VERIFIED' };

/** An OpenID Connect provider, asked by the code flow with PKCE, state and nonce. */
export type IdentityProvider = {
  /** Proves that the provider is there by reading its metadata again. Throws AdapterError `unavailable`. */
  prove(): Promise<void>;
  /** Where to send the person, and what to expect back. Throws AdapterError where the provider cannot be reached. */
  begin(redirectUri: string, stepUp?: RequiredProof): Promise<{ url: URL; begun: Begun }>;
  /**
   * The claims that the provider vouches for in answer to what was begun: the address the person came back to, with its
   * query. Signature, issuer, audience, nonce, state and times are verified. Throws AdapterError `unavailable`.
   */
  finish(cameBackTo: URL, begun: Begun): Promise<Result<Claims, ProviderRefusal>>;
  /**
   * Where somebody signs out there, to be led to `thenTo`; undefined where the provider has no such page. It names the
   * client alone: no ID token is kept to hint at who it is, so the provider may ask. Throws AdapterError `unavailable`.
   * Source: OpenID Connect RP-Initiated Logout 1.0, 2.
   */
  endSession(thenTo: string): Promise<URL | undefined>;
};

/** In seconds. */
const timeout = 10;

/** Connects to the provider when it is first needed, and reads its metadata once. */
export function identityProvider(config: ProviderConfig, log: Log): IdentityProvider {
  let known: Promise<Configuration> | undefined;
  const provider = () => {
    known ??= discover(config).catch((cause: unknown) => {
      known = undefined;
      throw unreachable(cause);
    });
    return known;
  };
  return {
    async prove() {
      const fresh = await discover(config).catch((cause: unknown) => {
        throw unreachable(cause);
      });
      known = Promise.resolve(fresh);
    },
    async begin(redirectUri, stepUp) {
      const configuration = await provider();
      const begun = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await calculatePKCECodeChallenge(begun.codeVerifier),
        code_challenge_method: 'S256',
        ...(stepUp && stepUpParameters(stepUp)),
      });
      return { url, begun };
    },
    async finish(cameBackTo, { state, nonce, codeVerifier }) {
      const configuration = await provider();
      try {
        const tokens = await authorizationCodeGrant(configuration, cameBackTo, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        return claims ? ok(claims) : refuse({ code: 'NOT_VERIFIED' });
      } catch (fault) {
        return refusedBy(fault, log);
      }
    },
    async endSession(thenTo) {
      const configuration = await provider();
      const { end_session_endpoint: endpoint } = configuration.serverMetadata();
      if (endpoint === undefined || !/^https?:/.test(endpoint)) return undefined;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: thenTo });
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<Configuration> {
  const url = new URL(issuer);
  // Settings let http through for this very machine alone.
  const execute =
    url.protocol === 'http:' ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks];
  const clientAuth = eitherSecret(clientSecret);
  return discovery(url, clientId, {}, clientAuth, { execute, timeout });
}

/** Sends the secret the way the provider takes it. Source: OpenID Connect Discovery 1.0, 3: `client_secret_basic` unless it says. */
function eitherSecret(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return methods.includes('client_secret_basic') ? basic(server, ...rest) : post(server, ...rest);
  };
}

/**
 * `prompt` and `max_age` make the provider ask again. Contexts go as `acr_values`, and as Entra's `acrs` claim, which
 * takes one at a time. Source: Entra ID, “developer guide to Conditional Access authentication context”.
 */
function stepUpParameters({ multiFactor, authenticationContexts }: RequiredProof): Record<string, string> {
  const [context] = authenticationContexts;
  const claims = {
    id_token: {
      auth_time: { essential: true },
      ...(multiFactor && { amr: { essential: true, values: ['mfa'] } }),
      ...(context !== undefined && { acrs: { essential: true, value: context } }),
    },
  };
  return {
    prompt: 'login',
    max_age: '0',
    claims: JSON.stringify(claims),
    ...(authenticationContexts.length > 0 && { acr_values: authenticationContexts.join(' ') }),
  };
}

function refusedBy(fault: unknown, log: Log): Result<never, ProviderRefusal> {
  if (fault instanceof AuthorizationResponseError) {
    log.warn('sign-in.declined', { error: fault.error });
    return refuse({ code: 'DECLINED' });
  }
  if (fault instanceof ResponseBodyError && fault.status < 500) {
    log.warn('sign-in.not-verified', { error: fault.error });
    return refuse({ code: 'NOT_VERIFIED' });
  }
  const code = codeOf(fault);
  if (!(fault instanceof ClientError) || code === undefined || awayCodes.has(code)) throw unreachable(fault);
  // The code alone: messages and causes can carry tokens.
  log.warn('sign-in.not-verified', { error: code });
  return refuse({ code: 'NOT_VERIFIED' });
}

/** What is no word on the answer itself, but on how far it got. */
const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

const codeOf = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;

const unreachable = (cause: unknown) =>
  new AdapterError('unavailable', 'the identity provider cannot be reached', { cause });
