import { suggestionCard } from '../../cards/suggestion-card.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import type { RoleWords } from '../read-request-facts.js';
import { typedRole } from './choose-role.js';
import type { Answer, CommandDeps } from './command.js';
import { askedOf, findAnyRole, type NamedRole } from './find-any-role.js';
import { findPrincipal } from './find-principal.js';
import { titleWithPlace } from './my-roles-in-words.js';
import { noSuchRoleText } from './no-such-role-text.js';
import type { RequestsWish } from './requests-wish.js';

type Found<T> = { found: T } | { answer: Answer };
const refused = (text: string) => ({ answer: { kind: 'refused' as const, text } });

/** Whom a wish names with “by”; nobody where it names none. Otherwise what to answer. */
export async function findAsker(
  { directory }: CommandDeps,
  actor: PrincipalId,
  { who }: RequestsWish,
): Promise<Found<{ principalId?: PrincipalId }> & { name?: string }> {
  if (who === undefined) return { found: {} };
  if (/^(?:me|myself)$/i.test(who)) return { found: { principalId: actor }, name: 'you' };
  const found = await findPrincipal(directory, who);
  switch (found.kind) {
    case 'found':
      return { found: { principalId: found.principal.id }, name: found.principal.displayName };
    case 'offer': {
      const names = found.principals.map(({ displayName }) => displayName).join(', ');
      return refused(`“${who}” could be ${names}. Type the whole name, or the mail address.`);
    }
    case 'none':
      return refused(`I know nobody called “${who}”. Type the whole name, or the mail address.`);
  }
}

/** The role that a wish names; none where it names none. Otherwise what to answer: `verb` begins what is offered. */
export async function findRole(
  deps: CommandDeps,
  wish: RequestsWish,
  verb: string,
): Promise<Found<{ role?: Role }> & { words?: RoleWords }> {
  const { called, scope } = wish;
  if (called === undefined) {
    return scope === undefined ? { found: {} } : refused(`Which role on “${scope}” do you mean? Name it too.`);
  }
  const found = await findAnyRole(deps, called, scope);
  switch (found.kind) {
    case 'found':
      return { found: { role: found.role }, words: found.words };
    case 'offer': {
      const offers = found.roles.map((named) => ({
        title: titleWithPlace(named.role, named.words),
        action: { do: 'run' as const, text: commandFor(verb, named, wish) },
      }));
      return {
        answer: {
          kind: 'card',
          card: suggestionCard({ asked: askedOf(found, called, scope), why: found.why, offers }),
        },
      };
    }
    case 'none':
      return refused(noSuchRoleText(found, called, scope));
  }
}

/** The same wish about a role that is named for certain. */
function commandFor(verb: string, { role, words }: NamedRole, { who, tail }: RequestsWish): string {
  const parts = [`${verb} for ${typedRole(role, words)}`, who === undefined ? '' : `by "${who}"`, tail];
  return parts.filter((part) => part !== '').join(' ');
}
