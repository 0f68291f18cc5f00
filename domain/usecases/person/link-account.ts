import type { AccountChanged } from '../../domain-event.js';
import type { PrincipalId } from '../../ids.js';
import type { IdentityLinks, LinkedIdentity } from '../../ports/identities.js';
import type { LinkOffer, LinkOffers, Tokens } from '../../ports/link-offers.js';
import type { Clock } from '../../ports/system.js';
import { ok, type Result, refuse } from '../../result.js';
import { after, minutes } from '../../time.js';
import type { RecordAccess } from '../assignment/record-access.js';

export type LinkAccountDeps = {
  offers: LinkOffers;
  links: IdentityLinks;
  tokens: Tokens;
  clock: Clock;
  record: RecordAccess;
};

/** Who does it, and from which network address. */
type Linking = { actor: PrincipalId; address?: string | undefined };

export type LinkRefusal = { code: 'LINK_NOT_FOUND' | 'LINKED_TO_ANOTHER' | 'HAS_ANOTHER_ACCOUNT' };

/** How long a link is good for: as long as it takes to sign in. */
const offerLasts = minutes(10);

/** Offers an account, which its platform has proven, to whoever signs in with the token that is returned. */
export const offerLink =
  ({ offers, tokens, clock }: LinkAccountDeps) =>
  async (account: Omit<LinkOffer, 'tokenHash' | 'expiresAt'>): Promise<string> => {
    const token = tokens.next();
    await offers.put({ ...account, tokenHash: tokens.hash(token), expiresAt: after(clock.now(), offerLasts) });
    return token;
  };

/** What a token offers, changing nothing: a link may be looked at by programs. Undefined where it is worth nothing. */
export const lookAtLink =
  ({ offers, tokens, clock }: LinkAccountDeps) =>
  (token: string): Promise<LinkOffer | undefined> =>
    offers.find(tokens.hash(token), clock.now());

/**
 * Links the account that this token offers to a person, who has signed in. The token is used up, whatever comes of it.
 * Refuses, in the audit log, an account that is somebody else's, a person who has another account there, and a token
 * that is worth nothing. Otherwise the person is told, as they are of a link that is taken away.
 */
export const linkAccount =
  ({ offers, links, tokens, clock, record }: LinkAccountDeps) =>
  async (token: string, { actor, address }: Linking): Promise<Result<LinkOffer, LinkRefusal>> => {
    const offer = await offers.take(tokens.hash(token), clock.now());
    if (!offer) {
      await record({ activity: 'accountLinked', result: 'failure', resultReason: 'LINK_NOT_FOUND', actor, address });
      return refuse({ code: 'LINK_NOT_FOUND' });
    }
    const { surface, externalId, accountName } = offer;
    const about = { actor, address, after: { surface, externalId } };
    // Before anything changes: a link that is not in the audit log anywhere must never come to be.
    await record({ ...about, activity: 'linkRequested', result: 'success', resultReason: surface });
    const claimed = await links.claim({ surface, externalId }, actor);
    if (claimed === 'linked') {
      await record(
        { ...about, activity: 'accountLinked', result: 'success', resultReason: surface },
        changed('linked', { surface, externalId, accountName }, actor, actor),
      );
      return ok(offer);
    }
    const code = claimed === 'taken' ? 'LINKED_TO_ANOTHER' : 'HAS_ANOTHER_ACCOUNT';
    await record({ ...about, activity: 'accountLinked', result: 'failure', resultReason: code });
    return refuse({ code });
  };

/** Takes a link away from `subject`: the actor themself, unless given. False where they have no such link. */
export const unlinkAccount =
  ({ links, record }: Pick<LinkAccountDeps, 'links' | 'record'>) =>
  async (identity: LinkedIdentity, { actor, address }: Linking, subject: PrincipalId = actor): Promise<boolean> => {
    const { surface, externalId } = identity;
    const linked = await links.allOf(subject);
    if (!linked.some((each) => each.surface === surface && each.externalId === externalId)) return false;
    const about = { actor, address, subject, after: identity, resultReason: surface, result: 'success' } as const;
    // Before anything changes: what a crash then leaves undone, or done and told to nobody, was asked for in the audit
    // log.
    await record({ ...about, activity: 'unlinkRequested' });
    if (!(await links.unlink(identity, subject))) return false;
    await record({ ...about, activity: 'accountUnlinked' }, changed('unlinked', identity, actor, subject));
    return true;
  };

const changed = (
  what: AccountChanged['what'],
  account: Pick<AccountChanged, 'surface' | 'externalId' | 'accountName'>,
  changedBy: PrincipalId,
  principalId: PrincipalId,
): AccountChanged => ({ type: 'account.changed', what, principalId, changedBy, ...account });
