import { myRolesCard } from '../../cards/my-roles-card.js';
import type { Command } from './command.js';
import { holdingsOf } from './holdings.js';
import { myRolesInWords } from './my-roles-in-words.js';

/** `my roles`: what one may activate, and what one holds. */
export const myRoles: Command = {
  name: 'my roles',
  aliases: ['roles', 'my access'],
  clauses: [],
  synopsis: 'my roles',
  summary: 'Show the roles you can activate and those you hold now.',
  examples: ['my roles'],
  async run(deps, speech) {
    const [roles, ended] = await Promise.all([
      myRolesInWords(deps, speech),
      holdingsOf(deps, speech, speech.actor, 'ended'),
    ]);
    const when = { timeZone: speech.timeZone, now: deps.clock.now() };
    return { kind: 'card', card: myRolesCard({ ...roles, ended }, when, speech.actor) };
  },
};
