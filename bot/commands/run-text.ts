import { type Action, isFixedVerb } from '../../cards/actions.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import { undecorate } from '../language/undecorate.js';
import { activateWithoutVerb } from './activation/activate.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps } from './command.js';
import { findCommand, offerVerb } from './find-command.js';

/** More than this is read for no role. */
const LONGEST = 2000;

/** Runs the command that a text asks for; where there is none for certain, offers the nearest, or says what there is. */
export async function runText(
  deps: CommandDeps & { commands: readonly Command[] },
  caller: Caller,
  typed: string,
): Promise<Answer> {
  const text = undecorate(typed);
  const found = findCommand(deps.commands, text, { timeZone: caller.timeZone, now: deps.clock.now() });
  if (found.kind === 'command') return found.command.run(deps, { ...caller, text, rest: found.rest });
  const named = text.length <= LONGEST ? await activateWithoutVerb(deps, caller, text) : undefined;
  if (named) return named;
  if (found.kind === 'unknown') return found.answer;
  const { command, rest, corrected, asked } = found;
  const action = await actionFor(deps, command, { ...caller, text: corrected, rest });
  const offers = [{ title: corrected, action }, offerVerb('help')];
  return { kind: 'card', card: suggestionCard({ asked, why: 'unknown-command', offers }) };
}

/** What does what was probably meant, naming things by id; where that is not certain, what shows how it is typed. */
async function actionFor(deps: CommandDeps, command: Command, context: CommandContext): Promise<Action> {
  if (context.rest === '' && isFixedVerb(command.name)) return { do: 'run', text: command.name };
  return (await command.propose?.(deps, context)) ?? { do: 'help', command: command.name };
}
