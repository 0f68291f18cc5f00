import { suggestionCard } from '../../../cards/suggestion-card.js';
import { matchRole } from '../../language/match-role.js';
import { splitAtUnknownWord } from '../../language/unknown-word.js';
import { fullName, type RoleInWords } from '../../views/my-roles-in-words.js';
import type { ActivationArguments } from '../activation/activation-arguments.js';
import { type Intent, offerAction } from '../activation/activation-offer.js';
import type { Answer, CommandDeps } from '../command.js';

/**
 * Explains that none of somebody's eligible roles is meant: it is another role of the directory, which they are not
 * eligible for, or none at all; and shows what they can activate instead, with the rest of what they said.
 */
export async function explainUnknownRole(
  { directory }: Pick<CommandDeps, 'directory'>,
  said: string | undefined,
  eligible: readonly RoleInWords[],
  { intent, args }: { intent: Intent; args: ActivationArguments },
): Promise<Answer> {
  if (eligible.length === 0) {
    return {
      kind: 'refused',
      text: 'You are not eligible for any role. Ask an administrator to make you eligible for the one you need.',
    };
  }
  const offers = eligible.map((role) => ({
    title: fullName(role),
    action: offerAction(intent, role.schedule.role, args),
  }));
  if (said === undefined) return { kind: 'card', card: suggestionCard({ asked: '', why: 'none', offers }) };
  // Words that no command has are no part of a role's name.
  const called = splitAtUnknownWord(said)?.before ?? said;
  const all = (await Promise.all([directory.roleDefinitions('directory'), directory.roleDefinitions('azure')])).flat();
  const known = matchRole(
    called,
    all.map(({ id, displayName }) => ({ id, name: displayName })),
  );
  if (known.kind !== 'exact') return { kind: 'card', card: suggestionCard({ asked: called, why: 'none', offers }) };
  return { kind: 'card', card: suggestionCard({ asked: known.match.name, why: 'not-eligible', offers }) };
}
