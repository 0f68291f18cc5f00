import type { Directory, Scope } from '../../../domain/ports/directory.js';
import type { Role } from '../../../domain/role/role.js';
import type { Doubt } from '../../language/clauses.js';
import { matchRole } from '../../language/match-role.js';

/** A place of the directory that a reason names after "on". */
export type PlaceInReason = { doubt: Doubt; called: string; places: readonly Scope[] };

/** How many words a place in the midst of a reason may have. */
const MAXIMUM_WORDS = 4;

/**
 * Finds the first of what a reason says after "on" that is a place: at the end of the reason also what is near one by
 * spelling, for then it was most likely meant. Undefined where all of it is only a reason ("on call").
 */
export async function placeInReason(
  directory: Pick<Directory, 'scopes' | 'scope'>,
  doubts: readonly Doubt[] = [],
): Promise<PlaceInReason | undefined> {
  if (doubts.length === 0) return undefined;
  const scopes = (await Promise.all([directory.scopes('directory'), directory.scopes('azure')])).flat();
  const named = scopes.map((scope) => ({ id: scope.id, name: scope.displayName, scope }));
  for (const doubt of doubts) {
    for (const called of candidatesOf(doubt)) {
      const places = placesCalled(called, named, doubt.isClosing && called === doubt.value);
      if (places.length > 0) return { doubt, called, places };
    }
  }
  return undefined;
}

/** True where a role is at the place that the reason names, so that nothing is unclear. */
export const isThere = ({ places }: PlaceInReason, role: Role): boolean =>
  role.kind !== 'group' && places.some(({ kind, id }) => kind === role.kind && id === role.directoryScopeId);

function candidatesOf({ value, isClosing }: Doubt): string[] {
  const words = value.split(' ');
  const beginnings = Array.from({ length: Math.min(words.length, MAXIMUM_WORDS) }, (_, index) =>
    words.slice(0, index + 1).join(' '),
  ).reverse();
  return [...new Set(isClosing ? [value, ...beginnings] : beginnings)];
}

type Named = { id: string; name: string; scope: Scope };

function placesCalled(called: string, all: readonly Named[], isNearEnough: boolean): Scope[] {
  const bare = called.replace(/^the (?=.)/i, '').replace(/[.,;]$/, '');
  const byId = all.filter(({ id }) => id.length > 1 && id.toLowerCase() === bare.toLowerCase());
  if (byId.length > 0) return byId.map(({ scope }) => scope);
  const match = matchRole(bare, all);
  switch (match.kind) {
    case 'exact':
      return [match.match.scope];
    case 'ambiguous':
    case 'confusable':
      return match.matches.map(({ scope }) => scope);
    case 'suggestion':
      return isNearEnough ? match.matches.map(({ scope }) => scope) : [];
    case 'none':
      return [];
  }
}
