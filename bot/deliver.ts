import { createHash } from 'node:crypto';
import type { View } from '../cards/card.js';
import { noteCard } from '../cards/note-card.js';
import { requestCard } from '../cards/request-card.js';
import type { Viewer } from '../cards/request-facts.js';
import type { PrincipalId, RequestId } from '../domain/ids.js';
import type { Surface } from '../domain/ports/identities.js';
import type { Access } from '../domain/role/role.js';
import type { ClaimedDelivery } from './delivery.js';
import type { MessageRef, Messenger, Recipient } from './messenger.js';
import type { Delivered } from './outbox-relay.js';
import { concerns, type ReadDeps, readRequestFacts } from './read-request-facts.js';

export type DeliverDeps = ReadDeps & {
  provisionAccess(access: Access, fence: number): Promise<void>;
  messengers: ReadonlyMap<Surface, Messenger>;
};

/**
 * Carries out one delivery. Everything shown is rendered from what is so at this moment, never from what the event
 * said, so deliveries that come late or twice or out of order all end in the same, true message.
 */
export const deliver =
  (deps: DeliverDeps) =>
  async (claimed: ClaimedDelivery): Promise<Delivered> => {
    const { effect, lane } = claimed;
    if (effect.kind === 'access') {
      await deps.provisionAccess(effect.access, claimed.fence);
      return {};
    }
    const messenger = lane === 'directory' ? undefined : deps.messengers.get(lane);
    if (!messenger) return {}; // the platform has been switched off since: nobody is reached there any more
    const view = effect.kind === 'reply' ? effect.view : await present(deps, effect);
    return view ? show(messenger, claimed, effect.recipient, view) : {};
  };

type Shown = Extract<ClaimedDelivery['effect'], { kind: 'card' | 'note' }>;

async function present(deps: DeliverDeps, effect: Shown): Promise<View | undefined> {
  const facts = await readRequestFacts(deps, effect.requestId);
  if (!facts) return undefined;
  const viewer = await viewerOf(deps, effect.recipient, facts.request.principalId);
  const now = deps.clock.now();
  return effect.kind === 'card' ? requestCard(facts, viewer, now) : noteCard(effect.note, facts, viewer, now);
}

/** The present card of a request as one person sees it; undefined when there is no such request that concerns them. */
export async function presentCard(deps: ReadDeps, requestId: RequestId, principalId: PrincipalId) {
  const facts = await readRequestFacts(deps, requestId);
  if (!facts || !(await concerns(deps, facts, principalId))) return undefined;
  const viewer = await viewerOf(deps, { kind: 'person', principalId }, facts.request.principalId);
  return requestCard(facts, viewer, deps.clock.now());
}

async function viewerOf({ directory }: ReadDeps, recipient: Recipient, requestorId: PrincipalId): Promise<Viewer> {
  if (recipient.kind === 'channel') return { part: 'admins', timeZone: 'UTC' };
  const { principalId } = recipient;
  const person = await directory.principal(principalId);
  const timeZone = (person?.type === 'user' ? person.timeZone : undefined) ?? 'UTC';
  return { part: principalId === requestorId ? 'requestor' : 'approver', principalId, timeZone };
}

/** Posts it, or changes what was posted; leaves a message alone that already shows just this. */
async function show(
  messenger: Messenger,
  { key, ref, shown, attempts, fence }: ClaimedDelivery,
  recipient: Recipient,
  view: View,
): Promise<Delivered> {
  const fingerprint = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
  if (ref && shown === fingerprint) return {};
  if (ref) {
    await messenger.update(ref, view);
    return { shown: fingerprint };
  }
  // An earlier claim may have posted it and died before it could say so.
  const posted = await messenger.post(recipient, view, { key, isRetry: attempts > 0 || fence > 1 });
  const isReached = posted !== 'unreachable';
  return isReached ? { ref: posted as MessageRef, shown: fingerprint } : {};
}
