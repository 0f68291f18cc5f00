import type { Reviewers } from '../../../domain/access-review/access-review.js';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Directory } from '../../../domain/ports/directory.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import { choosePrincipal } from './choose-principal.js';

const THEMSELVES =
  /^(?:each (?:of )?(?:them|themselves|themself)|the members(?: themselves)?|members|themselves|themself|self)$/i;
const MANAGERS = /^(?:(?:their|the|each one[’']s) )?managers?(?:,? (?:or|else|with) (.+))?$/i;

/**
 * Who is to decide, by words: `Bruno and Carla`, `themselves`, `managers or Bruno`. Refuses in words for people what
 * names nobody for certain.
 */
export async function resolveReviewers(
  directory: Directory,
  words: string | undefined,
): Promise<Result<Reviewers, string>> {
  const said = words?.trim() ?? '';
  if (said === '') return refuse('');
  if (THEMSELVES.test(said)) return ok({ type: 'self' });
  const managers = MANAGERS.exec(said);
  if (managers) {
    const fallback = await peopleCalled(directory, managers[1] ?? '');
    return fallback.ok ? ok({ type: 'manager', fallbackIds: fallback.value }) : fallback;
  }
  const people = await peopleCalled(directory, said);
  return people.ok ? ok({ type: 'selected', userIds: people.value }) : people;
}

/** Each of them is looked up. */
const mostNamed = 50;

async function peopleCalled(directory: Directory, words: string): Promise<Result<PrincipalId[], string>> {
  const names = words.split(/\s*,\s*(?:and )?|\s+and\s+/i).filter((name) => name !== '');
  if (names.length > mostNamed) return refuse(`Name at most ${mostNamed} people.`);
  const found: PrincipalId[] = [];
  for (const name of names) {
    const { principal, choices, problem } = await choosePrincipal(directory, name);
    if (!principal) {
      const near = choices.slice(0, 3).map(({ title }) => title);
      return refuse(near.length > 0 ? `${problem} Near are: ${near.join('; ')}.` : (problem ?? ''));
    }
    if (principal.type !== 'user') return refuse(`${principal.displayName} is no person. Name people who decide.`);
    found.push(principal.id);
  }
  return ok([...new Set(found)]);
}
