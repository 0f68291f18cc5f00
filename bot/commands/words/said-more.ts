import { splitAtUnknownWord } from '../../language/unknown-word.js';
import { fullName, type RoleInWords } from '../../views/my-roles-in-words.js';
import { type FoundRole, findRole } from './find-role.js';

/** More than one role, or a role's whole name and words after it that mean nothing. */
type SaidMore =
  | { kind: 'several'; roles: readonly RoleInWords[] }
  | { kind: 'unplaced'; role: RoleInWords; unplaced: string };

type NamedRole = { called: string; scope?: string | undefined };

const MAXIMUM_ROLES = 5;
const MAXIMUM_WORDS = 12;
const BETWEEN = /\s*(?:,\s*and|,|&|\+|\band\b)\s+(?:also\s+)?/i;

/**
 * What was said where it is no role for certain, but holds one or several: "Security Reader and Reports Reader",
 * "Security Reader during 2 hours". Undefined where it does not.
 */
export async function saidMore(
  directory: Parameters<typeof findRole>[0],
  roles: readonly RoleInWords[],
  { called, scope }: NamedRole,
  found: FoundRole,
): Promise<SaidMore | undefined> {
  // Where the role is certain, only its place can be amiss.
  const isUnclear = found.kind === 'none' || (found.kind === 'offer' && found.why === 'near');
  if (!isUnclear) return undefined;
  const parts = called.split(BETWEEN).filter((part) => part !== '');
  if (parts.length > 1 && parts.length <= MAXIMUM_ROLES) {
    const each = await Promise.all(parts.map((part) => findRole(directory, roles, part, scope)));
    const several = each.flatMap((one) => (one.kind === 'found' ? [one.role] : []));
    if (several.length === parts.length && new Set(several).size > 1) return { kind: 'several', roles: several };
  }
  return wholeNameIn(roles, called);
}

/** A role whose whole name these words begin with, up to a word that introduces something. */
function wholeNameIn(roles: readonly RoleInWords[], called: string): SaidMore | undefined {
  const split = splitAtUnknownWord(called);
  const words = called.split(' ').slice(0, MAXIMUM_WORDS);
  const beginnings = words.map((_, index) => words.slice(0, index + 1).join(' ')).reverse();
  for (const beginning of [...(split ? [split.before] : []), ...beginnings]) {
    const [role, ...others] = roles.filter((each) => isCalled(each, beginning));
    if (role && others.length === 0) return { kind: 'unplaced', role, unplaced: called.slice(beginning.length).trim() };
  }
  return undefined;
}

const isCalled = (role: RoleInWords, text: string): boolean =>
  [role.roleName, fullName(role)].some((name) => name.toLowerCase() === text.toLowerCase());
