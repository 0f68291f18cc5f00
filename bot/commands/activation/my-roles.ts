import { myRolesCard } from '../../../cards/activation/my-roles-card.js';
import { myRolesInWords } from '../../views/my-roles-in-words.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { beginning, type Place, pageOfCard } from '../list-page.js';
import { holdingsOf } from '../words/holdings.js';

/** `my roles`: what one may activate, and what one holds. */
export const myRoles: Command = {
  name: 'my roles',
  aliases: ['roles', 'my access'],
  clauses: [],
  synopsis: 'my roles',
  summary: 'Show the roles you can activate and those you hold now.',
  examples: ['my roles'],
  run: (deps, context) => showMyRoles(deps, context, beginning),
};

/** Shows what whoever asks holds, may activate and had lately, from this place on. */
export async function showMyRoles(deps: CommandDeps, caller: Caller, place: Place): Promise<Answer> {
  const [roles, ended] = await Promise.all([
    myRolesInWords(deps, caller),
    holdingsOf(deps, caller, caller.actor, 'ended'),
  ]);
  const when = { timeZone: caller.timeZone, now: deps.clock.now() };
  return {
    kind: 'card',
    card: pageOfCard(myRolesCard({ ...roles, ended }, when, caller.actor), { of: 'my roles' }, place),
  };
}
