import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { readWordsOfRoles } from '../../views/read-request-facts.js';
import { matchRequests, type RequestArguments, type RequestInWords } from '../approval/match-request.js';
import type { CommandDeps } from '../command.js';

/** What each of these requests can be called by, in their order. Everybody is looked up once. */
export async function requestsInWords(
  { directory }: Pick<CommandDeps, 'directory'>,
  requests: readonly ScheduleRequest[],
): Promise<RequestInWords[]> {
  if (requests.length === 0) return [];
  const found = await directory.principals([...new Set(requests.map(({ principalId }) => principalId))]);
  const people = new Map(found.map((person) => [person.id, person]));
  const wordsOf = await readWordsOfRoles(
    directory,
    requests.map(({ role }) => role),
  );
  return requests.map((request) => {
    const { roleName, scopeName } = wordsOf(request.role);
    const person = people.get(request.principalId);
    const mail = person?.type === 'user' && person.mail ? [person.mail] : [];
    return {
      request,
      requestorName: person?.displayName ?? request.principalId,
      addresses: person?.type === 'user' ? [person.userPrincipalName, ...mail] : [],
      roleName,
      roleTitle: scopeName === undefined ? roleName : `${roleName} on ${scopeName}`,
    };
  });
}

/** Those of the requests that fit what was said, in their order; `isNamed` as of `matchRequests`. */
export async function fittingRequests(
  deps: Pick<CommandDeps, 'directory'>,
  requests: readonly ScheduleRequest[],
  args: RequestArguments,
): Promise<{ requests: ScheduleRequest[]; isNamed: boolean }> {
  const { requests: meant, isNamed } = matchRequests(await requestsInWords(deps, requests), args);
  return { requests: meant.map(({ request }) => request), isNamed };
}
