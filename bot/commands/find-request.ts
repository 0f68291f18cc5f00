import type { RequestFacts } from '../../cards/request-facts.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { matchRole } from '../language/match-role.js';
import type { CommandDeps } from './command.js';
import { fullRequestFacts } from './request-list.js';

/** Which of some requests somebody's words mean. */
export type FoundRequest =
  | { kind: 'found'; request: ScheduleRequest }
  /** None is meant for certain: these are to choose from (none: there is nothing to choose). */
  | { kind: 'choose'; among: readonly RequestFacts[] };

/**
 * Finds the request that is meant among those given: the only one where nothing is said, else by the name of the
 * requestor or of the role. Anything short of certain is left to be chosen.
 */
export async function findRequest(
  deps: CommandDeps,
  requests: readonly ScheduleRequest[],
  subject: string | undefined,
): Promise<FoundRequest> {
  const [only, ...others] = requests;
  if (only && others.length === 0 && subject === undefined) return { kind: 'found', request: only };
  const all = await fullRequestFacts(deps, requests);
  if (subject === undefined) return { kind: 'choose', among: all };
  const meant = all.filter(({ request, requestorName, roleName }) => {
    const names = [requestorName, roleName, request.id];
    return names.some((name) => matchRole(subject, [{ id: request.id, name }]).kind === 'exact');
  });
  const [match, ...more] = meant;
  if (match && more.length === 0) return { kind: 'found', request: match.request };
  return { kind: 'choose', among: meant.length > 0 ? meant : all };
}
