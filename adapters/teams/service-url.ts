import type { TeamsConfig } from './teams-config.js';

/** Where Teams' public cloud takes messages that nobody's conversation has led to (learn.microsoft.com, proactive messages). */
const PUBLIC_CLOUD = 'https://smba.trafficmanager.net/teams/';

/** The service URL for a channel, which no inbound message has named. */
export function channelServiceUrl(config: TeamsConfig): string {
  return (config.mode === 'authenticated' && config.serviceUrls?.[0]) || PUBLIC_CLOUD;
}

/**
 * True when answers may be sent to this address: the bot's token goes with them, so somebody else's address would get
 * it. The public cloud's hosts over https and those of the settings; in the playground, loopback alone.
 */
export function isServiceUrlAllowed(config: TeamsConfig, serviceUrl: string): boolean {
  const url = parseUrl(serviceUrl);
  if (!url || url.username || url.password) return false;
  if (config.mode === 'playground') return url.protocol === 'http:' && isLoopback(url.hostname);
  if (config.serviceUrls?.some((allowed) => isUnder(url, allowed))) return true;
  const isPublicCloud = url.hostname === 'smba.trafficmanager.net' || url.hostname.endsWith('.botframework.com');
  return url.protocol === 'https:' && url.port === '' && isPublicCloud;
}

/** The URL in this text, or undefined where there is none. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined; // URL.parse is younger than the Node we promise
}

/** True for the names and addresses by which a machine calls itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|(\[?::ffff:)?127(\.\d{1,3}){3}\]?)$/.test(host);
}

function isUnder(url: URL, allowed: string): boolean {
  const base = parseUrl(allowed);
  if (!base || base.origin !== url.origin) return false;
  return `${url.pathname}/`.startsWith(`${base.pathname.replace(/\/+$/, '')}/`);
}
