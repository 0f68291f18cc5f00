import type { Directory, Scope } from '../../../domain/ports/directory.js';
import { type Role, sameRole } from '../../../domain/role/role.js';
import { matchRole } from '../../language/match-role.js';
import { fullName, type RoleInWords, titleWithPlace } from '../../views/my-roles-in-words.js';
import type { RoleWords } from '../../views/read-request-facts.js';
import { type FoundPlaces, findPlaces, placeName } from './find-place.js';

/** A role to activate: where its eligibility stands, and the exact scope it is wanted at, which may be further in. */
export type Target = { eligible: RoleInWords; role: Role; words: RoleWords };

/** What somebody's words for a place within one of their Azure roles come to. */
type FoundChild =
  | { kind: 'found'; target: Target }
  /** Several fit, or none does but these are near: to be offered, never taken. `why` as for roles. */
  | { kind: 'offer'; targets: readonly Target[]; why: 'ambiguous-place' | 'near-place' | 'look-alike-place' }
  /** The place is known, and is not within what they are eligible for. */
  | { kind: 'outside'; roleName: string; scopeName: string }
  | { kind: 'unknown-scope' }
  /** None of their Azure roles is called so: the words are not about a place in Azure. */
  | { kind: 'none' };

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
  const { kind, scopes } = await findPlaces(directory, scope, ['azure']);
  const targets = (await Promise.all(scopes.map((each) => targetsAt(directory, meant, each)))).flat();
  const [only, ...others] = targets;
  const isCertain = kind === 'named' || kind === 'part';
  if (only && others.length === 0 && isCertain) return { kind: 'found', target: only };
  if (only) return { kind: 'offer', targets, why: whyOf(kind) };
  const [known] = isCertain ? scopes : [];
  return known ? { kind: 'outside', roleName: first.roleName, scopeName: placeName(known) } : { kind: 'unknown-scope' };
}

function whyOf(kind: FoundPlaces['kind']) {
  if (kind === 'look-alike') return 'look-alike-place';
  return kind === 'near' ? 'near-place' : 'ambiguous-place';
}

/** Those Azure roles whose name alone is meant for certain, at whichever scope. */
function azureRolesCalled(eligible: readonly RoleInWords[], subject: string): RoleInWords[] {
  const azure = eligible.filter(({ schedule }) => schedule.role.kind === 'azure');
  const names = [...new Set(azure.map(({ roleName }) => roleName))].map((name) => ({ id: name, name }));
  const found = matchRole(subject, names);
  return found.kind === 'exact' ? azure.filter(({ roleName }) => roleName === found.match.name) : [];
}

/** The one of these roles whose eligibility is nearest around a scope, wanted there. */
async function targetsAt(directory: Directory, meant: readonly RoleInWords[], scope: Scope): Promise<Target[]> {
  if (scope.kind !== 'azure') return [];
  const around = await directory.scopesAround('azure', scope.id);
  for (const id of around) {
    const eligible = meant.find(({ schedule: { role } }) => sameRole(role, { ...role, directoryScopeId: id } as Role));
    if (!eligible || eligible.schedule.role.kind === 'group') continue;
    const role = { ...eligible.schedule.role, directoryScopeId: scope.id };
    return [{ eligible, role, words: { roleName: eligible.roleName, scopeName: scope.displayName } }];
  }
  return [];
}

/** How a target is offered: what it is further in than is said, for names may recur; and its place wherever that is. */
export function offeredAs(target: Target): string {
  const { role, words } = target;
  if (isFurtherIn(target)) return `${fullName(words)} (in ${target.eligible.scopeName})`;
  return titleWithPlace(role, words);
}
