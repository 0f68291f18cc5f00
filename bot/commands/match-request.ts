import type { RequestFacts } from '../../cards/request-facts.js';
import { matchRole } from '../language/match-role.js';

/** What somebody said of a request: the role or person or id it is about, and the person alone. */
export type RequestWish = { subject?: string | undefined; person?: string | undefined };

/** The requests that fit what was said, in their order; all of them where nothing was. Only what is certain fits. */
export const matchRequests = (
  all: readonly RequestFacts[],
  { subject, person }: RequestWish,
): readonly RequestFacts[] =>
  all.filter(({ request, requestorName, roleName, scopeName }) => {
    const full = scopeName === undefined ? [] : [`${roleName} on ${scopeName}`];
    return isCalled(subject, [requestorName, roleName, ...full, request.id]) && isCalled(person, [requestorName]);
  });

const isCalled = (said: string | undefined, names: readonly string[]): boolean =>
  said === undefined || names.some((name) => matchRole(said, [{ id: name, name }]).kind === 'exact');
