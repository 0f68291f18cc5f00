import type { View } from '../../cards/card.js';
import { renderMail } from '../../cards/platform/mail.js';
import { mailTopic } from '../../cards/platform/mail-title.js';
import { requestMail } from '../../cards/request/request-mail.js';
import type { PrincipalId, RequestId } from '../../domain/ids.js';
import type { Addressee } from '../../domain/notification/decide-notifications.js';
import type { Principal } from '../../domain/ports/directory.js';
import type { Role } from '../../domain/role/role.js';
import { after, days, type Instant } from '../../domain/time.js';
import { administratorsOf } from '../../domain/usecases/common/default-recipients.js';
import type { ClaimedDelivery, Delivery, DeliveryQueue } from '../outbox/delivery.js';
import type { Delivered } from '../outbox/outbox-relay.js';
import { readNames } from '../views/read-names.js';
import { type ReadDeps, readRoleWords } from '../views/read-request-facts.js';
import { zoneOf } from '../views/zone-of.js';
import type { MailThread, Post } from './mail-post.js';
import { readRequestNotice } from './read-request-notice.js';

export type MailDeps = ReadDeps & {
  /** Missing where no mail is sent. */
  post?: Post | undefined;
  queue: Pick<DeliveryQueue, 'enqueue'>;
};

/** What a mail is to say, and of which role, where the administrators of that role are meant. */
type MailContent = { view?: View | undefined; again?: Instant | undefined; about?: Role | undefined };
type Written = Exclude<ClaimedDelivery['effect'], { kind: 'access' }>;

/**
 * Carries out one delivery by mail. A mail that is out cannot be changed, so it is sent once and left alone; what it
 * says is read at that moment. What is for the administrators' channel goes to each of them.
 */
export async function deliverMail(
  deps: MailDeps,
  claimed: ClaimedDelivery,
  effect: Written,
  read: () => Promise<MailContent>,
): Promise<Delivered> {
  if (!deps.post) return {}; // switched off since
  const { recipient } = effect;
  const { view, about, ...said } = await read();
  // What is told to each of the administrators is looked at again where it was told to all of them.
  const again = isCopy(effect) ? undefined : said.again;
  if (!view || claimed.ref) return { again };
  if (recipient.kind === 'channel') {
    await tellEach(deps, claimed, effect, { view, about: recipient.about ?? about });
    return { ref: { toEach: true }, again };
  }
  const to = await addressOf(deps, recipient);
  if (!to) return { again };
  const thread = await threadOf(deps, 'requestId' in effect ? effect.requestId : claimed.requestId);
  const sent = await deps.post.send({ to, ...renderMail(view), key: claimed.key, at: deps.clock.now(), thread });
  return sent === 'unreachable' ? { again } : { ref: sent, again };
}

const isCopy = ({ kind, recipient }: Written): boolean =>
  recipient.kind === 'person' && (kind === 'alert' || kind === 'incidents' || kind === 'unreachable');

/** What the mails about a request have in common; undefined for a mail about none. */
async function threadOf({ store, directory }: ReadDeps, id: RequestId | undefined): Promise<MailThread | undefined> {
  const request = id && (await store.read.requests.get(id));
  if (!request) return undefined;
  const { principalId, role, createdDateTime: since } = request;
  const [names, words] = await Promise.all([readNames(directory, [principalId]), readRoleWords(directory, role)]);
  const topic = mailTopic({ request, requestorName: names[principalId] ?? principalId, ...words });
  return { id: request.id, since, topic };
}

/** One delivery for each, so that the mailbox of one of them neither holds up the others nor makes them hear it twice. */
async function tellEach(
  { directory, store, clock, queue }: MailDeps,
  { key, priority, requestId, correlationId }: Delivery,
  effect: Written,
  { view, about }: { view: View; about: Role | undefined },
) {
  const now = clock.now();
  const told = await administratorsOf({ directory, reads: store.read, now }, about);
  for (const principalId of told) {
    const copy = copyFor(effect, view, principalId);
    const until = after(now, copiesTriedFor);
    await queue.enqueue(
      { key: `${key}|${principalId}`, lane: 'mail', effect: copy, priority, requestId, correlationId, until },
      now,
    );
  }
}

/** A copy that has not gone out by then never will. */
const copiesTriedFor = days(35);

/** What one of them is told: read when it goes out, for that may be late, unless it is an answer that is fixed. */
function copyFor(effect: Written, view: View, principalId: PrincipalId): Written {
  const recipient = { kind: 'person', principalId } as const;
  switch (effect.kind) {
    case 'alert':
    case 'incidents':
    case 'unreachable':
      return { ...effect, recipient };
    case 'access-review':
      return { ...effect, as: 'Owner', recipient };
    default:
      return { kind: 'reply', view, recipient };
  }
}

/** Where somebody's mail goes, if anywhere: nobody writes to the disabled. */
async function addressOf({ directory }: ReadDeps, recipient: Exclude<Written['recipient'], { kind: 'channel' }>) {
  if (recipient.kind === 'address') return { address: recipient.address };
  const person = await directory.principal(recipient.principalId);
  const [to] = addressees(person ? [person] : []);
  return to && { name: to.name, address: to.address };
}

/** Those of these who have an address and whose account is enabled. */
export const addressees = (principals: readonly Principal[]): (Addressee & { name: string })[] =>
  principals.flatMap((each) =>
    each.type === 'user' && each.accountEnabled && each.mail !== undefined
      ? [{ principalId: each.id, name: each.displayName, address: each.mail }]
      : [],
  );

/** What a mail about a request is to say now; undefined where there is nothing to say any more. */
export async function readMail(
  deps: ReadDeps,
  effect: Extract<Written, { kind: 'mail' }>,
  isPosted: boolean,
): Promise<View | undefined> {
  const { what, as, recipient } = effect;
  const facts = await readRequestNotice(deps, effect, isPosted);
  if (!facts) return undefined;
  const timeZone = recipient.kind === 'person' ? await zoneOf(deps, recipient.principalId) : deps.zones.home;
  return requestMail(what, as, facts, { timeZone }, deps.clock.now());
}
