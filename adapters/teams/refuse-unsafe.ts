import { isLoopback, parseUrl } from './service-url.js';
import type { AuthenticatedTeams } from './teams-config.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The rules that settings must keep, each with what to do where they do not. */
const RULES: readonly (readonly [isKept: (config: AuthenticatedTeams) => boolean, fix: string])[] = [
  [({ appId }) => GUID.test(appId), 'The app id must be the application (client) id of the bot, a GUID.'],
  [
    ({ tenantId }) => GUID.test(tenantId),
    'The tenant id must be the directory (tenant) id of your organisation, a GUID.',
  ],
  [({ appType }) => isKnownType(appType), 'The app type must be SingleTenant or UserAssignedMsi, spelt so.'],
  [
    ({ appType, appPassword }) => (appType === 'SingleTenant') === Boolean(appPassword?.trim()),
    'A SingleTenant bot needs its client secret; a UserAssignedMsi bot must have none.',
  ],
  [({ standIn, serviceUrls }) => Boolean(standIn) || !serviceUrls?.some(isOpen), 'Service URLs must begin with https.'],
  [
    ({ standIn }) => !standIn || [standIn.openIdMetadata, standIn.tokenUrl ?? standIn.openIdMetadata].every(isLocal),
    'A stand-in for Teams must run on this machine.',
  ],
];

/**
 * Holds the settings against what the SDK is known to accept: for others (no app id, a misspelt type) it lets anybody
 * in, without a word. Throws one error that names every fix.
 */
export function refuseUnsafe(config: AuthenticatedTeams): void {
  const fixes = RULES.filter(([isKept]) => !isKept(config)).map(([, fix]) => fix);
  if (fixes.length > 0) throw new Error(`Teams cannot be started safely. ${fixes.join(' ')}`);
}

const isKnownType = (type: string) => type === 'SingleTenant' || type === 'UserAssignedMsi';
const isOpen = (url: string) => parseUrl(url)?.protocol !== 'https:';
const isLocal = (url: string) => isLoopback(parseUrl(url)?.hostname ?? '');
