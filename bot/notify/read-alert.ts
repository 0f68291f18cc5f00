import type { View } from '../../cards/card.js';
import { type AlertState, removalAlertCard } from '../../cards/operations/removal-alert-card.js';
import { isLive } from '../../domain/assignment/schedule.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Access } from '../../domain/role/role.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import { leasesOn } from '../../domain/usecases/common/access-leases.js';
import { type DeliveryQueue, type FailedDelivery, priority } from '../outbox/delivery.js';
import { accessDeliveryKey, alarmAfter, failingBefore } from '../outbox/removal-alarm.js';
import { readNames } from '../views/read-names.js';
import { readRoleWords } from '../views/read-request-facts.js';
import type { Zones } from '../views/zone-of.js';

export type AlertDeps = {
  store: Pick<Store, 'read'>;
  directory: Directory;
  clock: Clock;
  queue: Pick<DeliveryQueue, 'deadLetter' | 'failing'>;
  zones: Pick<Zones, 'home'>;
};

/** Where a whole directory is down, the removals that fail longest speak for the rest. */
const mostAlerts = 10;
/** What is not over is looked at again this much later, whether or not anybody has said so. */
const lookAgain = minutes(10);

/**
 * What the administrators' channel is shown now of an access that did not go out of the directory, and when it is to be
 * looked at again. Nothing is shown where nothing was posted and there is nothing to tell.
 */
export async function readAlert(
  deps: AlertDeps,
  access: Access,
  isPosted: boolean,
): Promise<{ view?: View; again?: Instant }> {
  const now = deps.clock.now();
  const delivery = await deps.queue.deadLetter(accessDeliveryKey(access));
  const state = await stateOf(deps, access, delivery, now);
  if (!isPosted && state.kind === 'young') return { again: after(state.since, alarmAfter) };
  if (!isPosted && state.kind !== 'stuck') return {};
  const again = state.kind === 'gone' || state.kind === 'held' ? {} : { again: after(now, lookAgain) };
  if (!isPosted && state.kind === 'stuck' && !(await isAmongTheFirst(deps, state.delivery, now))) return again;
  const [names, words] = await Promise.all([
    readNames(deps.directory, [access.principalId]),
    readRoleWords(deps.directory, access.role),
  ]);
  const facts = { name: names[access.principalId] ?? 'Somebody who has left', ...words, state: inWords(state) };
  return { view: removalAlertCard(facts, { timeZone: deps.zones.home, now }), ...again };
}

type State =
  | { kind: 'stuck'; delivery: FailedDelivery }
  /** It fails, and not yet for long. */
  | { kind: 'young'; since: Instant }
  | { kind: Exclude<AlertState['kind'], 'stuck'> };

async function stateOf(
  { store }: AlertDeps,
  access: Access,
  delivery: FailedDelivery | undefined,
  now: Instant,
): Promise<State> {
  const leases = await leasesOn(store.read, access);
  if (leases.some((schedule) => isLive(schedule, now))) return { kind: 'held' };
  if (delivery?.priority === priority.removal) {
    return delivery.since <= failingBefore(now)
      ? { kind: 'stuck', delivery }
      : { kind: 'young', since: delivery.since };
  }
  const leaving = leases.filter(({ status }) => status === 'PendingRevocation');
  if (leaving.length === 0) return { kind: 'gone' };
  return { kind: leaving.some(({ refusedSince }) => refusedSince !== undefined) ? 'last-owner' : 'leaving' };
}

function inWords(state: State): AlertState {
  if (state.kind === 'young') return { kind: 'leaving' };
  if (state.kind !== 'stuck') return state;
  const { since, attempts, code } = state.delivery;
  return { kind: 'stuck', since, attempts, code };
}

async function isAmongTheFirst({ queue }: AlertDeps, { key }: FailedDelivery, now: Instant): Promise<boolean> {
  const first = await queue.failing(priority.removal, failingBefore(now), mostAlerts);
  return first.some((each) => each.key === key);
}
