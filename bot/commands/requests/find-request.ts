import type { RequestFacts } from '../../../cards/request/request-facts.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { RequestWish } from '../approval/match-request.js';
import type { CommandDeps } from '../command.js';
import { fullRequestFacts } from './request-list.js';
import { fittingRequests } from './requests-in-words.js';

/** Which of some requests somebody's words mean. */
export type FoundRequest =
  /** The only one that fits. `isNamed`: by words that can mean no other, so that it need not be looked at first. */
  | { kind: 'one'; request: ScheduleRequest; isNamed: boolean }
  /** These are to choose from: all that fit. */
  | { kind: 'several'; among: readonly RequestFacts[] }
  /** None fits; these are all there are. */
  | { kind: 'none'; all: readonly RequestFacts[] };

/** As many as one list shows. */
const listed = 20;

/** Finds the request that is meant among those given (see `matchRequests`). Nothing said means any of them. */
export async function findRequest(
  deps: CommandDeps,
  requests: readonly ScheduleRequest[],
  wish: RequestWish,
): Promise<FoundRequest> {
  const { requests: meant, isNamed } = await fittingRequests(deps, requests, wish);
  const [only, ...others] = meant;
  if (only && others.length === 0) return { kind: 'one', request: only, isNamed };
  const facts = await fullRequestFacts(deps, (only ? meant : requests).slice(0, listed));
  return only ? { kind: 'several', among: facts } : { kind: 'none', all: facts };
}
