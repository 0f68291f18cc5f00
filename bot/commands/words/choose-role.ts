import type { AssignmentChoices } from '../../../cards/assignment/assignment-form.js';
import type { Role } from '../../../domain/role/role.js';
import { roleKey, sameRole } from '../../../domain/role/role.js';
import { type RoleInWords, titleWithPlace } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import type { AdminArguments } from '../assignment/admin-arguments.js';
import type { CommandDeps } from '../command.js';
import { type FoundAnyRole, findAnyRole, type NamedRole } from './find-any-role.js';
import { type FoundRole, findRole, type RoleDoubt } from './find-role.js';
import { noSuchRoleText } from './no-such-role-text.js';
import { roleValue } from './role-value.js';

/** Which role the words mean, if that is certain; else what to choose from and why. */
export type ChosenRole = {
  role?: NamedRole | undefined;
  choices: NonNullable<AssignmentChoices['role']>;
  problem?: string | undefined;
};

type Deps = Pick<CommandDeps, 'directory'>;
type Called = Pick<AdminArguments, 'called' | 'scope' | 'role'>;

/** Finds the role an administrator means among all there are, with the choices that the form offers. */
export async function chooseAnyRole(deps: Deps, { called, scope, role }: Called): Promise<ChosenRole> {
  if (role) return byIds(deps, role);
  if (called === undefined) return { choices: [], problem: '' };
  return chosen(called, scope, await findAnyRole(deps, called, scope));
}

/**
 * Finds the role that is meant among those somebody has (or had); one that they do not have is found too, so that the
 * answer can say so.
 */
export async function chooseHeldRole(
  deps: Deps,
  { called, scope, role }: Called,
  held: readonly RoleInWords[],
): Promise<ChosenRole> {
  const distinct = [...new Map(held.map((each) => [roleKey(each.schedule.role), each])).values()];
  if (role) {
    const has = distinct.find(({ schedule }) => sameRole(schedule.role, role));
    return has ? found(namedOf(has)) : byIds(deps, role);
  }
  if (called === undefined) return { choices: distinct.map((each) => choiceOf(namedOf(each))), problem: '' };
  const among = await findRole(deps.directory, distinct, called, scope);
  if (among.kind === 'found') return found(namedOf(among.role));
  const anywhere = await findAnyRole(deps, called, scope);
  if (anywhere.kind === 'found' || among.kind === 'none') return chosen(called, scope, anywhere);
  const roles = among.roles.map(namedOf);
  if (among.kind === 'offer') return chosen(called, scope, { ...among, roles });
  return { choices: roles.map(choiceOf), problem: `${elsewhereText(among, scope)} Choose where you mean.` };
}

/** The role of these ids, while the directory has it. */
async function byIds({ directory }: Deps, role: Role): Promise<ChosenRole> {
  const isThere =
    role.kind === 'group'
      ? (await directory.principal(role.groupId)) !== undefined
      : (await directory.roleDefinition(role.kind, role.roleDefinitionId)) !== undefined;
  const words = await readRoleWords(directory, role);
  if (!isThere)
    return { choices: [], problem: `The directory has no ${titleWithPlace(role, words)} any more. Name another role.` };
  return found({ role, words });
}

const namedOf = ({ schedule, roleName, scopeName }: RoleInWords): NamedRole => ({
  role: schedule.role,
  words: { roleName, ...(scopeName !== undefined && { scopeName }) },
});

const found = (role: NamedRole): ChosenRole => ({ role, choices: [choiceOf(role)] });

function chosen(called: string, scope: string | undefined, answer: FoundAnyRole): ChosenRole {
  switch (answer.kind) {
    case 'found':
      return found(answer);
    case 'offer':
      return { choices: answer.roles.map(choiceOf), problem: problems[answer.why](`“${called}”`, `“${scope}”`) };
    case 'none':
      return { choices: [], problem: noSuchRoleText(answer, called, scope) };
  }
}

/** Says that the role is theirs, and not at the place that was said. */
const elsewhereText = (found: Extract<FoundRole, { kind: 'elsewhere' | 'unknown-place' }>, scope = ''): string =>
  found.kind === 'elsewhere' ? `${found.asked} is not there.` : `I do not know the place “${scope}”.`;

const problems: Record<RoleDoubt, (role: string, place: string) => string> = {
  ambiguous: (role) => `${role} can mean several roles. Choose one.`,
  near: (role) => `It is not certain which role ${role} is. Choose one.`,
  'look-alike': (role) => `${role} is written with look-alike letters. Choose the role you mean.`,
  'ambiguous-place': (_role, place) => `${place} can mean several places. Choose one.`,
  'near-place': (_role, place) => `I do not know the place ${place}. Choose the one you mean.`,
  'look-alike-place': (_role, place) => `${place} is written with look-alike letters. Choose the place you mean.`,
};

const choiceOf = ({ role, words }: NamedRole) => ({ title: titleWithPlace(role, words), value: roleValue(role) });
