import type { RequestFacts } from '../cards/request-facts.js';
import { unreachedCard } from '../cards/unreached-card.js';
import { governingRole, undecidedOf } from '../domain/assignment/schedule-request.js';
import type { PrincipalId, RequestId } from '../domain/ids.js';
import type { Surface } from '../domain/ports/identities.js';
import { after, type Instant, minutes, seconds } from '../domain/time.js';
import { addressees } from './deliver-mail.js';
import {
  type Delivery,
  type DeliveryQueue,
  type DeliveryStanding,
  type Lane,
  type MessageLane,
  priority,
} from './delivery.js';
import { askingMail } from './mail-notices.js';
import type { Post } from './mail-post.js';
import type { Messenger } from './messenger.js';
import { type ReadDeps, readRequestFacts } from './read-request-facts.js';
import type { RemovalAlarm } from './removal-alarm.js';

export type UnreachedDeps = ReadDeps & {
  messengers: ReadonlyMap<Surface, Messenger>;
  post?: Post | undefined;
  queue: Pick<DeliveryQueue, 'ofRequest' | 'want' | 'enqueue' | 'setAside'>;
};

/** What fails for this long does not reach anybody. */
const patience = minutes(1);
/** What is still on its way is looked at again this soon, and what is told this much later. */
const soon = seconds(5);
const later = minutes(10);

/**
 * A delivery has just reached nobody. Where it asks somebody to decide, and nothing else has reached them yet, this
 * makes due what looks after that: told before the delivery is on file, so that a crash in between loses nothing.
 */
export async function lookAfterUnreached(deps: UnreachedDeps, { effect, correlationId }: Delivery): Promise<void> {
  const asked = whomItAsks(effect);
  if (!asked) return;
  const standing = await deps.queue.ofRequest(asked.requestId, asked.principalId);
  if (standing.some((each) => isReach(each, lanesThatReach(deps)))) return;
  await deps.queue.want(wordOfUnreached(asked.requestId, lanesOf(deps), correlationId), deps.clock.now());
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
      wordOfUnreached(asked.requestId, surfaces(), correlationId),
      after(now, isHopeless ? soon : patience),
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

/** Whoever a delivery asks to decide a request, as far as it can tell; the requestor's own card asks nothing. */
function whomItAsks(effect: Delivery['effect']): { requestId: RequestId; principalId: PrincipalId } | undefined {
  const asks = effect.kind === 'card' || (effect.kind === 'mail' && effect.what.endsWith('asked'));
  if (!asks || effect.recipient.kind !== 'person') return undefined;
  return { requestId: effect.requestId, principalId: effect.recipient.principalId };
}

const wordOfUnreached = (
  requestId: RequestId,
  lanes: readonly MessageLane[],
  correlationId: Delivery['correlationId'],
): Delivery[] =>
  lanes.map((lane) => ({
    key: `unreached|${requestId}|channel:admins|${lane}`,
    lane,
    effect: { kind: 'unreached', requestId, recipient: { kind: 'channel', channel: 'admins' } },
    priority: priority.alert,
    correlationId,
  }));

const lanesOf = ({ messengers, post }: UnreachedDeps): MessageLane[] => [
  ...messengers.keys(),
  ...(post ? (['mail'] as const) : []),
];

/** The portal's chat waits to be looked at: it reaches people only where nothing is there that comes to them. */
function lanesThatReach(deps: UnreachedDeps): readonly Lane[] {
  const lanes = lanesOf(deps);
  const coming = lanes.filter((lane) => lane !== 'web');
  return coming.length > 0 ? coming : lanes;
}

const isReach = ({ state, lane, effect }: DeliveryStanding, lanes: readonly Lane[]) =>
  state === 'reached' && lanes.includes(lane) && whomItAsks(effect) !== undefined;

/**
 * What the administrators are shown now of those who are asked to decide a request and whom nothing reaches, and when
 * to look again. Whoever has an address is tried by mail first, whatever the role's rules say. Nothing is shown where
 * nothing was posted and there is nothing to tell.
 */
export async function readUnreached(deps: UnreachedDeps, requestId: RequestId, isPosted: boolean) {
  const now = deps.clock.now();
  const facts = await readRequestFacts(deps, requestId);
  if (!facts) return {};
  const asked = undecidedOf(facts.request, facts.approverIds ?? []);
  const standing = asked.length > 0 ? await deps.queue.ofRequest(requestId) : [];
  const found = await Promise.all(
    asked.map(async (who) => ({ who, how: await reachOf(deps, facts, who, standing, now) })),
  );
  const lost = found.flatMap(({ who, how }) => (how === 'lost' ? [who] : []));
  const isUnsettled = found.some(({ how }) => how === 'unsettled');
  if (lost.length > 0 && !isUnsettled) await report(deps, facts, lost, lost.length === asked.length, standing, now);
  if (!isPosted && (isUnsettled || lost.length === 0)) return isUnsettled ? { again: after(now, soon) } : {};
  const names = (await deps.directory.principals(lost)).map(({ displayName }) => displayName).sort();
  return {
    view: unreachedCard({ facts, names, isEverybody: lost.length === asked.length }, now),
    about: governingRole(facts.request),
    ...(asked.length > 0 && { again: after(now, isUnsettled ? soon : later) }),
  };
}

async function reachOf(
  deps: UnreachedDeps,
  { request }: RequestFacts,
  who: PrincipalId,
  standing: readonly DeliveryStanding[],
  now: Instant,
): Promise<'reached' | 'unsettled' | 'lost'> {
  const theirs = standing.filter(({ effect }) => whomItAsks(effect)?.principalId === who);
  if (theirs.some((each) => isReach(each, lanesThatReach(deps)))) return 'reached';
  const isYoung = ({ state, since }: DeliveryStanding) =>
    state === 'failing' && since !== undefined && after(since, patience) > now;
  if (theirs.length === 0 || theirs.some((each) => each.state === 'waiting' || isYoung(each))) return 'unsettled';
  if (!deps.post || theirs.some(({ lane }) => lane === 'mail')) return 'lost';
  const person = await deps.directory.principal(who);
  const [to] = addressees(person ? [person] : []);
  if (!to) return 'lost';
  await deps.queue.enqueue(askingMail(request, to), now);
  return 'unsettled';
}

/** It stands among what is stuck, and where nobody can decide, whoever asked is told so. */
async function report(
  deps: UnreachedDeps,
  { request }: RequestFacts,
  lost: readonly PrincipalId[],
  isEverybody: boolean,
  standing: readonly DeliveryStanding[],
  now: Instant,
) {
  const keys = lost.flatMap((who) => {
    const theirs = standing.filter(({ effect }) => whomItAsks(effect)?.principalId === who);
    if (theirs.some(({ state }) => state === 'failing' || state === 'aside')) return []; // there already, or still being tried
    return theirs.flatMap(({ key, state }) => (state === 'unreached' ? [key] : [])).sort()[0] ?? [];
  });
  await deps.queue.setAside(keys, now);
  if (!isEverybody) return;
  const { id: requestId, principalId, correlationId } = request;
  for (const lane of lanesOf(deps)) {
    const recipient = { kind: 'person', principalId } as const;
    const effect = { kind: 'note', note: 'nobody-reached', requestId, recipient } as const;
    const key = `note|nobody-reached|${requestId}|${principalId}|${lane}`;
    await deps.queue.enqueue({ key, lane, effect, priority: priority.note, correlationId }, now);
  }
}
