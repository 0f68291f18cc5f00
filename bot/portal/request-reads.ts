import type { Card } from '../../cards/card.js';
import type { RequestFacts } from '../../cards/request-facts.js';
import { cancelable, isTheirs } from '../../domain/assignment/decide-cancellation.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { type PrincipalId, requestId } from '../../domain/ids.js';
import { onlyPermitted } from '../../domain/usecases/authority.js';
import { listMyRequests } from '../../domain/usecases/list-requests.js';
import { type HistoryQuery, listRequestHistory } from '../../domain/usecases/request-history.js';
import type { CommandDeps } from '../commands/command.js';
import { fullRequestFacts } from '../commands/request-list.js';
import { listWaiting } from '../commands/waiting.js';
import { presentCard } from '../deliver.js';
import { readListFacts } from '../read-list-facts.js';

/** A request in a list, and whether the viewer may cancel it. */
export type ListedRequest = { facts: RequestFacts; mayCancel: boolean };

/** As many requests as one page shows, and the one more that says that there are others. */
const listed = 100;
/** As many waiting requests as are decided on one page. */
const decided = 50;

/** What the portal shows of requests, each as far as the actor may see it. */
export const requestReads = (deps: CommandDeps) => ({
  /** What somebody has asked for themself, newest first. */
  async mine(actor: PrincipalId): Promise<ListedRequest[]> {
    const asked = (await listMyRequests(deps)(actor, listed)).filter(
      ({ action }) => action.startsWith('self') && action !== 'selfDeactivate',
    );
    const facts = await readListFacts(deps, asked);
    return facts.map((each) => ({ facts: each, mayCancel: cancelable.includes(each.request.status) }));
  },
  /** What waits for somebody's decision, with everything that helps to decide. */
  async waiting(actor: PrincipalId): Promise<RequestFacts[]> {
    return fullRequestFacts(deps, await listWaiting(deps, actor, decided));
  },
  /** The present card of a request; undefined where there is none that concerns the actor. */
  request: (id: string, actor: PrincipalId): Promise<Card | undefined> => presentCard(deps, requestId(id), actor),
  /** What was asked for the roles the actor may view, or for one, newest first; undefined where they may not view it. */
  async history(query: HistoryQuery, actor: PrincipalId): Promise<ListedRequest[] | undefined> {
    const found = await listRequestHistory(deps)(query, actor, listed);
    if (!found.ok) return undefined;
    const [facts, mayCancel] = await Promise.all([
      readListFacts(deps, found.value),
      cancelableAmong(deps, found.value, actor),
    ]);
    return facts.map((each) => ({ facts: each, mayCancel: mayCancel.has(each.request) }));
  },
});

async function cancelableAmong(
  { store, directory, clock }: CommandDeps,
  all: readonly ScheduleRequest[],
  actor: PrincipalId,
): Promise<ReadonlySet<ScheduleRequest>> {
  const waiting = all.filter(({ status }) => cancelable.includes(status));
  const reach = { directory, reads: store.read, now: clock.now() };
  const managed = await onlyPermitted(reach, 'manage', actor, waiting);
  return new Set([...managed, ...waiting.filter((request) => isTheirs(request, actor))]);
}
