import { createHash } from 'node:crypto';
import type { DeadLetterLine } from '../../cards/operations/dead-letters-card.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Access } from '../../domain/role/role.js';
import type { Instant } from '../../domain/time.js';
import type { DeadLetterFacts } from '../../domain/usecases/upkeep/resolve-dead-letters.js';
import { type DeliveryQueue, type FailedDelivery, priority } from '../outbox/delivery.js';
import { failingBefore } from '../outbox/removal-alarm.js';
import { fullName } from './my-roles-in-words.js';
import { readNames } from './read-names.js';
import { readRoleWords } from './read-request-facts.js';

/** One that does not get through, with the short name by which it is known whatever else comes and goes. */
export type DeadLetter = FailedDelivery & { id: string };

/** More than this at once is settled in several goes. */
const most = 500;

/**
 * What does not get through: dead letters, removals of access that fail, and last owners whom the
 * directory keeps for now. Oldest first.
 */
export async function listDeadLetters(
  queue: Pick<DeliveryQueue, 'deadLetters' | 'failing' | 'kept'>,
  now: Instant,
): Promise<DeadLetter[]> {
  const [deadLetters, failing, kept] = await Promise.all([
    queue.deadLetters(most),
    queue.failing(priority.removal, failingBefore(now), most),
    queue.kept(most),
  ]);
  return [...deadLetters, ...failing, ...kept]
    .sort((one, other) => one.since - other.since)
    .map((each) => ({ ...each, id: createHash('sha256').update(each.key).digest('hex').slice(0, 6) }));
}

type Deps = { store: Pick<Store, 'read'>; directory: Directory };

/** What is logged of one of them. */
export async function readDeadLetterFacts(
  { store }: Pick<Deps, 'store'>,
  deadLetter: DeadLetter,
): Promise<DeadLetterFacts> {
  const { key, fence, effect } = deadLetter;
  const about = await accessOf({ store }, effect);
  return {
    key,
    fence,
    isRemoval: effect.kind === 'access',
    subject: about?.principalId ?? recipientOf(effect),
    role: about?.role,
    requestId: 'requestId' in effect ? effect.requestId : undefined,
  };
}

/** One of them in people's words. */
export async function readDeadLetterLine({ store, directory }: Deps, deadLetter: DeadLetter): Promise<DeadLetterLine> {
  const { id, lane: farEnd, effect, since, attempts, code } = deadLetter;
  const about = await accessOf({ store }, effect);
  const person = recipientOf(effect);
  const [names, role] = await Promise.all([
    readNames(
      directory,
      [about?.principalId, person].filter((each) => each !== undefined),
    ),
    about && readRoleWords(directory, about.role).then(fullName),
  ]);
  const nameOf = (who: PrincipalId) => names[who] ?? 'somebody who has left';
  const recipient = person ? nameOf(person) : (addressIn(effect) ?? 'the administrators’ channel');
  const name = about && nameOf(about.principalId);
  return { what: effect.kind, id, farEnd, name, role, recipient, since, attempts, code };
}

const addressIn = (effect: FailedDelivery['effect']): string | undefined =>
  effect.kind === 'mail' && effect.recipient.kind === 'address' ? effect.recipient.address : undefined;

const recipientOf = (effect: FailedDelivery['effect']): PrincipalId | undefined =>
  effect.kind !== 'access' && effect.recipient.kind === 'person' ? effect.recipient.principalId : undefined;

/** Whose access to what it is about; undefined for an answer to somebody's message. */
async function accessOf({ store }: Pick<Deps, 'store'>, effect: FailedDelivery['effect']): Promise<Access | undefined> {
  if ('access' in effect) return effect.access;
  return 'requestId' in effect ? store.read.requests.get(effect.requestId) : undefined;
}
