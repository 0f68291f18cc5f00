import type { Action, FixedVerb } from '../../cards/actions.js';
import { refusalCard } from '../../cards/refusal-card.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import type { ClauseContext } from '../language/clauses.js';
import { findVerb, type VerbRefusal } from '../language/find-verb.js';
import type { Answer, Command } from './command.js';

/**
 * - `near`: none for certain, but probably this one; `corrected` is the text as it would then be typed, `asked` the words
 *   that are no command.
 */
export type FoundCommand =
  | { kind: 'command'; command: Command; rest: string }
  | { kind: 'near'; command: Command; rest: string; corrected: string; asked: string }
  | { kind: 'unknown'; answer: Answer };

/** Finds the command that an undecorated text asks for; where there is none, the nearest one, or what to say instead. */
export function findCommand(commands: readonly Command[], text: string, context: ClauseContext): FoundCommand {
  const found = findVerb(text, context, verbsOf(commands));
  if (found.ok) return { kind: 'command', command: found.value.spec.command, rest: found.value.rest };
  return nearest(commands, text, context, found.refusal) ?? unknown(found.refusal);
}

function nearest(
  commands: readonly Command[],
  text: string,
  context: ClauseContext,
  refusal: VerbRefusal,
): FoundCommand | undefined {
  if (refusal.code !== 'COMMAND_UNKNOWN' || refusal.nearest === undefined) return undefined;
  const meant = corrected(text, refusal.text, refusal.nearest);
  const found = findVerb(meant, context, verbsOf(commands));
  if (!found.ok) return undefined;
  const { spec, rest } = found.value;
  return { kind: 'near', command: spec.command, rest, corrected: meant, asked: refusal.text };
}

function unknown(refusal: VerbRefusal): FoundCommand {
  if (refusal.code === 'TEXT_TOO_LONG') {
    const text = `That is too long for me to read: please keep it under ${refusal.maximum} characters.`;
    return { kind: 'unknown', answer: { kind: 'card', card: refusalCard(text) } };
  }
  const asked = refusal.code === 'COMMAND_UNKNOWN' ? refusal.text : '';
  const offers = (['my roles', 'pending', 'help'] as const).map((verb) => offerVerb(verb));
  return { kind: 'unknown', answer: { kind: 'card', card: suggestionCard({ asked, why: 'unknown-command', offers }) } };
}

/** Runs a command that names nothing. */
export const offerVerb = (text: FixedVerb): { title: string; action: Action } => ({
  title: text,
  action: { do: 'run', text },
});

/** The commands as the language knows them: every way to say each, and the parts it may have. */
export const verbsOf = (commands: readonly Command[]) =>
  commands.map((command) => ({
    verb: command.name,
    spellings: [command.name, ...command.aliases],
    clauses: command.clauses,
    command,
  }));

/** The text again with its first word, or first two, replaced by the command that was probably meant. */
function corrected(text: string, asked: string, near: string): string {
  const [first = '', second = '', ...rest] = text.split(' ');
  const meantTwo = near.includes(' ') && asked.includes(' ');
  return [near, ...(meantTwo ? rest : [second, ...rest])].join(' ').trim() || first;
}
