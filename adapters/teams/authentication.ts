import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type TurnContext,
} from 'botbuilder';
import type { Clock } from '../../domain/ports/system.js';
import { seconds } from '../../domain/time.js';
import { connectorHttp } from './connector-http.js';
import type { InboundActivity } from './parse-activity.js';
import { refuseUnsafe } from './refuse-unsafe.js';
import type { AuthenticatedTeams, TeamsConfig } from './teams-config.js';
import { within } from './within.js';

const CHANNEL_ISSUER = 'https://api.botframework.com';

/** How long one call to Teams may take. */
const CALL_TIMEOUT = seconds(10);

/** What the SDK says of a delivery whose token it accepts. */
type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;

export type Gate = {
  /** The SDK's adapter, for writing to people first. */
  adapter: CloudAdapter;
  /** The bot's own id towards the SDK; empty in the playground. */
  appId: string;
  /** Checks a delivery's token (the whole `Authorization` header). `unavailable`: Teams' keys could not be had. */
  authenticate(activity: InboundActivity, authorization: string): Promise<Authenticated | 'refused' | 'unavailable'>;
  /** Runs `work` on an authenticated activity and returns or throws what it does. */
  turn<T>(activity: InboundActivity, as: Authenticated, work: (context: TurnContext) => Promise<T>): Promise<T>;
};

/**
 * Builds the SDK's parts. The SDK turns authentication off without a word for settings it does not understand (no app
 * id, a misspelt type), so the settings are held against what it is known to accept. Throws an error that names the
 * setting at fault.
 */
export async function openGate(config: TeamsConfig, clock: Clock): Promise<Gate> {
  const credentials = config.mode === 'playground' ? anonymous() : await authenticated(config);
  const { standIn, timeouts } = config.mode === 'authenticated' ? config : {};
  const timeout = timeouts?.call ?? CALL_TIMEOUT;
  const authentication = new ConfigurationBotFrameworkAuthentication(
    standIn ? trustOf(standIn.openIdMetadata) : {},
    standIn ? signingWith(standIn.outboundToken, credentials) : credentials,
    undefined,
    undefined,
    { httpClient: connectorHttp(clock, timeout) },
  );
  const adapter = new CloudAdapter(authentication);
  return {
    adapter,
    appId: config.mode === 'playground' ? '' : config.appId.toLowerCase(),
    async authenticate(activity, authorization) {
      try {
        const checking = authentication.authenticateRequest(forSdk(activity), authorization);
        const authenticated = await within(timeout, checking);
        const isGood = config.mode === 'playground' || isChannelsToken(authenticated, activity.serviceUrl);
        return isGood ? authenticated : 'refused';
      } catch (error) {
        return isKeysFault(error) ? 'unavailable' : 'refused';
      }
    },
    async turn<T>(activity: InboundActivity, as: Authenticated, work: (context: TurnContext) => Promise<T>) {
      const outcomes: Promise<T>[] = [];
      await adapter.processActivityDirect(as, forSdk(activity), async (context) => {
        const outcome = work(context);
        outcomes.push(outcome);
        await outcome.catch(() => {}); // thrown below: the SDK would put an error of its own in its place
      });
      const [outcome] = outcomes;
      if (!outcome) throw new Error('The SDK did not run the turn');
      return outcome;
    },
  };
}

/** Its type promises dates and much else that the wire does not have and that is not used. */
const forSdk = (activity: InboundActivity) => activity as unknown as Activity;

/** True when Teams' signing keys could not be had, so that nothing is known of the token. The SDK's words for it. */
function isKeysFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || error.name === 'FetchError' || Reflect.get(error, 'statusCode') === 500;
}

/**
 * The SDK also takes the Emulator's tokens, which name no service URL, and tokens that never expire. Teams sends
 * neither, so neither is let in.
 */
function isChannelsToken({ claimsIdentity }: Authenticated, serviceUrl: string): boolean {
  const claim = (type: string): unknown => claimsIdentity.getClaimValue(type);
  return claim('iss') === CHANNEL_ISSUER && claim('serviceurl') === serviceUrl && Number(claim('exp')) > 0;
}

async function authenticated(config: AuthenticatedTeams): Promise<ConfigurationServiceClientCredentialFactory> {
  refuseUnsafe(config);
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: config.appId.toLowerCase(),
    MicrosoftAppType: config.appType,
    MicrosoftAppTenantId: config.tenantId,
    ...(config.appPassword ? { MicrosoftAppPassword: config.appPassword } : {}),
  });
  if (await factory.isAuthenticationDisabled())
    throw new Error('Teams cannot be started safely: with these settings its SDK would let anybody in.');
  return factory;
}

function anonymous() {
  return new ConfigurationServiceClientCredentialFactory({ MicrosoftAppId: '', MicrosoftAppPassword: '' });
}

/** One of these set switches off the SDK's defaults for all, so all are set. */
function trustOf(openIdMetadata: string) {
  return {
    ToChannelFromBotLoginUrl: 'https://login.invalid',
    ToChannelFromBotOAuthScope: CHANNEL_ISSUER,
    ToBotFromChannelTokenIssuer: CHANNEL_ISSUER,
    OAuthUrl: 'https://token.invalid',
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadata,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadata,
    CallerId: '',
  };
}

type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

function signingWith(token: string, real: ConfigurationServiceClientCredentialFactory): CredentialsFactory {
  return {
    isValidAppId: (id) => real.isValidAppId(id),
    isAuthenticationDisabled: () => real.isAuthenticationDisabled(),
    createCredentials: async () => ({
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${token}`);
        return request;
      },
    }),
  };
}
