import type { Command } from '../command.js';
import { activationClauses, argumentsFromFields, argumentsFromText } from './activation-arguments.js';
import { fulfil, proposal } from './activation-flow.js';

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
  async run(deps, context) {
    const args = argumentsFromText(context.rest, { timeZone: context.timeZone, now: deps.clock.now() });
    return fulfil(deps, context, args, 'preview');
  },
  async propose(deps, context) {
    const args = argumentsFromText(context.rest, { timeZone: context.timeZone, now: deps.clock.now() });
    return proposal(deps, context, args, 'preview');
  },
  async submit(deps, context, fields) {
    const args = argumentsFromFields(fields, { timeZone: context.timeZone, now: deps.clock.now() });
    return fulfil(deps, context, args, 'preview');
  },
};
