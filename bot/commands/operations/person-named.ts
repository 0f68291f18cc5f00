import type { Action } from '../../../cards/actions.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Directory, Principal } from '../../../domain/ports/directory.js';
import type { Answer } from '../command.js';
import { findPrincipal } from '../words/find-principal.js';
import { principalTitle } from '../words/principal-words.js';

/** The one who is meant by these words; else the answer that says so, with a button for each who may be. */
export async function personNamed(
  directory: Directory,
  words: string,
  offer: (id: PrincipalId) => Action,
): Promise<{ principal: Principal } | { answer: Answer }> {
  const found = await findPrincipal(directory, words);
  switch (found.kind) {
    case 'none': {
      const text = `I know nobody called “${words.slice(0, 80)}”. Type their whole name or mail address.`;
      return { answer: { kind: 'refused', text } };
    }
    case 'offer': {
      const offers = found.principals.map((each) => ({ title: principalTitle(each), action: offer(each.id) }));
      return { answer: { kind: 'card', card: suggestionCard({ asked: words, why: 'near', offers }) } };
    }
    case 'found':
      return { principal: found.principal };
  }
}
