import type { CommandId, PrincipalId } from '../../domain/ids.js';
import { commandId } from '../../domain/ids.js';
import type { Clock } from '../../domain/ports/system.js';
import { areProven, isFresh, type Proof, type Proofs } from '../../domain/proof/proofs.js';
import type { Duration } from '../../domain/time.js';
import type { DeliveryQueue } from '../outbox/delivery.js';
import { type PendingStepUp, type PendingStepUps, proveKey } from './pending-step-ups.js';
import type { HandleTurn, Reply } from './turn.js';

export type ProveTurnDeps = {
  stepUps: PendingStepUps;
  handle: HandleTurn;
  queue: Pick<DeliveryQueue, 'touch'>;
  clock: Clock;
  proofFreshness: Duration;
  /** There is something to deliver. */
  wake(): void;
};

/** What a pending step-up is for whoever looks at its link. */
export type PendingStepUpView = Pick<PendingStepUp, 'id' | 'says' | 'needs' | 'expiresAt' | 'intent'> & {
  principalId: PrincipalId;
  correlationId: PendingStepUp['turn']['correlationId'];
  /** `begun`: it was proven, and what comes of it is not known to be stored: it can be carried out again. */
  state: { kind: 'waits' | 'over' | 'begun' } | { kind: 'done'; said: string | undefined };
};

/** What came of a pending step-up; `refused`: the proof came too late, or another one was given before. */
type ProveOutcome = { kind: 'handled'; reply: Reply; said: string | undefined } | { kind: 'refused' };

/** What may be done with pending step-ups: to look at one by its link, and to carry one out with a proof. */
export type ProveTurns = {
  /** The turn that a link's token leads to; undefined where there is none, or none any more. */
  find(token: string): Promise<PendingStepUpView | undefined>;
  /** Carries a turn out with a proof its caller has given for it. Throws AdapterError where it is not stored. */
  carryOut(id: CommandId, proof: Proof): Promise<ProveOutcome>;
  /** Does so again with the proof it has, where a fault came between. */
  goOn(id: CommandId): Promise<ProveOutcome>;
};

/**
 * Carries pending step-ups out, each once: the same turn is handled again, so that everything is decided by what is so
 * now.
 */
export function proveTurns(deps: ProveTurnDeps): ProveTurns {
  const { stepUps, clock } = deps;
  return {
    async find(token) {
      const pending = await stepUps.ofToken(token);
      return pending && askedAt(pending, deps);
    },
    async carryOut(id, proof) {
      const pending = await stepUps.get(id);
      const isEnough = pending !== undefined && areProven(pending.needs, provenBy(proof));
      if (!isEnough || !(await stepUps.prove(id, proof, clock.now()))) return { kind: 'refused' };
      return handleAgain(deps, pending, proof);
    },
    async goOn(id) {
      const pending = await stepUps.get(id);
      const isBegun = pending !== undefined && askedAt(pending, deps).state.kind === 'begun';
      return isBegun && pending.proof ? handleAgain(deps, pending, pending.proof) : { kind: 'refused' };
    },
  };
}

const provenBy = ({ authenticationContexts }: Proof): Proofs => ({ multiFactor: true, authenticationContexts });

function askedAt(
  pending: PendingStepUp,
  { clock, proofFreshness }: Pick<ProveTurnDeps, 'clock' | 'proofFreshness'>,
): PendingStepUpView {
  const { id, says, needs, expiresAt, intent, turn } = pending;
  const about = { id, says, needs, expiresAt, intent, principalId: turn.actor, correlationId: turn.correlationId };
  if (pending.finishedAt !== undefined) return { ...about, state: { kind: 'done', said: pending.said } };
  const now = clock.now();
  if (pending.proof)
    return { ...about, state: { kind: isFresh(pending.proof, proofFreshness, now) ? 'begun' : 'over' } };
  return { ...about, state: { kind: expiresAt <= now ? 'over' : 'waits' } };
}

/** Under an id of its own: the first handling is remembered under the turn's, with nothing done. */
async function handleAgain(
  { stepUps, handle, queue, clock, wake }: ProveTurnDeps,
  { id, turn, intent }: PendingStepUp,
  proof: Proof,
): Promise<ProveOutcome> {
  const reply = await handle({
    ...turn,
    // Whatever is still to be asked is asked where the turn came from: here nobody could fill it in.
    input: turn.input.kind === 'text' ? { ...turn.input, opensForms: false } : turn.input,
    commandId: commandId(`${id}:proven`),
    proof: { ...proof, intent },
  });
  const said = saidIn(reply);
  await stepUps.finish(id, clock.now(), said);
  await queue.touch(proveKey(id), clock.now());
  wake();
  return { kind: 'handled', reply, said };
}

/** The answer in a line; undefined where the living card says it all. */
function saidIn(reply: Reply): string | undefined {
  switch (reply.kind) {
    case 'said':
      return reply.text;
    case 'show':
      return reply.card.summary;
    case 'form':
      return `It was not done, for it needs something more. ${reply.form.summary}. Ask for it again where you did.`;
    case 'delivered':
      return reply.said;
  }
}
