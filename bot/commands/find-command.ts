import { refusalCard } from '../../cards/refusal-card.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import type { ClauseContext } from '../language/clauses.js';
import { findVerb, type VerbRefusal } from '../language/find-verb.js';
import type { Answer, Command } from './command.js';
import type { CommandDescription } from './command-description.js';

export type FoundCommand = { kind: 'command'; command: Command; rest: string } | { kind: 'unknown'; answer: Answer };

/** Finds the command that an undecorated text asks for; where there is none, what to say instead: the nearest one. */
export function findCommand(commands: readonly Command[], text: string, context: ClauseContext): FoundCommand {
  const found = findVerb(text, context, verbsOf(commands));
  if (found.ok) return { kind: 'command', command: found.value.spec.command, rest: found.value.rest };
  return { kind: 'unknown', answer: { kind: 'card', card: explain(found.refusal, text, commands) } };
}

/** The commands as the language knows them: every way to say each, and the parts it may have. */
export const verbsOf = (commands: readonly Command[]) =>
  commands.map((command) => ({
    verb: command.name,
    spellings: [command.name, ...command.aliases],
    clauses: command.clauses,
    command,
  }));

function explain(refusal: VerbRefusal, text: string, commands: readonly CommandDescription[]) {
  if (refusal.code === 'TEXT_TOO_LONG') {
    return refusalCard(`That is too long for me to read: please keep it under ${refusal.maximum} characters.`);
  }
  const nearest = refusal.code === 'COMMAND_UNKNOWN' ? refusal.nearest : undefined;
  const offered = nearest === undefined ? ['my roles', 'pending', 'help'] : [corrected(text, refusal, nearest), 'help'];
  return suggestionCard({
    asked: refusal.code === 'COMMAND_UNKNOWN' ? refusal.text : '',
    why: 'unknown-command',
    offers: offered.map((offer) => ({ title: titleOf(offer, commands), action: { do: 'run', text: offer } })),
  });
}

/** The text again with its first word, or first two, replaced by the command that was probably meant. */
function corrected(text: string, refusal: VerbRefusal, nearest: string): string {
  const [first = '', second = '', ...rest] = text.split(' ');
  const meantTwo = nearest.includes(' ') && refusal.code === 'COMMAND_UNKNOWN' && refusal.text.includes(' ');
  return [nearest, ...(meantTwo ? rest : [second, ...rest])].join(' ').trim() || first;
}

const titleOf = (offer: string, commands: readonly CommandDescription[]): string =>
  commands.find(({ name }) => name === offer)?.name ?? offer;
