import { withoutGreeting } from '../../language/find-verb.js';
import type { Answer, Command, CommandDeps, Speaker } from '../command.js';
import { fulfil, intentOf, proposal, showFilledIn } from './activation-flow.js';
import { activationClauses, wishFromFields, wishFromText } from './activation-wish.js';

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
  async run(deps, speech) {
    const wish = wishFromText(speech.rest, { timeZone: speech.timeZone, now: deps.clock.now() });
    return fulfil(deps, speech, wish, 'activate');
  },
  async propose(deps, speech) {
    const wish = wishFromText(speech.rest, { timeZone: speech.timeZone, now: deps.clock.now() });
    return proposal(deps, speech, wish, 'activate');
  },
  async submit(deps, speech, fields) {
    const wish = wishFromFields(fields, { timeZone: speech.timeZone, now: deps.clock.now() });
    return fulfil(deps, speech, wish, intentOf(fields));
  },
};

/** What was said without a verb: shown filled in and not done; undefined where it names no role of the speaker's. */
export function activateWithoutVerb(deps: CommandDeps, speaker: Speaker, text: string): Promise<Answer | undefined> {
  const wish = wishFromText(withoutGreeting(text), { timeZone: speaker.timeZone, now: deps.clock.now() });
  return showFilledIn(deps, speaker, wish);
}
