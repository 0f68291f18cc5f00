import type { CommandId, PrincipalId } from '../../domain/ids.js';
import { commandId } from '../../domain/ids.js';
import type { Clock } from '../../domain/ports/system.js';
import { areProven, isFresh, type Proof, type Proofs } from '../../domain/proof/proofs.js';
import type { Duration } from '../../domain/time.js';
import type { DeliveryQueue } from '../outbox/delivery.js';
import { type HeldTurn, type HeldTurns, proveKey } from './held-turns.js';
import type { HandleTurn, Reply } from './turn.js';

export type ProveTurnDeps = {
  heldTurns: HeldTurns;
  handle: HandleTurn;
  queue: Pick<DeliveryQueue, 'touch'>;
  clock: Clock;
  proofFreshness: Duration;
  /** There is something to deliver. */
  wake(): void;
};

/** What a held turn is for whoever looks at its link. */
export type Held = Pick<HeldTurn, 'id' | 'says' | 'needs' | 'expiresAt' | 'intent'> & {
  principalId: PrincipalId;
  correlationId: HeldTurn['turn']['correlationId'];
  /** `begun`: it was proven, and what comes of it is not known to be stored: it can be carried out again. */
  state: { kind: 'waits' | 'over' | 'begun' } | { kind: 'done'; said: string | undefined };
};

/** What came of a held turn; `refused`: the proof came too late, or another one was given before. */
type ProveOutcome = { kind: 'handled'; reply: Reply; said: string | undefined } | { kind: 'refused' };

/** What may be done with held turns: to look at one by its link, and to carry one out with a proof. */
export type ProveTurns = {
  /** The turn that a link's token leads to; undefined where there is none, or none any more. */
  find(token: string): Promise<Held | undefined>;
  /** Carries a turn out with a proof its speaker has given for it. Throws AdapterError where it is not stored. */
  carryOut(id: CommandId, proof: Proof): Promise<ProveOutcome>;
  /** Does so again with the proof it has, where a fault came between. */
  goOn(id: CommandId): Promise<ProveOutcome>;
};

/** Carries held turns out, each once: the same turn is handled anew, so that everything is decided by what is so now. */
export function proveTurns(deps: ProveTurnDeps): ProveTurns {
  const { heldTurns, clock } = deps;
  return {
    async find(token) {
      const held = await heldTurns.ofToken(token);
      return held && heldAt(held, deps);
    },
    async carryOut(id, proof) {
      const held = await heldTurns.get(id);
      const isEnough = held !== undefined && areProven(held.needs, provenBy(proof));
      if (!isEnough || !(await heldTurns.prove(id, proof, clock.now()))) return { kind: 'refused' };
      return handleAgain(deps, held, proof);
    },
    async goOn(id) {
      const held = await heldTurns.get(id);
      const isBegun = held !== undefined && heldAt(held, deps).state.kind === 'begun';
      return isBegun && held.proof ? handleAgain(deps, held, held.proof) : { kind: 'refused' };
    },
  };
}

const provenBy = ({ authenticationContexts }: Proof): Proofs => ({ multiFactor: true, authenticationContexts });

function heldAt(held: HeldTurn, { clock, proofFreshness }: Pick<ProveTurnDeps, 'clock' | 'proofFreshness'>): Held {
  const { id, says, needs, expiresAt, intent, turn } = held;
  const about = { id, says, needs, expiresAt, intent, principalId: turn.actor, correlationId: turn.correlationId };
  if (held.finishedAt !== undefined) return { ...about, state: { kind: 'done', said: held.said } };
  const now = clock.now();
  if (held.proof) return { ...about, state: { kind: isFresh(held.proof, proofFreshness, now) ? 'begun' : 'over' } };
  return { ...about, state: { kind: expiresAt <= now ? 'over' : 'waits' } };
}

/** Under an id of its own: the first handling is remembered under the turn's, with nothing done. */
async function handleAgain(
  { heldTurns, handle, queue, clock, wake }: ProveTurnDeps,
  { id, turn, intent }: HeldTurn,
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
  await heldTurns.finish(id, clock.now(), said);
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
