import type { PrincipalId } from '../../domain/ids.js';
import type { Answer } from '../commands/command.js';
import { presentCard } from '../views/present-card.js';
import { holdTurn, nobodyCanProve } from './ask-step-up.js';
import { answerTo, type DispatchDeps } from './dispatch.js';
import type { Turn } from './turn.js';

/** What a turn comes to, for a surface that shows it itself. `prove`: the address at which the turn waits for its proof. */
export type AnswerInPlace = Exclude<Answer, { kind: 'prove' }> | { kind: 'prove'; at: string };

/**
 * Carries out a turn whose answer is shown where it was asked, and sent nowhere. It is given only once everything the
 * turn changed is stored. Throws what goes wrong: AdapterError where nothing is known to be stored.
 */
export const answerInPlace =
  (deps: DispatchDeps) =>
  async (turn: Turn): Promise<AnswerInPlace> => {
    const answer = await answerTo(deps, turn);
    const about = 'requestId' in answer ? { requestId: answer.requestId } : {};
    const { commandId, correlationId, actor } = turn;
    deps.log.info('turn.answered', { commandId, correlationId, actor, answer: answer.kind, ...about });
    if (answer.kind === 'present') return withExtras(deps, actor, answer);
    if (answer.kind !== 'prove') return answer;
    if (!deps.stepUps) return nobodyCanProve(answer);
    const pending = await holdTurn(deps.stepUps, deps, turn, answer);
    return pending.kind === 'refused' ? pending : { kind: 'prove', at: pending.prove };
  };

/** What goes with a request's card is on no page of the request: it is shown as an answer of its own. */
async function withExtras(
  deps: DispatchDeps,
  actor: PrincipalId,
  answer: Extract<Answer, { kind: 'present' }>,
): Promise<AnswerInPlace> {
  const card = answer.extras && (await presentCard(deps, answer.requestId, actor, answer.extras));
  return card ? { kind: 'card', card } : answer;
}
