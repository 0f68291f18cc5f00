import { proveCard } from '../../cards/account/prove-card.js';
import type { View } from '../../cards/card.js';
import type { CommandId } from '../../domain/ids.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Instant } from '../../domain/time.js';
import type { PendingStepUps } from '../turns/pending-step-ups.js';
import { type ZoneDeps, zoneOf } from '../views/zone-of.js';

export type ProveDeps = ZoneDeps & { stepUps: Pick<PendingStepUps, 'get' | 'linkOf'>; clock: Clock };

/**
 * What is shown now of a turn that waits for its proof, and when to look at it again on its own: when its time is over.
 * Nothing is shown of a turn that is kept no more.
 */
export async function readProve(
  deps: ProveDeps,
  { pendingStepUp }: { pendingStepUp: CommandId },
): Promise<{ view?: View; again?: Instant }> {
  const { stepUps, clock } = deps;
  const held = await stepUps.get(pendingStepUp);
  if (!held) return {};
  const { says, needs, expiresAt, proof, turn } = held;
  const now = clock.now();
  const facts = { says, needs, expiresAt, provenAt: proof?.at, link: stepUps.linkOf(pendingStepUp) };
  const view = proveCard(facts, { timeZone: await zoneOf(deps, turn.actor, turn.timeZone), now });
  return proof || expiresAt <= now ? { view } : { view, again: expiresAt };
}
