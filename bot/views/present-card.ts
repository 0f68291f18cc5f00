import { type CardExtras, requestCard } from '../../cards/request/request-card.js';
import type { Viewer } from '../../cards/request/request-facts.js';
import type { PrincipalId, RequestId } from '../../domain/ids.js';
import type { Recipient } from '../outbox/messenger.js';
import { concerns, type ReadDeps, readRequestFacts } from './read-request-facts.js';
import { zoneOf } from './zone-of.js';

/**
 * The present card of a request as one person sees it, with what goes with it where they asked for it; undefined when
 * there is no such request that concerns them.
 */
export async function presentCard(deps: ReadDeps, requestId: RequestId, principalId: PrincipalId, extras?: CardExtras) {
  const facts = await readRequestFacts(deps, requestId);
  if (!facts || !(await concerns(deps, facts, principalId))) return undefined;
  const viewer = await viewerOf(deps, { kind: 'person', principalId }, facts.request.principalId);
  return requestCard(facts, viewer, deps.clock.now(), extras);
}

/** How a recipient sees a request: as its requestor, as one who may decide, or as the administrators' channel. */
export async function viewerOf(deps: ReadDeps, recipient: Recipient, requestorId: PrincipalId): Promise<Viewer> {
  if (recipient.kind === 'channel') return { part: 'admins', timeZone: deps.zones.home };
  const { principalId } = recipient;
  const timeZone = await zoneOf(deps, principalId);
  return { part: principalId === requestorId ? 'requestor' : 'approver', principalId, timeZone };
}
