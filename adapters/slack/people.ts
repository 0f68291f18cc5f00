import type { webApi } from '@slack/bolt';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory, User } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import type { Clock } from '../../domain/ports/system.js';
import { ok, type Result, refuse } from '../../domain/result.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import type { SpeakerRefusal } from './speaker-refusal.js';
import { ask } from './to-adapter-error.js';

/** Who speaks, from Slack's verified payload. */
export type Speaker = { teamId: string; userId: string };

export type People = {
  /** The principal behind a speaker and their time zone, or why they are not listened to. Throws AdapterError. */
  whoSpeaks(speaker: Speaker): Promise<Result<{ principalId: PrincipalId; timeZone: string }, SpeakerRefusal>>;
  /** The text with those whom it mentions, where they are linked, by their user principal names; the bot stays. */
  nameMentions(text: string): Promise<string>;
  /** The Slack user to write to for a principal; undefined where none is linked. Throws AdapterError. */
  slackUserOf(principalId: PrincipalId): Promise<string | undefined>;
};

type SlackUser = NonNullable<webApi.UsersInfoResponse['user']>;
type Profile = {
  refusal: SpeakerRefusal | undefined;
  name: string;
  verifiedMail: string | undefined;
  timeZone: string;
  /** In an Enterprise organisation a member may come from another workspace than the app's. */
  isOfOrganisation: boolean;
};

/** Somebody deactivated in Slack is refused within this time. */
const PROFILE_KEPT_FOR = minutes(3);
const PROFILES_KEPT = 5000;
/** https://docs.slack.dev/messaging/formatting-message-text#mentioning-users */
const MENTION = /<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>/g;

type PeopleDeps = {
  client: webApi.WebClient;
  teamId: string;
  identities: Identities;
  directory: Directory;
  matchByMail: boolean;
  clock: Clock;
};

/** Resolves Slack users to principals of the directory and back, for one workspace. */
export function slackPeople(deps: PeopleDeps): People {
  const { client, teamId, identities, directory, clock } = deps;
  const kept = new Map<string, { profile: Profile; until: Instant }>();
  const externalIdOf = (userId: string) => `${teamId}:${userId}`;

  async function profileOf(userId: string): Promise<Profile> {
    const known = kept.get(userId);
    if (known && clock.now() < known.until) return known.profile;
    const answer = await ask(client.users.info({ user: userId }), ['user_not_found', 'user_not_visible']);
    const profile = toProfile(answer?.user, teamId);
    if (kept.size >= PROFILES_KEPT) kept.clear();
    kept.set(userId, { profile, until: after(clock.now(), PROFILE_KEPT_FOR) });
    return profile;
  }

  async function matchedByMail(userId: string, { verifiedMail }: Profile): Promise<PrincipalId | undefined> {
    if (!deps.matchByMail || !verifiedMail) return undefined;
    const user = await directory.userByMail(verifiedMail);
    if (!user || !mayBeMatched(user)) return undefined;
    // Whoever is linked already stays so: an address changed in Slack must not take over somebody else's link.
    if (await identities.find('slack', user.id)) return undefined;
    await identities.link('slack', externalIdOf(userId), user.id);
    return user.id;
  }

  async function lookedUpByMail(principalId: PrincipalId): Promise<string | undefined> {
    const user = await directory.principal(principalId);
    if (user?.type !== 'user' || !mayBeMatched(user)) return undefined;
    const mail = user.mail ?? user.userPrincipalName;
    const found = (await ask(client.users.lookupByEmail({ email: mail }), ['users_not_found']))?.user;
    const profile = toProfile(found, teamId);
    if (!found?.id || profile.refusal || profile.verifiedMail?.toLowerCase() !== mail.toLowerCase()) return undefined;
    if (await identities.principalOf('slack', externalIdOf(found.id))) return undefined;
    await identities.link('slack', externalIdOf(found.id), principalId);
    return found.id;
  }

  return {
    async whoSpeaks(speaker) {
      const profile = await profileOf(speaker.userId);
      if (profile.refusal) return refuse(profile.refusal);
      if (speaker.teamId !== teamId && !profile.isOfOrganisation) return refuse({ code: 'STRANGER' });
      const principalId =
        (await identities.principalOf('slack', externalIdOf(speaker.userId))) ??
        (await matchedByMail(speaker.userId, profile));
      return principalId
        ? ok({ principalId, timeZone: profile.timeZone })
        : refuse(notLinked(externalIdOf(speaker.userId), profile));
    },

    nameMentions: (text) => nameMentions(deps, text),

    async slackUserOf(principalId) {
      const linked = await identities.find('slack', principalId);
      if (!linked) return deps.matchByMail ? lookedUpByMail(principalId) : undefined;
      const [linkedTeam, userId] = linked.externalId.split(':');
      return linkedTeam === teamId ? userId : undefined;
    },
  };
}

async function nameMentions({ identities, directory, teamId }: PeopleDeps, text: string): Promise<string> {
  const userIds = new Set(Array.from(text.matchAll(MENTION), ([, userId = '']) => userId));
  const names = new Map<string, string>();
  for (const userId of userIds) {
    const principalId = await identities.principalOf('slack', `${teamId}:${userId}`);
    const person = principalId && (await directory.principal(principalId));
    if (person && person.type === 'user') names.set(userId, person.userPrincipalName);
  }
  return text.replace(MENTION, (mention, userId: string) => names.get(userId) ?? mention);
}

const notLinked = (externalId: string, { name, verifiedMail: mail }: Profile) =>
  ({ code: 'NOT_LINKED', account: { externalId, name, mail } }) as const;

const mayBeMatched = (user: User) => user.accountEnabled && user.userType === 'Member';

function toProfile(user: SlackUser | undefined, teamId: string): Profile {
  return {
    refusal: refusalOf(user, teamId),
    name: user?.profile?.real_name || user?.real_name || user?.name || 'unknown',
    verifiedMail: user?.is_email_confirmed === true ? user.profile?.email : undefined,
    timeZone: user?.tz ?? 'UTC',
    isOfOrganisation: isOfOrganisation(user, teamId),
  };
}

/** Denies by default: only a present, full, human member of the workspace is left. */
function refusalOf(user: SlackUser | undefined, teamId: string): SpeakerRefusal | undefined {
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
