import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { parseTimeZone } from '../../domain/identity/time-zone.js';
import type { Identities } from '../../domain/ports/identities.js';
import { AdapterError, type Clock } from '../../domain/ports/system.js';
import { after, hours, type Instant, minutes, seconds } from '../../domain/time.js';
import { ask } from './to-adapter-error.js';

/** What outlasts the process: never the address, by which somebody could be linked again. */
const LastingProfile = z.object({
  refusal: z.object({ code: z.enum(['STRANGER', 'BOT', 'DEACTIVATED', 'GUEST']) }).optional(),
  /** Missing where Slack does not know it. */
  timeZone: z.string().optional(),
  /** In an Enterprise organisation a member may come from another workspace than the app's. */
  isOfOrganisation: z.boolean(),
});

/** What Slack says of one of its users, as far as it matters here. */
export type Profile = z.infer<typeof LastingProfile> & { name?: string | undefined; verifiedMail?: string | undefined };

export type Profiles = {
  /**
   * What Slack says of this user, or has said within some minutes. While Slack cannot say it, what it said last of
   * somebody who is linked counts for a day. Throws AdapterError where neither is known.
   */
  of(userId: string): Promise<Profile>;
};

type CachedProfile = { profile: Profile; until: Instant };
type SlackUser = NonNullable<webApi.UsersInfoResponse['user']>;

/** Somebody deactivated in Slack is refused within this time, once Slack can be asked. */
const PROFILE_KEPT_FOR = minutes(3);
/** So long does Slack's last word on a linked person count while it gives no other. */
const LAST_WORD_COUNTS_FOR = hours(24);
/** A Slack that has just failed is left alone for so long: to ask costs most of the time a turn may take. */
const ASKED_AGAIN_AFTER = seconds(15);
const PROFILES_KEPT = 5000;

/**
 * Asks Slack who its users are, now and then, and keeps the last word on those who are linked beside their link.
 * `client` must fail well within the time that Slack gives a turn.
 */
export function slackProfiles({
  client,
  teamId,
  identities,
  clock,
}: {
  client: webApi.WebClient;
  teamId: string;
  identities: Identities;
  clock: Clock;
}): Profiles {
  const kept = new Map<string, CachedProfile>();

  async function fresh(userId: string): Promise<CachedProfile> {
    const answer = await ask(client.users.info({ user: userId }), ['user_not_found', 'user_not_visible']);
    const profile = toProfile(answer?.user, teamId);
    const now = clock.now();
    await identities.saw('slack', `${teamId}:${userId}`, LastingProfile.parse(profile), now);
    return { profile, until: after(now, PROFILE_KEPT_FOR) };
  }

  async function lastWordOn(userId: string, fault: unknown): Promise<CachedProfile> {
    if (!(fault instanceof AdapterError && fault.retryable)) throw fault;
    const seen = await identities.lastSeen('slack', `${teamId}:${userId}`);
    const { data: profile } = LastingProfile.safeParse(seen?.profile);
    const now = clock.now();
    if (!seen || !profile || now >= after(seen.at, LAST_WORD_COUNTS_FOR)) throw fault;
    return { profile, until: after(now, ASKED_AGAIN_AFTER) };
  }

  return {
    async of(userId) {
      const known = kept.get(userId);
      if (known && clock.now() < known.until) return known.profile;
      const found = await fresh(userId).catch((fault: unknown) => lastWordOn(userId, fault));
      if (kept.size >= PROFILES_KEPT) kept.clear();
      kept.set(userId, found);
      return found.profile;
    },
  };
}

/** What a user object of Slack says; undefined: there is no such user. */
export function toProfile(user: SlackUser | undefined, teamId: string): Profile {
  return {
    refusal: refusalOf(user, teamId),
    name: user?.profile?.real_name || user?.real_name || user?.name,
    verifiedMail: user?.is_email_confirmed === true ? user.profile?.email : undefined,
    timeZone: parseTimeZone(user?.tz),
    isOfOrganisation: isOfOrganisation(user, teamId),
  };
}

/** Denies by default: only a present, full, human member of the workspace is left. */
function refusalOf(user: SlackUser | undefined, teamId: string): Profile['refusal'] {
  if (!user) return { code: 'STRANGER' };
  if (user.is_bot || user.is_workflow_bot || user.is_connector_bot) return { code: 'BOT' };
  if (user.is_stranger || !(user.team_id === teamId || isOfOrganisation(user, teamId))) return { code: 'STRANGER' };
  if (user.deleted) return { code: 'DEACTIVATED' };
  return user.is_restricted || user.is_ultra_restricted ? { code: 'GUEST' } : undefined;
}

/** Whether Slack itself says that this account of an Enterprise organisation belongs to the workspace. */
function isOfOrganisation(user: SlackUser | undefined, teamId: string): boolean {
  return user?.enterprise_user?.teams?.includes(teamId) ?? false;
}
