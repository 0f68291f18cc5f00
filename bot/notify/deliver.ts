import { createHash } from 'node:crypto';
import type { View } from '../../cards/card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { noteCard } from '../../cards/request/note-card.js';
import { requestCard } from '../../cards/request/request-card.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { Access, Role } from '../../domain/role/role.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import type { ClaimedDelivery, NoteEffect } from '../outbox/delivery.js';
import type { MessageRef, Messenger, Recipient } from '../outbox/messenger.js';
import type { Delivered } from '../outbox/outbox-relay.js';
import type { PortalAt } from '../views/portal-at.js';
import { viewerOf } from '../views/present-card.js';
import { readTold } from '../views/read-incidents.js';
import { type ReadDeps, readRequestFacts } from '../views/read-request-facts.js';
import { type Sightings, sightingsIn } from '../views/sightings.js';
import { deliverMail, type MailDeps, readMail } from './deliver-mail.js';
import { heldBack } from './hold-back.js';
import { type AlertDeps, readAlert } from './read-alert.js';
import { readLowered } from './read-lowered.js';
import { type ProveDeps, readProve } from './read-prove.js';
import { readRequestNotice } from './read-request-notice.js';
import { readUnreachable, type UnreachableDeps } from './read-unreachable.js';
import { readAccessReviewNotice } from './tell-of-access-review.js';
import { watchReach } from './watch-reach.js';

/**
 * A directory may carry out a call after its caller has given up, so what followed such a call is looked at once more,
 * when that can hardly be any longer. The reconciler finds what is later still.
 */
const afterDoubt = minutes(1);

export type DeliverDeps = ReadDeps &
  MailDeps &
  UnreachableDeps &
  AlertDeps &
  ProveDeps & {
    provisionAccess(access: Access, claim: ClaimedDelivery): Promise<void>;
    messengers: ReadonlyMap<Surface, Messenger>;
    portalAt?: PortalAt | undefined;
    sightings: Pick<Sightings, 'saw'>;
  };

/**
 * Carries out one delivery. Everything shown is rendered from what is so at this moment, never from what the event
 * said, so deliveries that come late or twice or out of order all end in the same, true message.
 */
export const deliver =
  (deps: DeliverDeps) =>
  async (claimed: ClaimedDelivery): Promise<Delivered> => {
    const { effect } = claimed;
    if (effect.kind === 'access') {
      await deps.provisionAccess(effect.access, claimed);
      return claimed.isInDoubt ? { again: after(deps.clock.now(), afterDoubt) } : {};
    }
    return tell(deps, claimed, effect);
  };

type Visible = Exclude<ClaimedDelivery['effect'], { kind: 'access' }>;

async function tell(deps: DeliverDeps, claimed: ClaimedDelivery, effect: Visible): Promise<Delivered> {
  const { lane } = claimed;
  const held = await heldBack(deps, claimed);
  if (held !== 'go') return held === 'never' ? {} : held;
  const read = async () => {
    const { view, ...more } = await present(deps, claimed, effect);
    return { view: view && linked(view, deps.portalAt?.()), ...more };
  };
  if (lane === 'mail') return watched(deps, claimed, await deliverMail(deps, claimed, effect, read));
  const messenger = lane === 'directory' ? undefined : deps.messengers.get(lane);
  if (!messenger || effect.kind === 'mail') return {}; // the platform has been switched off since: nobody is reached there any more
  const { view, again } = await read();
  const { isSeen, ...shown } = view ? await show(messenger, claimed, effect.recipient, view) : {};
  if (view && isSeen && effect.recipient.kind === 'person') {
    await deps.sightings.saw(effect.recipient.principalId, sightingsIn(view, messenger.surface), deps.clock.now());
  }
  return watched(deps, claimed, { ...shown, again });
}

/** Whoever is asked to decide and reached by none of all this is looked after, before that is on file. */
async function watched(deps: DeliverDeps, claimed: ClaimedDelivery, delivered: Delivered): Promise<Delivered> {
  if (!claimed.ref && !delivered.ref) await watchReach(deps, claimed);
  return delivered;
}

type Present = { view?: View | undefined; again?: Instant | undefined; about?: Role | undefined };

/** What is to be shown at this moment, if anything, and when to look again, if without being asked. */
async function present(deps: DeliverDeps, { ref }: ClaimedDelivery, effect: Visible): Promise<Present> {
  switch (effect.kind) {
    case 'reply':
      return { view: effect.view };
    case 'prove':
      return readProve(deps, effect);
    case 'alert':
      return readAlert(deps, effect.access, ref !== undefined);
    case 'unreachable':
      return readUnreachable(deps, effect, ref !== undefined);
    case 'mail':
      return { view: await readMail(deps, effect, ref !== undefined) };
    case 'access-review':
      return { view: await readAccessReviewNotice(deps, effect) };
    case 'lowered':
      return { view: await readLowered(deps, effect) };
    case 'incidents':
      return { view: await readTold(deps, effect, ref !== undefined) };
    case 'note':
      return { view: await readNote(deps, effect, ref !== undefined) };
    case 'card':
      return { view: await readCard(deps, effect) };
  }
}

async function readCard(deps: DeliverDeps, effect: Extract<Visible, { kind: 'card' }>): Promise<View | undefined> {
  const facts = await readRequestFacts(deps, effect.requestId);
  if (!facts) return undefined;
  const viewer = await viewerOf(deps, effect.recipient, facts.request.principalId);
  return requestCard(facts, viewer, deps.clock.now(), effect.extras);
}

async function readNote(deps: DeliverDeps, effect: NoteEffect, isPosted: boolean): Promise<View | undefined> {
  const facts = await readRequestNotice(deps, effect, isPosted);
  if (!facts) return undefined;
  const viewer = await viewerOf(deps, effect.recipient, facts.request.principalId);
  return noteCard(effect.what, facts, viewer, deps.clock.now());
}

type PostedDelivery = Delivered & { isSeen?: boolean };

/**
 * Posts it, or changes what was posted; leaves a message alone that already shows just this. `isSeen`: it is there now,
 * and was not before.
 */
async function show(
  messenger: Messenger,
  { key, ref, shown, attempts, fence }: ClaimedDelivery,
  recipient: Recipient,
  view: View,
): Promise<PostedDelivery> {
  const fingerprint = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
  if (ref && shown === fingerprint) return {};
  if (ref) {
    const updated = await messenger.update(ref, view);
    return { shown: fingerprint, isSeen: updated === 'updated' };
  }
  // An earlier claim may have posted it and died before it could say so.
  const posted = await messenger.post(recipient, view, { key, isRetry: attempts > 0 || fence > 1 });
  const isDelivered = posted !== 'unreachable';
  return isDelivered ? { ref: posted as MessageRef, shown: fingerprint, isSeen: true } : {};
}
