import type { Directory, Scope } from '../../domain/ports/directory.js';
import { type Role, sameRole } from '../../domain/role/role.js';
import { matchRole } from '../language/match-role.js';
import type { RoleWords } from '../read-request-facts.js';
import { fullName, type RoleInWords } from './my-roles-in-words.js';

/** A role to activate: where its eligibility stands, and the exact scope it is wanted at, which may be further in. */
export type Target = { eligible: RoleInWords; role: Role; words: RoleWords };

/** What somebody's words for a place within one of their Azure roles come to. */
type FoundChild =
  | { kind: 'found'; target: Target }
  /** Several fit, or none does but these are near: to be offered, never taken. `why` as for roles. */
  | { kind: 'offer'; targets: readonly Target[]; why: 'ambiguous' | 'near' | 'look-alike' }
  /** The place is known, and is not within what they are eligible for. */
  | { kind: 'outside'; roleName: string; scopeName: string }
  | { kind: 'unknown-scope' }
  /** None of their Azure roles is called so: the words are not about a place in Azure. */
  | { kind: 'none' };

type Found = { scopes: readonly Scope[]; why?: 'near' | 'look-alike' };

/** A role at its own scope. */
export const atItsScope = (eligible: RoleInWords): Target => ({
  eligible,
  role: eligible.schedule.role,
  words: { roleName: eligible.roleName, scopeName: eligible.scopeName },
});

/** True where the role is wanted further in than it is eligible. */
export const isFurtherIn = ({ role, eligible }: Target): boolean => !sameRole(role, eligible.schedule.role);

/** The place of a target as it is typed without doubt: its id where it is further in, else its name. */
export const placeOf = (target: Target): string | undefined =>
  isFurtherIn(target) && target.role.kind !== 'group' ? target.role.directoryScopeId : target.words.scopeName;

/**
 * Finds the place, by name or id, at which somebody wants one of the Azure roles they are eligible for: an eligibility
 * reaches every scope within its own. Source: Azure PIM's activation at a child scope.
 */
export async function findChildScope(
  directory: Directory,
  eligible: readonly RoleInWords[],
  subject: string,
  scope: string,
): Promise<FoundChild> {
  const meant = azureRolesCalled(eligible, subject);
  const [first] = meant;
  if (!first) return { kind: 'none' };
  const { scopes, why } = await findScopes(directory, scope);
  const targets = (await Promise.all(scopes.map((each) => targetsAt(directory, meant, each)))).flat();
  const [only, ...others] = targets;
  if (only && others.length === 0 && !why) return { kind: 'found', target: only };
  if (only) return { kind: 'offer', targets, why: why ?? 'ambiguous' };
  const [known] = why ? [] : scopes;
  return known
    ? { kind: 'outside', roleName: first.roleName, scopeName: known.displayName }
    : { kind: 'unknown-scope' };
}

/** Those Azure roles whose name alone is meant for certain, at whichever scope. */
function azureRolesCalled(eligible: readonly RoleInWords[], subject: string): RoleInWords[] {
  const azure = eligible.filter(({ schedule }) => schedule.role.kind === 'azure');
  const names = [...new Set(azure.map(({ roleName }) => roleName))].map((name) => ({ id: name, name }));
  const found = matchRole(subject, names);
  return found.kind === 'exact' ? azure.filter(({ roleName }) => roleName === found.match.name) : [];
}

async function findScopes(directory: Directory, text: string): Promise<Found> {
  if (text.startsWith('/')) {
    const scope = await directory.scope('azure', text);
    return { scopes: scope ? [scope] : [] };
  }
  const all = await directory.scopes('azure');
  const found = matchRole(
    text,
    all.map((scope) => ({ ...scope, name: scope.displayName })),
  );
  switch (found.kind) {
    case 'exact':
      return { scopes: [found.match] };
    case 'ambiguous':
      return { scopes: found.matches };
    case 'suggestion':
      return { scopes: found.matches, why: 'near' };
    case 'confusable':
      return { scopes: found.matches, why: 'look-alike' };
    case 'none':
      return { scopes: [] };
  }
}

/** The one of these roles whose eligibility is nearest around a scope, wanted there. */
async function targetsAt(directory: Directory, meant: readonly RoleInWords[], scope: Scope): Promise<Target[]> {
  const around = await directory.scopesAround('azure', scope.id);
  for (const id of around) {
    const eligible = meant.find(({ schedule: { role } }) => sameRole(role, { ...role, directoryScopeId: id } as Role));
    if (!eligible || eligible.schedule.role.kind === 'group') continue;
    const role = { ...eligible.schedule.role, directoryScopeId: scope.id };
    return [{ eligible, role, words: { roleName: eligible.roleName, scopeName: scope.displayName } }];
  }
  return [];
}

/** How a target is offered: what it is further in than is said, for names may recur. */
export const offeredAs = (target: Target): string =>
  isFurtherIn(target) ? `${fullName(target.words)} (in ${target.eligible.scopeName})` : fullName(target.words);
