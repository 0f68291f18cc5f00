import type { webApi } from '@slack/bolt';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory, User } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import { ok, type Result, refuse } from '../../domain/result.js';
import { type Profile, type Profiles, toProfile } from './profiles.js';
import type { SenderRefusal } from './sender-refusal.js';
import { ask } from './to-adapter-error.js';

/** Who speaks, from Slack's verified payload. */
export type Sender = { teamId: string; userId: string };

export type People = {
  /** The principal behind a sender and their time zone, or why they are not listened to. Throws AdapterError. */
  whoSpeaks(
    sender: Sender,
  ): Promise<Result<{ principalId: PrincipalId; timeZone?: string | undefined }, SenderRefusal>>;
  /** The text with those whom it mentions, where they are linked, by their user principal names; the bot stays. */
  nameMentions(text: string): Promise<string>;
  /** The Slack user to write to for a principal; undefined where none is linked. Throws AdapterError. */
  slackUserOf(principalId: PrincipalId): Promise<string | undefined>;
  /** The Slack user of an account by its own id, `T123:U456`; undefined for one of another workspace. */
  userOfAccount(externalId: string): string | undefined;
};

/** https://docs.slack.dev/messaging/formatting-message-text#mentioning-users */
const MENTION = /<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>/g;

/** Of those whom one message mentions; no command takes as many. */
const MOST_LOOKED_UP = 20;

type PeopleDeps = {
  client: webApi.WebClient;
  profiles: Profiles;
  teamId: string;
  identities: Identities;
  directory: Directory;
  matchByMail: boolean;
};

/** Resolves Slack users to principals of the directory and back, for one workspace. */
export function slackPeople(deps: PeopleDeps): People {
  const { client, profiles, teamId, identities, directory } = deps;
  const externalIdOf = (userId: string) => `${teamId}:${userId}`;

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

  function userOfAccount(externalId: string): string | undefined {
    const [linkedTeam, userId] = externalId.split(':');
    return linkedTeam === teamId ? userId : undefined;
  }

  return {
    userOfAccount,

    async whoSpeaks(sender) {
      const profile = await profiles.of(sender.userId);
      if (profile.refusal) return refuse(profile.refusal);
      if (sender.teamId !== teamId && !profile.isOfOrganisation) return refuse({ code: 'STRANGER' });
      const principalId =
        (await identities.principalOf('slack', externalIdOf(sender.userId))) ??
        (await matchedByMail(sender.userId, profile));
      return principalId
        ? ok({ principalId, timeZone: profile.timeZone })
        : refuse(notLinked(externalIdOf(sender.userId), profile));
    },

    nameMentions: (text) => nameMentions(deps, text),

    async slackUserOf(principalId) {
      const linked = await identities.find('slack', principalId);
      if (!linked) return deps.matchByMail ? lookedUpByMail(principalId) : undefined;
      return userOfAccount(linked.externalId);
    },
  };
}

async function nameMentions({ identities, directory, teamId }: PeopleDeps, text: string): Promise<string> {
  const userIds = [...new Set(Array.from(text.matchAll(MENTION), ([, userId = '']) => userId))].slice(
    0,
    MOST_LOOKED_UP,
  );
  const names = new Map<string, string>();
  for (const userId of userIds) {
    const principalId = await identities.principalOf('slack', `${teamId}:${userId}`);
    const person = principalId && (await directory.principal(principalId));
    if (person && person.type === 'user') names.set(userId, person.userPrincipalName);
  }
  return text.replace(MENTION, (mention, userId: string) => names.get(userId) ?? mention);
}

const notLinked = (externalId: string, { name = 'unknown', verifiedMail: mail }: Profile) =>
  ({ code: 'NOT_LINKED', account: { externalId, name, mail } }) as const;

const mayBeMatched = (user: User) => user.accountEnabled && user.userType === 'Member';
