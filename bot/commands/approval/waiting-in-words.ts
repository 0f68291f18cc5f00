import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { matchRole, type Named } from '../../language/match-role.js';
import type { CommandDeps } from '../command.js';
import { requestsInWords } from '../requests/requests-in-words.js';
import { isWhole, type RequestInWords, unmentioned } from './match-request.js';

/** Which of the waiting requests somebody's words mean; `unclear`: why none may be taken, naming the fix. */
type Meant = { kind: 'meant'; requests: ScheduleRequest[] } | { kind: 'unclear'; text: string };

/**
 * Finds those of the waiting requests that are from the person and for the role that are named; all of them where
 * nothing is. Each name has to mean exactly one of those there are: nothing is decided on a guess.
 */
export async function matchWaiting(
  deps: Pick<CommandDeps, 'directory'>,
  waiting: readonly ScheduleRequest[],
  { from, role }: { from?: string | undefined; role?: string | undefined },
): Promise<Meant> {
  if (waiting.length === 0 || (from === undefined && role === undefined)) {
    return { kind: 'meant', requests: [...waiting] };
  }
  const inWords = await requestsInWords(deps, waiting);
  const person = from === undefined ? undefined : personNamed(from, inWords);
  if (person && 'text' in person) return { kind: 'unclear', text: person.text };
  const titles = role === undefined ? undefined : rolesNamed(role, inWords);
  if (titles && 'text' in titles) return { kind: 'unclear', text: titles.text };
  const meant = inWords.filter(
    (each) => (!person || each.request.principalId === person.id) && (!titles || titles.of(each)),
  );
  if (meant.length === 0)
    return { kind: 'unclear', text: `No request of theirs for that role waits for you. ${seeAll}` };
  return { kind: 'meant', requests: meant.map(({ request }) => request) };
}

const seeAll = 'Type “pending” to see what does.';

function personNamed(called: string, inWords: readonly RequestInWords[]): { id: PrincipalId } | { text: string } {
  const whole = new Set(inWords.filter((each) => isWhole(called, each)).map(({ request }) => request.principalId));
  const [only, ...others] = whole;
  if (only && others.length === 0) return { id: only };
  const people = new Map(
    inWords.map(({ request, requestorName }) => [
      request.principalId,
      { id: request.principalId, name: requestorName },
    ]),
  );
  const found = matchRole(unmentioned(called), [...people.values()]);
  return found.kind === 'exact' ? { id: found.match.id } : { text: unclear(called, 'from', named(found)) };
}

/** A role's name means it at every scope; with its scope, there alone. */
function rolesNamed(
  called: string,
  inWords: readonly RequestInWords[],
): { of(each: RequestInWords): boolean } | { text: string } {
  const byName = matchRole(called, distinct(inWords.map(({ roleName }) => roleName)));
  if (byName.kind === 'exact') return { of: ({ roleName }) => roleName === byName.match.name };
  const byTitle = matchRole(called, distinct(inWords.map(({ roleTitle }) => roleTitle)));
  if (byTitle.kind === 'exact') return { of: ({ roleTitle }) => roleTitle === byTitle.match.name };
  return { text: unclear(called, 'for', named(byName.kind === 'none' ? byTitle : byName)) };
}

const distinct = (names: readonly string[]): Named[] => [...new Set(names)].map((name) => ({ id: name, name }));

const named = (found: ReturnType<typeof matchRole<Named>>): string[] =>
  'matches' in found ? found.matches.map(({ name }) => name) : [];

function unclear(called: string, word: 'from' | 'for', near: readonly string[]): string {
  if (near.length === 0) return `Nothing that waits for you is ${word} “${called}”. ${seeAll}`;
  return `Which do you mean by “${called}”: ${near.join(', ')}? Write the whole name. Nothing is decided yet.`;
}
