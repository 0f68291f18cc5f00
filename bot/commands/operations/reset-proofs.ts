import { lineCard } from '../../../cards/line-card.js';
import { refusalText } from '../../../cards/refusal-text.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Principal } from '../../../domain/ports/directory.js';
import { secondFactor } from '../approval/decision-words.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { principalWords } from '../words/principal-words.js';
import { personNamed } from './person-named.js';

/** `reset proofs`: take away what somebody proves themself with, so that they can set it up again. */
export const resetProofs: Command = {
  name: 'reset proofs',
  aliases: ['reset authenticators', 'reset mfa', 'reset second factor', 'reset passkeys'],
  clauses: [],
  synopsis: 'reset proofs of <who>',
  summary: 'Take away somebody’s passkeys, codes and recovery codes, so that they can set up new ones.',
  examples: ['reset proofs of Ada'],
  async run(deps, context) {
    const words = context.rest.replace(/^(?:of|for)\s+/i, '').trim();
    if (words === '') return { kind: 'refused', text: 'Whose? Type “reset proofs of” and their name.' };
    const found = await personNamed(deps.directory, words, (id) => ({ do: 'reset-proofs', principalId: id }));
    return 'answer' in found ? found.answer : reset(deps, context, found.principal);
  },
};

/** Resets the proofs of the person that a button names. */
export async function pressReset(deps: CommandDeps, caller: Caller, id: PrincipalId): Promise<Answer> {
  const principal = await deps.directory.principal(id);
  return principal
    ? reset(deps, caller, principal)
    : { kind: 'refused', text: 'The directory has nobody like that any more.' };
}

async function reset(deps: CommandDeps, context: Caller, principal: Principal): Promise<Answer> {
  const { id } = principal;
  const name = await principalWords(deps.directory, principal);
  const intent = resetIntent(id);
  const outcome = await deps.resetAuthenticators(id, context.proofsFor(intent), context.by);
  if (outcome.ok)
    return { kind: 'card', card: lineCard(`${name} can set up new passkeys and codes now, and is told so.`) };
  if (outcome.refusal.code === 'RESET_PROOF_REQUIRED') {
    return { kind: 'prove', intent, needs: secondFactor, says: `Reset the passkeys and codes of ${name}` };
  }
  return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone: context.timeZone, now: deps.clock.now() }) };
}

const resetIntent = (id: PrincipalId) => `reset-proofs|${id}`;
