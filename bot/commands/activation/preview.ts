import type { Command } from '../command.js';
import { fulfil, proposal } from './activation-flow.js';
import { activationClauses, wishFromFields, wishFromText } from './activation-wish.js';

/** `preview`: what activating a role would come to, without asking for it. */
export const preview: Command = {
  name: 'preview',
  aliases: [
    ...['preview activate', 'dry run', 'dry run activate', 'check', 'check activate'],
    ...['what if i activate', 'what would happen if i activate'],
  ],
  clauses: activationClauses,
  synopsis:
    'preview <role> [on <scope>] [for <duration>] [at <time>] [because <reason>] [ticket <number> [in <system>]]',
  summary: 'Tell what activating a role would come to, and who would be asked; nothing is done.',
  examples: ['preview Security Reader for 2h because INC-42', 'what if I activate Contributor on web-shop for 1h'],
  async run(deps, speech) {
    const wish = wishFromText(speech.rest, { timeZone: speech.timeZone, now: deps.clock.now() });
    return fulfil(deps, speech, wish, 'preview');
  },
  async propose(deps, speech) {
    const wish = wishFromText(speech.rest, { timeZone: speech.timeZone, now: deps.clock.now() });
    return proposal(deps, speech, wish, 'preview');
  },
  async submit(deps, speech, fields) {
    const wish = wishFromFields(fields, { timeZone: speech.timeZone, now: deps.clock.now() });
    return fulfil(deps, speech, wish, 'preview');
  },
};
