import type { Reply } from '../../bot/turns/turn.js';
import { linkInvitationCard } from '../../cards/account/link-invitation-card.js';
import type { RateLimits } from '../../domain/ports/rate-limits.js';
import { minutes } from '../../domain/time.js';
import { type SlackAccount, senderRefusalText } from './sender-refusal.js';

/** The address at which whoever signs in can link this account to themself. */
export type LinkFor = (account: {
  surface: 'slack';
  externalId: string;
  accountName: string;
  accountMail: string | undefined;
}) => Promise<string>;

/** An account that is not linked asks again and again at no cost to anybody but itself. */
const invitations = { name: 'link-invitation', times: 5, per: minutes(10) };

const ASK_IN_PRIVATE =
  'I do not know yet who you are in the directory. Write me a direct message, and I will send you a link to sign in with.';
const TOO_OFTEN = 'I have sent you several links already. Please use the last one, or write again in ten minutes.';

/**
 * What somebody who is not linked is answered: a link of their own, where only they can see the answer. Whoever has it
 * can link the account to themself, so it must not be shown to others: `isPrivate` says that nobody else reads along.
 */
export async function inviteToLink(
  { linkFor, limits }: { linkFor?: LinkFor | undefined; limits?: RateLimits | undefined },
  { externalId, name, mail }: SlackAccount,
  isPrivate: boolean,
): Promise<Reply> {
  if (!linkFor) return { kind: 'said', text: senderRefusalText.NOT_LINKED ?? '' };
  if (!isPrivate) return { kind: 'said', text: ASK_IN_PRIVATE };
  if (await limits?.exceeded(invitations, externalId)) return { kind: 'said', text: TOO_OFTEN };
  const url = await linkFor({ surface: 'slack', externalId, accountName: name, accountMail: mail });
  return { kind: 'show', card: linkInvitationCard(url) };
}
