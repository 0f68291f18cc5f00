import { createHash } from 'node:crypto';
import type { StuckLine } from '../../cards/operations/stuck-card.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Access } from '../../domain/role/role.js';
import type { Instant } from '../../domain/time.js';
import type { StuckThing } from '../../domain/usecases/upkeep/settle-stuck.js';
import { fullName } from '../commands/words/my-roles-in-words.js';
import { type DeliveryQueue, priority, type StuckDelivery } from '../outbox/delivery.js';
import { stuckBefore } from '../outbox/removal-alarm.js';
import { readNames } from './read-names.js';
import { readRoleWords } from './read-request-facts.js';

/** One that does not get through, with the short name by which it is known whatever else comes and goes. */
export type Stuck = StuckDelivery & { id: string };

/** More than this at once is settled in several goes. */
const most = 500;

/**
 * What does not get through: messages that were set aside, removals of access that fail, and last owners whom the
 * directory keeps for now. Oldest first.
 */
export async function listStuck(
  queue: Pick<DeliveryQueue, 'parked' | 'failing' | 'kept'>,
  now: Instant,
): Promise<Stuck[]> {
  const [parked, failing, kept] = await Promise.all([
    queue.parked(most),
    queue.failing(priority.removal, stuckBefore(now), most),
    queue.kept(most),
  ]);
  return [...parked, ...failing, ...kept]
    .sort((one, other) => one.since - other.since)
    .map((each) => ({ ...each, id: createHash('sha256').update(each.key).digest('hex').slice(0, 6) }));
}

type Deps = { store: Pick<Store, 'read'>; directory: Directory };

/** What goes on record of one of them. */
export async function readStuckThing({ store }: Pick<Deps, 'store'>, stuck: Stuck): Promise<StuckThing> {
  const { key, fence, effect } = stuck;
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
export async function readStuckLine({ store, directory }: Deps, stuck: Stuck): Promise<StuckLine> {
  const { id, lane: farEnd, effect, since, attempts, code } = stuck;
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

const addressIn = (effect: StuckDelivery['effect']): string | undefined =>
  effect.kind === 'mail' && effect.recipient.kind === 'address' ? effect.recipient.address : undefined;

const recipientOf = (effect: StuckDelivery['effect']): PrincipalId | undefined =>
  effect.kind !== 'access' && effect.recipient.kind === 'person' ? effect.recipient.principalId : undefined;

/** Whose access to what it is about; undefined for an answer to somebody's message. */
async function accessOf({ store }: Pick<Deps, 'store'>, effect: StuckDelivery['effect']): Promise<Access | undefined> {
  if ('access' in effect) return effect.access;
  return 'requestId' in effect ? store.read.requests.get(effect.requestId) : undefined;
}
