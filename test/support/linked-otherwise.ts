import { type Config, readConfig } from '../../bot/config/config.js';

/**
 * Reads settings of a product with Slack whose people were linked earlier: the story writes the links, and there is no
 * sign-in to link more of them by.
 */
export function readLinkedConfig(settings: Record<string, string>): Config {
  if (settings.SLACK_BOT_TOKEN === undefined || settings.OIDC_ISSUER !== undefined) return readConfig(settings);
  const { slack, ...config } = readConfig({ ...settings, SLACK_MATCH_BY_MAIL: 'true' });
  return { ...config, slack: slack && { ...slack, matchByMail: false } };
}
