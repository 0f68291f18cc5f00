import { confusableCharacters } from '../../../domain/identity/confusable.js';
import type { Directory, Scope } from '../../../domain/ports/directory.js';
import { matchRole, type RoleMatch } from '../../language/match-role.js';

/**
 * The places that somebody's words may mean.
 * - `named`: their id, or their whole name, so for certain; several where several bear that name.
 * - `part`: a part of the name of each of these.
 * - `near`, `look-alike`: none for certain, but these by spelling, or by letters that only look alike.
 */
export type FoundPlaces = { kind: 'named' | 'part' | 'near' | 'look-alike' | 'none'; scopes: readonly Scope[] };

/** What the whole directory is called, besides its own name. */
const WHOLE_DIRECTORY = [
  'directory',
  'tenant',
  'organisation',
  'organization',
  'whole directory',
  'entire directory',
  'whole tenant',
  'entire tenant',
  '/',
];
const BARE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Finds the places that undecorated words name: by path ("/subscriptions/…", "/administrativeUnits/…", "/"), by the
 * bare id of a subscription or administrative unit, by whole name, or by consecutive beginnings of its words; the
 * whole directory also as "tenant" or "directory". Casing, "the" and a slash at the end are forgiven; a path never
 * means a place by its name, but one that is unknown has those near it by its last part. Of `kinds` those come into
 * question that are meant by less than their whole name. The text may be as long as a path is.
 */
export async function findPlaces(
  directory: Pick<Directory, 'scope' | 'scopes'>,
  text: string,
  kinds: readonly Scope['kind'][] = ['directory', 'azure'],
): Promise<FoundPlaces> {
  const said = fold(text);
  const byId = await placesOfId(directory, said);
  if (byId.length > 0) return { kind: 'named', scopes: byId };
  const all = (await Promise.all([directory.scopes('directory'), directory.scopes('azure')])).flat();
  if (said.startsWith('/')) return nearTo(said.split('/').at(-1) ?? '', all, kinds);
  const bearers = all.filter((scope) => namesOf(scope).some((name) => fold(name) === said));
  if (bearers.length > 0 && confusableCharacters(text).length === 0) return { kind: 'named', scopes: bearers };
  const found = matchRole(said, named(all, kinds));
  const scopes = scopesIn(found);
  switch (found.kind) {
    case 'none':
      return { kind: 'none', scopes };
    case 'suggestion':
      return { kind: 'near', scopes };
    case 'confusable':
      return { kind: scopes.length > 0 ? 'look-alike' : 'none', scopes };
    default:
      return { kind: 'part', scopes };
  }
}

/** True of an id that means the same scope as another: Azure's are compared without case. */
export const isSameScopeId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What a place is called in an answer. */
export const placeName = ({ id, displayName }: Scope): string => (id === '/' ? 'the whole directory' : displayName);

const fold = (text: string): string => {
  const plain = text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain.replace(/^the (?=.)/, '').replace(/(?<=[^/])\/$/, '');
};

const namesOf = ({ kind, id, displayName }: Scope): readonly string[] =>
  kind === 'directory' && id === '/' ? [displayName, ...WHOLE_DIRECTORY] : [displayName];

async function placesOfId(directory: Pick<Directory, 'scope'>, said: string): Promise<Scope[]> {
  const ids = BARE_ID.test(said) ? [`/subscriptions/${said}`, `/administrativeUnits/${said}`, `/${said}`] : [said];
  if (!ids.every((id) => id.startsWith('/'))) return [];
  const found = await Promise.all(
    ids.flatMap((id) => [directory.scope('directory', id), directory.scope('azure', id)]),
  );
  return found.filter((scope) => scope !== undefined);
}

function nearTo(last: string, all: readonly Scope[], kinds: readonly Scope['kind'][]): FoundPlaces {
  const scopes = last === '' ? [] : scopesIn(matchRole(last, named(all, kinds)));
  return { kind: scopes.length > 0 ? 'near' : 'none', scopes };
}

type NamedScope = { id: string; name: string; aliases: readonly string[]; scope: Scope };

const named = (all: readonly Scope[], kinds: readonly Scope['kind'][]): NamedScope[] =>
  all
    .filter(({ kind }) => kinds.includes(kind))
    .map((scope) => ({ id: scope.id, name: scope.displayName, aliases: namesOf(scope).slice(1), scope }));

function scopesIn(found: RoleMatch<NamedScope>): readonly Scope[] {
  if (found.kind === 'none') return [];
  return (found.kind === 'exact' ? [found.match] : found.matches).map(({ scope }) => scope);
}
