import type { AssignmentChoices } from '../../cards/assignment-form.js';
import type { Role } from '../../domain/role/role.js';
import { roleKey } from '../../domain/role/role.js';
import type { RoleWords } from '../read-request-facts.js';
import type { AdminWish } from './admin-wish.js';
import type { CommandDeps } from './command.js';
import { type FoundAnyRole, findAnyRole, type NamedRole } from './find-any-role.js';
import { findRole } from './find-role.js';
import { fullName, type RoleInWords } from './my-roles-in-words.js';

/** Which role the words mean, if that is certain; else what to choose from and why. */
export type ChosenRole = {
  role?: NamedRole | undefined;
  choices: NonNullable<AssignmentChoices['role']>;
  problem?: string | undefined;
};

type Deps = Pick<CommandDeps, 'directory'>;
type Called = Pick<AdminWish, 'called' | 'scope'>;

/** Finds the role an administrator means among all there are, with the choices that the form offers. */
export async function chooseAnyRole(deps: Deps, { called, scope }: Called): Promise<ChosenRole> {
  if (called === undefined) return { choices: [], problem: '' };
  return chosen(called, await findAnyRole(deps, called, scope));
}

/**
 * Finds the role that is meant among those somebody has (or had); one that they do not have is found too, so that the
 * answer can say so.
 */
export async function chooseHeldRole(
  deps: Deps,
  { called, scope }: Called,
  held: readonly RoleInWords[],
): Promise<ChosenRole> {
  const distinct = [...new Map(held.map((each) => [roleKey(each.schedule.role), each])).values()];
  if (called === undefined) return { choices: distinct.map((each) => choiceOf(namedOf(each))), problem: '' };
  const among = findRole(distinct, called, scope);
  if (among.kind === 'found') return found(namedOf(among.role));
  const anywhere = await findAnyRole(deps, called, scope);
  if (anywhere.kind === 'found' || among.kind === 'none') return chosen(called, anywhere);
  return chosen(called, { ...among, roles: among.roles.map(namedOf) });
}

const namedOf = ({ schedule, roleName, scopeName }: RoleInWords): NamedRole => ({
  role: schedule.role,
  words: { roleName, ...(scopeName !== undefined && { scopeName }) },
});

const found = (role: NamedRole): ChosenRole => ({ role, choices: [choiceOf(role)] });

function chosen(called: string, answer: FoundAnyRole): ChosenRole {
  switch (answer.kind) {
    case 'found':
      return found(answer);
    case 'offer':
      return { choices: answer.roles.map(choiceOf), problem: problems[answer.why](`“${called}”`) };
    case 'none':
      return { choices: [], problem: `There is no role “${called}” there. Write its whole name, and “on” its scope.` };
  }
}

const problems = {
  ambiguous: (said: string) => `${said} can mean several roles. Choose one.`,
  near: (said: string) => `It is not certain which role ${said} is. Choose one.`,
  'look-alike': (said: string) => `${said} is written with look-alike letters. Choose the role you mean.`,
};

const choiceOf = ({ role, words }: NamedRole) => ({ title: titleOf(role, words), value: typedRole(role, words) });

/** A role with its scope, the whole directory named too: several of the same name are told apart by it. */
const titleOf = (role: Role, words: RoleWords): string =>
  role.kind === 'directory' && words.scopeName === undefined ? `${words.roleName} (whole directory)` : fullName(words);

/** A role as it is typed to be found for certain: scopes and groups by their ids. */
export const typedRole = (role: Role, { roleName }: RoleWords): string =>
  role.kind === 'group' ? `${role.accessId} of ${role.groupId}` : `"${roleName}" on "${role.directoryScopeId}"`;
