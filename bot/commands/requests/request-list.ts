import type { RequestFacts } from '../../../cards/request/request-facts.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { readRequestFacts } from '../../views/read-request-facts.js';
import type { CommandDeps } from '../command.js';

/** Everything the lists show of these requests, in their order. */
export async function fullRequestFacts(
  deps: Pick<CommandDeps, 'store' | 'directory' | 'clock' | 'zones'>,
  requests: readonly ScheduleRequest[],
): Promise<RequestFacts[]> {
  const facts = await Promise.all(requests.map(({ id }) => readRequestFacts(deps, id)));
  return facts.filter((each) => each !== undefined);
}
