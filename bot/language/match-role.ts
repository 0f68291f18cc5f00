import Fuse from 'fuse.js';
import { confusableCharacters, skeleton } from '../../domain/identity/confusable.js';

export type Named = { id: string; name: string; aliases?: readonly string[] };

/** What a person's words for a role may mean. Only `exact` may be acted upon; all others are to be shown. */
export type RoleMatch<T> =
  | { kind: 'exact'; match: T }
  /** Two to five that fit equally, the closest first. */
  | { kind: 'ambiguous'; matches: T[] }
  /** Near by spelling alone: "did you mean". */
  | { kind: 'suggestion'; matches: T[] }
  /** Written with `characters` that only look like others; `matches` (perhaps none) is what it looks like. */
  | { kind: 'confusable'; matches: T[]; characters: string[] }
  | { kind: 'none' };

type Entry<T> = { candidate: T; names: string[]; words: string[][]; initials: string };

const MAXIMUM_LETTERS = 200;
const MAXIMUM_SHOWN = 5;
const MAXIMUM_SUGGESTED = 3;
/** Fuse's cost doubles with every 32 letters of the pattern. */
const MAXIMUM_COMPARED = 32;

/** Finds the one role meant by a text among a few; see `roleMatcher`, which is for asking more than once. */
export function matchRole<T extends Named>(text: string, candidates: readonly T[]): RoleMatch<T> {
  return roleMatcher(candidates)(text);
}

/**
 * Indexes candidates (in Unicode NFC) once and returns the function that finds the one a text means: by its whole name
 * or an alias, else by consecutive beginnings of its words ("sec read") or its initials ("GA") if no other candidate
 * fits, in any casing. Spelling mistakes only ever suggest, and look-alike characters are never matched silently.
 * Of the text the first 200 characters count; "the" before and "role" after it are forgiven.
 */
export function roleMatcher<T extends Named>(candidates: readonly T[]): (text: string) => RoleMatch<T> {
  const entries = candidates.map(toEntry);
  const byName = new Map<string, T[]>();
  for (const { candidate, names } of entries) {
    for (const name of new Set(names)) {
      const bearers = byName.get(name);
      if (bearers) bearers.push(candidate);
      else byName.set(name, [candidate]);
    }
  }
  let fuse: Fuse<Entry<T>> | undefined;
  const suggest = (folded: string): RoleMatch<T> => {
    fuse ??= new Fuse(entries, { keys: ['names'], threshold: 0.35, ignoreLocation: true, minMatchCharLength: 2 });
    const found = fuse.search(folded.slice(0, MAXIMUM_COMPARED), { limit: MAXIMUM_SUGGESTED });
    const matches = found.map(({ item }) => item.candidate);
    return matches.length > 0 ? { kind: 'suggestion', matches } : { kind: 'none' };
  };
  const find = (text: string): RoleMatch<T> => {
    const folded = fold(text);
    if (folded === '') return { kind: 'none' };
    const bare = folded.replace(/^(?:the|my|a|an) (?=.)/, '').replace(/(?<=.) role$/, '');
    // "activate a role" names none.
    if (/^roles?$/.test(bare)) return unique(byName.get(folded)) ?? { kind: 'none' };
    return (
      unique(byName.get(folded)) ??
      unique(byPart(folded, entries)) ??
      unique(byName.get(bare)) ??
      unique(byPart(bare, entries)) ??
      suggest(bare)
    );
  };
  return (text) => {
    const capped = text.slice(0, MAXIMUM_LETTERS);
    const characters = confusableCharacters(capped);
    if (characters.length === 0) return find(capped);
    // What was literally written comes first: a role may really bear such a name.
    const literal = byName.get(fold(capped)) ?? [];
    const matches = [...new Set([...literal, ...matchesOf(find(skeleton(capped)))])].slice(0, MAXIMUM_SHOWN);
    return { kind: 'confusable', matches, characters };
  };
}

function matchesOf<T>(found: RoleMatch<T>): readonly T[] {
  if (found.kind === 'none') return [];
  return found.kind === 'exact' ? [found.match] : found.matches;
}

function unique<T>(found: readonly T[] | undefined): RoleMatch<T> | undefined {
  const [match, ...others] = found ?? [];
  if (match === undefined) return undefined;
  return others.length === 0
    ? { kind: 'exact', match }
    : { kind: 'ambiguous', matches: [match, ...others].slice(0, MAXIMUM_SHOWN) };
}

function byPart<T>(folded: string, entries: readonly Entry<T>[]): T[] {
  const asked = wordsOf(folded);
  if (asked.length === 0) return [];
  // One letter fits too much.
  if (folded.length < 2) return [];
  const found: { candidate: T; rank: number }[] = [];
  for (const { candidate, words, initials } of entries) {
    const ranks = words.map((name) => positionOf(asked, name)).filter((position) => position >= 0);
    if (folded === initials) ranks.push(0);
    if (ranks.length > 0) found.push({ candidate, rank: Math.min(...ranks) });
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
}

/** Where in a name the asked words stand next to each other, each as the beginning of a word; -1 if nowhere. */
function positionOf(asked: readonly string[], name: readonly string[]): number {
  for (let start = 0; start + asked.length <= name.length; start++) {
    if (asked.every((word, index) => name[start + index]?.startsWith(word))) return start;
  }
  return -1;
}

function toEntry<T extends Named>(candidate: T): Entry<T> {
  const names = [candidate.name, ...(candidate.aliases ?? [])].map(fold);
  const words = names.map(wordsOf);
  const own = words[0] ?? [];
  return { candidate, names, words, initials: own.length > 1 ? own.map((word) => word.charAt(0)).join('') : '' };
}

const fold = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/\p{DI}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
const wordsOf = (folded: string) => folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
