import type { PrincipalId } from '../ids.js';
import type { GuardRefusal } from '../refusal.js';
import { type Role, roleKey, sameRole } from '../role/role.js';
import { directoryAdministrators } from '../role/well-known.js';
import type { Instant } from '../time.js';
import { hasBegun, isLive, type Schedule } from './schedule.js';

/** The key of the guard over a role of which the last one must not go; undefined where none has to stay. */
export const guardKey = (role: Role): string | undefined =>
  directoryAdministrators.some((each) => sameRole(each, role)) ? roleKey(role) : undefined;

/**
 * Decides whether something of a guarded role may end: the last assigned, enabled Global or Privileged Role
 * Administrator stays; where none is assigned, the last eligible one does. Activations always end.
 * One that is past its end and not yet swept still counts as what ends: the sweep would keep it.
 * `holders` is everything that is given of the role, `counts` who of them is enabled (a group: has enabled people).
 */
export function decideGuard(
  ending: Schedule,
  holders: readonly Schedule[],
  counts: ReadonlySet<PrincipalId>,
  now: Instant,
): GuardRefusal | undefined {
  if (guardKey(ending.role) === undefined || ending.assignmentType === 'activated' || !hasBegun(ending)) {
    return undefined;
  }
  const left = holders.filter(
    (each) =>
      each.id !== ending.id && each.assignmentType === 'assigned' && isLive(each, now) && counts.has(each.principalId),
  );
  if (left.some(({ level }) => level === 'assignment')) return undefined;
  if (ending.level === 'eligibility' && left.length > 0) return undefined;
  return { code: 'LAST_ADMINISTRATOR', level: ending.level };
}
