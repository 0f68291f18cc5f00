import type { Clock } from '../../domain/ports/system.js';
import { after } from '../../domain/time.js';
import type { Answer } from '../commands/command.js';
import { type Delivery, type DeliveryQueue, priority } from '../outbox/delivery.js';
import { heldFor, mostPending, type PendingStepUps, proveKey } from './pending-step-ups.js';
import type { Turn } from './turn.js';

/** Said in place of a link where nobody could follow it: what is missing, and what the operator can do. */
export const nobodyCanProve = ({ isWaivable = false }: Pick<Asked, 'isWaivable'>) =>
  ({
    kind: 'refused',
    text: isWaivable
      ? 'This change needs a proof that it is you, and you cannot give one: no sign-in is set up. Ask the operator to set OIDC_ISSUER, or ADMINISTRATION_WITHOUT_PROOF=true.'
      : 'This needs a second factor, and you cannot prove one: no sign-in is set up. Ask the operator to set OIDC_ISSUER.',
  }) as const satisfies Answer;

type Asked = Extract<Answer, { kind: 'prove' }>;

/** Said in place of one more link, where many of this person's turns wait already. */
const tooManyWait = {
  kind: 'refused',
  text: `You have ${mostPending} things that wait for your proof, so I have not kept this one. Prove one of them, or wait ten minutes and ask again.`,
} as const satisfies Answer;

export type HoldDeps = {
  /** Undefined where nobody can sign in, so that nobody could prove anything. */
  stepUps: Pick<PendingStepUps, 'hold' | 'linkOf'> | undefined;
  queue: Pick<DeliveryQueue, 'enqueue'>;
  clock: Clock;
  /** There is something to deliver. */
  wake(): void;
};

/**
 * Keeps a turn until its caller has proven who they are, and sends them, where they spoke, the link by which they can.
 * Delivered again, the turn is held once. Returns the refusal where too many of theirs wait already.
 */
export async function holdTurn(
  stepUps: Pick<PendingStepUps, 'hold' | 'linkOf'>,
  { queue, clock, wake }: Omit<HoldDeps, 'stepUps'>,
  turn: Turn,
  { intent, needs, says }: Asked,
): Promise<{ kind: 'delivered'; said: string; prove: string } | typeof tooManyWait> {
  const now = clock.now();
  const { commandId: id, actor, surface, correlationId } = turn;
  const pending = { id, turn, intent, needs, says, askedAt: now, expiresAt: after(now, heldFor) };
  const kept = await stepUps.hold(pending, mostPending);
  if (kept === 'too-many') return tooManyWait;
  const delivery: Delivery = {
    key: proveKey(id),
    lane: surface,
    effect: { kind: 'prove', pendingStepUp: id, recipient: { kind: 'person', principalId: actor } },
    priority: priority.card,
    correlationId,
  };
  await queue.enqueue(delivery, now);
  wake();
  return { kind: 'delivered', said: says, prove: stepUps.linkOf(id) };
}
