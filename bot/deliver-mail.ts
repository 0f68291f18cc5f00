import type { View } from '../cards/card.js';
import { renderMail } from '../cards/mail.js';
import type { PrincipalId } from '../domain/ids.js';
import type { Role } from '../domain/role/role.js';
import type { Instant } from '../domain/time.js';
import { administratorsOf } from '../domain/usecases/default-recipients.js';
import type { ClaimedDelivery, Delivery, DeliveryQueue } from './delivery.js';
import type { Mail, Post } from './mail-post.js';
import type { Recipient } from './messenger.js';
import type { Delivered } from './outbox-relay.js';
import type { ReadDeps } from './read-request-facts.js';

export type MailDeps = ReadDeps & {
  /** Missing where no mail is sent. */
  post?: Post | undefined;
  queue: Pick<DeliveryQueue, 'enqueue'>;
};

/** What a mail is to say: the view, and how its subject puts it where that is not the view's title. */
type Said = { view?: View | undefined; subject?: string | undefined; again?: Instant | undefined };
type Written = Exclude<ClaimedDelivery['effect'], { kind: 'access' }>;

/**
 * Carries out one delivery by mail. A mail that is out cannot be changed, so it is sent once and left alone; what it
 * says is read at that moment. What is for the administrators' channel goes to each of them.
 */
export async function deliverMail(
  deps: MailDeps,
  claimed: ClaimedDelivery,
  { recipient, ...effect }: Written,
  read: () => Promise<Said>,
): Promise<Delivered> {
  if (!deps.post) return {}; // switched off since
  const { view, subject, again } = await read();
  if (!view || claimed.ref) return { again };
  if (recipient.kind === 'channel') {
    await tellEach(deps, claimed, view, recipient.about);
    return { ref: { toEach: true }, again };
  }
  const to = await addressOf(deps, recipient);
  if (!to) return { again };
  const thread = 'requestId' in effect ? effect.requestId : claimed.requestId;
  const sent = await deps.post.send({ to, ...renderMail(view, subject), key: claimed.key, thread });
  return sent === 'unreachable' ? { again } : { ref: sent, again };
}

/** One delivery for each, so that the mailbox of one of them neither holds up the others nor makes them hear it twice. */
async function tellEach(
  { directory, store, clock, queue }: MailDeps,
  { key, priority, requestId, correlationId }: Delivery,
  view: View,
  about: Role | undefined,
) {
  const now = clock.now();
  const told = await administratorsOf({ directory, reads: store.read, now }, about);
  for (const principalId of told) {
    const recipient = { kind: 'person', principalId } as const;
    const effect = { kind: 'reply', view, recipient } as const;
    await queue.enqueue(
      { key: `${key}|${principalId}`, lane: 'mail', effect, priority, requestId, correlationId },
      now,
    );
  }
}

/** Where somebody's mail goes, if anywhere: nobody writes to the disabled. */
async function addressOf({ directory }: ReadDeps, recipient: Exclude<Recipient, { kind: 'channel' }>) {
  return mailAddressOf(directory, recipient.principalId);
}

/** Where a person's mail goes; undefined for whoever has no address, or whose account is disabled. */
export async function mailAddressOf(
  directory: ReadDeps['directory'],
  principalId: PrincipalId,
): Promise<Mail['to'] | undefined> {
  const person = await directory.principal(principalId);
  if (person?.type !== 'user' || !person.accountEnabled || person.mail === undefined) return undefined;
  return { name: person.displayName, address: person.mail };
}
