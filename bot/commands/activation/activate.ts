import { withoutGreeting } from '../../language/find-verb.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { activationClauses, argumentsFromFields, argumentsFromText } from './activation-arguments.js';
import { fulfil, intentOf, proposal, showFilledIn } from './activation-flow.js';

/** `activate`: borrow a role one is eligible for. */
export const activate: Command = {
  name: 'activate',
  aliases: [...['request', 'borrow', 'i need', 'i want', 'give me', 'make me', 'elevate to', 'elevate me to']],
  clauses: activationClauses,
  synopsis:
    'activate <role> [on <scope>] [for <duration>] [at <time>] [because <reason>] [ticket <number> [in <system>]]',
  summary: 'Activate a role you are eligible for; whatever is missing is asked for.',
  examples: [
    'activate Security Reader for 2h because INC-42',
    'activate Reader on Production for 90 min at 17:30 because quarterly review',
  ],
  async run(deps, context) {
    const args = argumentsFromText(context.rest, { timeZone: context.timeZone, now: deps.clock.now() });
    return fulfil(deps, context, args, 'activate');
  },
  async propose(deps, context) {
    const args = argumentsFromText(context.rest, { timeZone: context.timeZone, now: deps.clock.now() });
    return proposal(deps, context, args, 'activate');
  },
  async submit(deps, context, fields) {
    const args = argumentsFromFields(fields, { timeZone: context.timeZone, now: deps.clock.now() });
    return fulfil(deps, context, args, intentOf(fields));
  },
};

/** What was said without a verb: shown filled in and not done; undefined where it names no role of the caller's. */
export function activateWithoutVerb(deps: CommandDeps, caller: Caller, text: string): Promise<Answer | undefined> {
  const args = argumentsFromText(withoutGreeting(text), { timeZone: caller.timeZone, now: deps.clock.now() });
  return showFilledIn(deps, caller, args);
}
