import type { RequestFacts } from '../../../cards/request/request-facts.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { RequestArguments } from '../approval/match-request.js';
import type { CommandDeps } from '../command.js';
import { fullRequestFacts } from './request-list.js';
import { fittingRequests } from './requests-in-words.js';

/** Which of some requests somebody's words mean. */
export type FoundRequest =
  /** The only one that fits. `isNamed`: by words that can mean no other, so that it need not be looked at first. */
  | { kind: 'one'; request: ScheduleRequest; isNamed: boolean }
  /** These are to choose from: the first of `total` that fit. */
  | { kind: 'several'; among: readonly RequestFacts[]; total: number }
  /** None fits; these are the first of all `total` there are. */
  | { kind: 'none'; all: readonly RequestFacts[]; total: number };

/** As many as one list shows. */
const listed = 20;

/** Finds the request that is meant among those given (see `matchRequests`). Nothing said means any of them. */
export async function findRequest(
  deps: CommandDeps,
  requests: readonly ScheduleRequest[],
  args: RequestArguments,
): Promise<FoundRequest> {
  const { requests: meant, isNamed } = await fittingRequests(deps, requests, args);
  const [only, ...others] = meant;
  if (only && others.length === 0) return { kind: 'one', request: only, isNamed };
  const those = only ? meant : requests;
  const [facts, total] = [await fullRequestFacts(deps, those.slice(0, listed)), those.length];
  return only ? { kind: 'several', among: facts, total } : { kind: 'none', all: facts, total };
}
