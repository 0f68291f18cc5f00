import type { Surface } from '../../domain/identity/surface.js';
import type { PrincipalId } from '../../domain/ids.js';
import { isAskedToDecide, reviewWeightOf } from '../../domain/notification/notice-table.js';
import type { Clock } from '../../domain/ports/system.js';
import { after, minutes, seconds } from '../../domain/time.js';
import {
  type Delivery,
  type DeliveryQueue,
  type DeliveryState,
  type Lane,
  type Matter,
  type MessageLane,
  priority,
} from '../outbox/delivery.js';
import type { Messenger } from '../outbox/messenger.js';
import type { RemovalAlarm } from '../outbox/removal-alarm.js';
import type { Post } from './mail-post.js';

/** By what people are told here. */
export type Telling = {
  messengers: ReadonlyMap<Surface, Messenger>;
  post?: Post | undefined;
  /** True where the portal's chat is where people are, as in the demo, whatever else is open beside it. */
  isWebRead?: boolean | undefined;
};

type WatchReachDeps = Telling & { clock: Clock; queue: Pick<DeliveryQueue, 'ofMatter' | 'want'> };

/** What fails for this long does not reach anybody. */
export const timeout = minutes(1);
/** What is still on its way is looked at again this soon. */
export const soon = seconds(5);

/**
 * A delivery has just reached nobody. Where it asks somebody to decide, and nothing else has reached them yet, this
 * makes due what looks after that: told before the delivery is on file, so that a crash in between loses nothing.
 */
export async function watchReach(deps: WatchReachDeps, { effect, correlationId }: Delivery): Promise<void> {
  const asked = whomItAsks(effect);
  if (!asked) return;
  const deliveries = await deps.queue.ofMatter(asked.matter, asked.principalId);
  if (deliveries.some((each) => isReach(deps, each))) return;
  await deps.queue.want(unreachableAlert(asked.matter, lanesOf(deps), correlationId), deps.clock.now());
}

/** Looks after what fails to reach whoever is to decide: if it does so for a minute, something else is tried. */
export const reachAlarm = ({
  queue,
  surfaces,
}: {
  queue: Pick<DeliveryQueue, 'want'>;
  surfaces: () => readonly MessageLane[];
}): Pick<RemovalAlarm, 'failed'> => ({
  async failed({ effect, ref, failingSince, correlationId }, code, now) {
    const asked = ref ? undefined : whomItAsks(effect);
    const isHopeless = code === 'rejected' || code === 'not-found';
    if (!asked || (failingSince !== undefined && !isHopeless)) return;
    await queue.want(
      unreachableAlert(asked.matter, surfaces(), correlationId),
      after(now, isHopeless ? soon : timeout),
    );
  },
});

/** Both are told of every try that fails. */
export const withReach = (removal: RemovalAlarm, reach: Pick<RemovalAlarm, 'failed'>): RemovalAlarm => ({
  ...removal,
  async failed(...told) {
    await removal.failed(...told);
    await reach.failed(...told);
  },
});

/** Whom a delivery asks to decide, and what, as far as it can tell; the requestor's own card asks nothing. */
export function whomItAsks(effect: Delivery['effect']): { matter: Matter; principalId: PrincipalId } | undefined {
  if (effect.kind === 'access' || effect.recipient.kind !== 'person') return undefined;
  const { principalId } = effect.recipient;
  switch (effect.kind) {
    case 'card':
      return { matter: { requestId: effect.requestId }, principalId };
    case 'mail':
      return isAskedToDecide(effect.what, effect.as)
        ? { matter: { requestId: effect.requestId }, principalId }
        : undefined;
    case 'access-review':
      return reviewWeightOf(effect.what, 'Reviewer') === 'asks'
        ? { matter: { reviewInstanceId: effect.reviewInstanceId }, principalId }
        : undefined;
    default:
      return undefined;
  }
}

function unreachableAlert(
  matter: Matter,
  lanes: readonly MessageLane[],
  correlationId: Delivery['correlationId'],
): Delivery[] {
  const id = 'requestId' in matter ? matter.requestId : matter.reviewInstanceId;
  return lanes.map((lane) => ({
    key: `unreached|${id}|channel:admins|${lane}`,
    lane,
    effect: { kind: 'unreachable', ...matter, recipient: { kind: 'channel', channel: 'admins' } },
    priority: priority.alert,
    correlationId,
  }));
}

/** Every lane by which people are told here. */
export const lanesOf = ({ messengers, post }: Telling): MessageLane[] => [
  ...messengers.keys(),
  ...(post ? (['mail'] as const) : []),
];

/** The portal's chat waits to be looked at: it reaches people where they are there, or where nothing comes to them. */
function lanesThatReach(telling: Telling): readonly Lane[] {
  const lanes = lanesOf(telling);
  const coming = telling.isWebRead ? [] : lanes.filter((lane) => lane !== 'web');
  return coming.length > 0 ? coming : lanes;
}

/** True for a delivery by which whoever it asks has been reached. */
export const isReach = (telling: Telling, { state, lane, effect }: DeliveryState): boolean =>
  state === 'delivered' && lanesThatReach(telling).includes(lane) && whomItAsks(effect) !== undefined;
