import { matchRole } from '../language/match-role.js';
import type { RoleInWords } from './my-roles-in-words.js';

/** What somebody's words for one of their roles come to. */
export type FoundRole =
  | { kind: 'found'; role: RoleInWords }
  /** Several fit, or none does but these are near: to be offered, never taken. */
  | { kind: 'offer'; roles: readonly RoleInWords[]; why: 'ambiguous' | 'near' | 'look-alike' }
  | { kind: 'none' };

/**
 * Finds the role that is meant among those given: by its name with its scope (or its scope's id), else by name, narrowed by
 * the scope where one was named. A role held at several scopes is ambiguous until one is named.
 */
export function findRole(roles: readonly RoleInWords[], subject: string, scope: string | undefined): FoundRole {
  const there = scope === undefined ? undefined : atScopeId(roles, subject, scope);
  if (there) return { kind: 'found', role: there };
  const named = scope === undefined ? subject : `${subject} on ${scope}`;
  const whole = matchRole(
    named,
    roles.map((role) => ({ ...role, aliases: [] })),
  );
  if (whole.kind === 'exact') return { kind: 'found', role: whole.match };
  const byName = matchRole(
    subject,
    roles.map((role) => ({ ...role, name: role.roleName })),
  );
  const meant = rolesOf(byName);
  const narrowed = scope === undefined ? meant : meant.filter((role) => isAt(role, scope));
  const [only, ...others] = narrowed;
  if (!only) return offer(whole.kind === 'none' ? byName : whole);
  if (byName.kind === 'exact' || byName.kind === 'ambiguous') {
    return others.length === 0 ? { kind: 'found', role: only } : { kind: 'offer', roles: narrowed, why: 'ambiguous' };
  }
  return offer(byName);
}

type Match = ReturnType<typeof matchRole<RoleInWords & { aliases?: string[] }>>;

const rolesOf = (match: Match): readonly RoleInWords[] => {
  if (match.kind === 'none') return [];
  return match.kind === 'exact' ? [match.match] : match.matches;
};

function offer(match: Match): FoundRole {
  const roles = rolesOf(match);
  if (roles.length === 0) return { kind: 'none' };
  const why = match.kind === 'confusable' ? 'look-alike' : match.kind === 'ambiguous' ? 'ambiguous' : 'near';
  return { kind: 'offer', roles, why };
}

/** Names may recur; an id says which scope without doubt. */
function atScopeId(roles: readonly RoleInWords[], subject: string, id: string): RoleInWords | undefined {
  const there = roles.filter(({ schedule: { role } }) => role.kind !== 'group' && isSameId(role.directoryScopeId, id));
  const found = matchRole(
    subject,
    there.map((role) => ({ ...role, name: role.roleName })),
  );
  return found.kind === 'exact' ? there.find(({ id }) => id === found.match.id) : undefined;
}

const isSameId = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const isAt = ({ scopeName }: RoleInWords, scope: string): boolean => {
  const match = matchRole(scope, [{ id: 'scope', name: scopeName ?? 'Directory' }]);
  return match.kind === 'exact';
};
