import type { InboundActivity } from './parse-activity.js';
import { isServiceUrlAllowed } from './service-url.js';
import type { TeamsConfig } from './teams-config.js';

const PLAYGROUND_CHANNELS = new Set(['msteams', 'emulator']);

/** True for an activity of the one channel that is served. The SDK checks other channels by other, looser rules. */
export function isChannelServed(config: TeamsConfig, { channelId }: InboundActivity): boolean {
  return config.mode === 'playground' ? PLAYGROUND_CHANNELS.has(channelId) : channelId === 'msteams';
}

/**
 * What about an authenticated activity does not belong here, as a word for the log; undefined when all of it does.
 * A token proves that Teams sent the activity, not that it comes from our tenant or is meant for this bot: that is in
 * the body, and the SDK does not look.
 */
export function foreignPart(
  config: TeamsConfig,
  activity: InboundActivity,
): 'tenant' | 'serviceUrl' | 'bot' | undefined {
  if (!isServiceUrlAllowed(config, activity.serviceUrl)) return 'serviceUrl';
  if (config.mode === 'playground') return undefined;
  const tenants = [activity.conversation.tenantId, activity.channelData?.tenant?.id];
  if (tenants.some((tenant) => tenant?.toLowerCase() !== config.tenantId.toLowerCase())) return 'tenant';
  return activity.recipient.id.toLowerCase() === `28:${config.appId.toLowerCase()}` ? undefined : 'bot';
}
