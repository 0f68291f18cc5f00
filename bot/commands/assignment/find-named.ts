import type { Action } from '../../../cards/actions.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { fullName, titleWithPlace } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { Answer, CommandDeps } from '../command.js';
import type { RequestsArguments } from '../requests/requests-arguments.js';
import { askedOf, findAnyRole } from '../words/find-any-role.js';
import { findPrincipal } from '../words/find-principal.js';
import { noSuchRoleText } from '../words/no-such-role-text.js';
import { principalTitle, principalWords } from '../words/principal-words.js';

type FoundOrAnswer<T> = { found: T } | { answer: Answer };
const refused = (text: string) => ({ answer: { kind: 'refused' as const, text } });

/** Whom the arguments name with “by”; nobody where they name none. Otherwise what to answer. */
export async function findAsker(
  { directory }: CommandDeps,
  actor: PrincipalId,
  { who }: RequestsArguments,
): Promise<FoundOrAnswer<{ principalId?: PrincipalId }>> {
  if (who === undefined) return { found: {} };
  if (/^(?:me|myself)$/i.test(who)) return { found: { principalId: actor } };
  const found = await findPrincipal(directory, who);
  switch (found.kind) {
    case 'found':
      return { found: { principalId: found.principal.id } };
    case 'offer': {
      const names = found.principals.map(principalTitle).join(', ');
      return refused(`“${who}” could be ${names}. Type the whole name, or the mail address.`);
    }
    case 'none':
      return refused(`I know nobody called “${who}”. Type the whole name, or the mail address.`);
  }
}

/**
 * The role that the arguments name; none where they name none. Otherwise what to answer: `offer` is what each button
 * does.
 */
export async function findRole(
  deps: CommandDeps,
  { called, scope }: RequestsArguments,
  offer: (role: Role) => Action,
): Promise<FoundOrAnswer<{ role?: Role }>> {
  if (called === undefined) {
    return scope === undefined ? { found: {} } : refused(`Which role on “${scope}” do you mean? Name it too.`);
  }
  const found = await findAnyRole(deps, called, scope);
  switch (found.kind) {
    case 'found':
      return { found: { role: found.role } };
    case 'offer': {
      const offers = found.roles.map(({ role, words }) => ({
        title: titleWithPlace(role, words),
        action: offer(role),
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

/** What a list is called by what it is narrowed to: `Requests for Reader by Ada`; a person who looks at theirs is “you”. */
export async function listTitle(
  { directory }: Pick<CommandDeps, 'directory'>,
  what: string,
  { role, principalId }: { role?: Role | undefined; principalId?: PrincipalId | undefined },
  actor: PrincipalId,
): Promise<{ title: string; roleName: string | undefined }> {
  const [words, person] = await Promise.all([
    role && readRoleWords(directory, role),
    principalId === undefined || principalId === actor ? undefined : directory.principal(principalId),
  ]);
  const roleName = words && fullName(words);
  const by = principalId === actor ? 'you' : person ? await principalWords(directory, person) : principalId;
  const title = `${what}${roleName === undefined ? '' : ` for ${roleName}`}${by === undefined ? '' : ` by ${by}`}`;
  return { title, roleName };
}
