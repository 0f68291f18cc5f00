import type { Duration } from '../../domain/time.js';

/** How the bot is known to Teams. `playground` is for the demo alone: nothing is authenticated, so only loopback is served. */
export type TeamsConfig = AuthenticatedTeams | { mode: 'playground' };

export type AuthenticatedTeams = {
  mode: 'authenticated';
  /** The bot's application (client) id, a GUID. */
  appId: string;
  /** The client secret of a `SingleTenant` bot; a `UserAssignedMsi` bot has none. */
  appPassword?: string | undefined;
  appType: 'SingleTenant' | 'UserAssignedMsi';
  /** The one tenant whose people are heard, a GUID. */
  tenantId: string;
  /** A channel's id, `19:…@thread.tacv2`; alerts for administrators go there. */
  adminChannel?: string | undefined;
  /** Service URLs allowed beside the public cloud's, such as a national cloud's. The first one serves the admin channel. */
  serviceUrls?: readonly string[] | undefined;
  /** For tests alone: a stand-in on loopback that signs inbound tokens, and the token that it accepts from the bot. */
  standIn?: { openIdMetadata: string; outboundToken: string; tokenUrl?: string } | undefined;
  /** For tests: how long a button's answer may take, and how long Teams may take to answer a call. */
  timeouts?: { answer?: Duration; call?: Duration } | undefined;
};
