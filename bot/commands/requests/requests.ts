import type { Action } from '../../../cards/actions.js';
import type { ListName } from '../../../cards/list-names.js';
import { requestsCard } from '../../../cards/request/requests-card.js';
import { cancelable } from '../../../domain/assignment/decide-cancellation.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { instant } from '../../../domain/time.js';
import {
  type HistoryQuery,
  listRequestHistory,
  mostLooked,
} from '../../../domain/usecases/approval/request-history.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { readListFacts } from '../../views/read-list-facts.js';
import { findAsker, findRole, listTitle } from '../assignment/find-named.js';
import type { Answer, Command, CommandContext, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf, pageSize } from '../list-page.js';
import { readRequestsArguments } from './requests-arguments.js';

/** `requests`: what was asked for a role, or for all roles that the caller may view, and what became of it. */
export const requests: Command = {
  name: 'requests',
  aliases: ['all requests', 'request history'],
  clauses: ['scope', 'from'],
  synopsis: 'requests [for <role>] [on <scope>] [by <person>] [waiting|approved|denied|…] [last 30 days]',
  summary: 'Show what was asked for the roles you may look into, and who decided.',
  examples: ['requests for Security Reader', 'requests by Ada denied last 30 days'],
  async run(deps, context) {
    const args = readRequestsArguments(context.rest, { timeZone: context.timeZone, now: deps.clock.now() });
    const { unclear, statuses, since } = args;
    if (unclear !== undefined) {
      return { kind: 'refused', text: `I do not understand “${unclear}”. Say it in days or weeks: “last 30 days”.` };
    }
    const asker = await findAsker(deps, context.actor, args);
    if ('answer' in asker) return asker.answer;
    const narrowed = { ...asker.found, ...(statuses && { statuses }), ...(since && { since }) };
    const role = await findRole(deps, args, (each) => listAction({ ...narrowed, role: each }));
    if ('answer' in role) return role.answer;
    return showRequests(deps, context, { ...narrowed, ...role.found }, beginning);
  },
};

const listAction = (query: HistoryQuery): Action => ({ do: 'list', list: nameOf(query), from: 0 });

const nameOf = ({ role, principalId, statuses, since }: HistoryQuery): ListName => ({
  of: 'requests',
  ...(role && { role }),
  ...(principalId && { principalId }),
  ...(statuses && { statuses: [...statuses] }),
  ...(since !== undefined && { since: new Date(since).toISOString() }),
});

/** The query that a button carries. */
export const queryOf = ({
  role,
  principalId,
  statuses,
  since,
}: Extract<ListName, { of: 'requests' }>): HistoryQuery => ({
  ...(role && { role }),
  ...(principalId && { principalId }),
  ...(statuses && { statuses }),
  ...(since !== undefined && { since: instant(Date.parse(since)) }),
});

/** Shows what was asked that fits, newest first, from this place on, as far as the caller may look into it. */
export async function showRequests(
  deps: CommandDeps,
  { actor, timeZone }: Pick<CommandContext, 'actor' | 'timeZone'>,
  query: HistoryQuery,
  place: Place,
): Promise<Answer> {
  const { title, roleName } = await listTitle(deps, 'Requests', query, actor);
  const found = await listRequestHistory(deps)(query, actor, place.from + 2 * pageSize + 1);
  if (!found.ok) {
    return {
      kind: 'refused',
      text: `You cannot look into the requests for ${roleName ?? 'that role'}. Ask somebody who manages it, or type “my requests” for yours.`,
    };
  }
  const { requests: all, isCut } = found.value;
  const { shown, ...where } = pageOf(all, ({ id }) => id, place);
  const [facts, mayCancel] = await Promise.all([readListFacts(deps, shown), cancelableIn(deps, actor, shown)]);
  const rows = facts.map((each) => ({ facts: each, mayCancel: mayCancel.has(each.request) }));
  const older = isCut && !where.hasMore ? [notLookedText] : [];
  const card = requestsCard(rows, title, { timeZone, now: deps.clock.now() });
  const whole = { ...card, body: [...card.body, ...older] };
  return { kind: 'card', card: asPart(whole, { list: nameOf(query), ...where }) };
}

const notLookedText = `Only the newest ${mostLooked} requests were looked through. Name a role to see older ones, as in “requests for Reader”.`;

async function cancelableIn(
  { store, directory, clock }: CommandDeps,
  actor: PrincipalId,
  all: readonly ScheduleRequest[],
) {
  const waiting = all.filter(({ status }) => cancelable.includes(status));
  const reach = { directory, reads: store.read, now: clock.now() };
  const managed = await onlyPermitted(reach, 'manage', actor, waiting);
  return new Set([...managed, ...waiting.filter(({ principalId }) => principalId === actor)]);
}
