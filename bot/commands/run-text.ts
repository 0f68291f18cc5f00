import { undecorate } from '../language/undecorate.js';
import type { Answer, Command, CommandDeps, Speaker } from './command.js';
import { findCommand } from './find-command.js';

/** Runs the command that a text asks for; where there is none, says what there is instead. */
export function runText(
  deps: CommandDeps & { commands: readonly Command[] },
  speaker: Speaker,
  typed: string,
): Promise<Answer> {
  const text = undecorate(typed);
  const found = findCommand(deps.commands, text, { timeZone: speaker.timeZone, now: deps.clock.now() });
  return found.kind === 'command'
    ? found.command.run(deps, { ...speaker, text, rest: found.rest })
    : Promise.resolve(found.answer);
}
