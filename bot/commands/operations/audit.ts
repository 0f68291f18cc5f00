import type { Action } from '../../../cards/actions.js';
import { auditCard } from '../../../cards/audit/audit-card.js';
import type { ListName } from '../../../cards/list-names.js';
import { roleQuery } from '../../../cards/platform/portal-page.js';
import type { RequestStatus } from '../../../domain/assignment/schedule-request.js';
import { eventId, type PrincipalId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import type { Instant } from '../../../domain/time.js';
import { type AuditInput, viewableAudit } from '../../../domain/usecases/audit/viewable-audit.js';
import { auditNames } from '../../views/audit-names.js';
import { findAsker, findRole, listTitle } from '../assignment/find-named.js';
import type { Answer, Caller, Command, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf, pageSize } from '../list-page.js';
import { readRequestsArguments } from '../requests/requests-arguments.js';

/** Said of requests, these words ask for what did not come to be. */
const isOver = (status: RequestStatus) => status === 'Denied' || status === 'Failed';

/** `audit`: what is in the audit log about a role, about all roles that the caller may view, or about somebody. */
export const audit: Command = {
  name: 'audit',
  aliases: ['audit log', 'on record'],
  clauses: ['scope', 'from'],
  synopsis: 'audit [for <role>] [on <scope>] [by <person>] [refused] [since <last week>]',
  summary:
    'Show what is on record about the roles you may look into: every change, every refusal, and whose doing it was.',
  examples: ['audit for Security Reader since last week', 'audit by Ada refused last 30 days'],
  async run(deps, { actor, rest, timeZone }) {
    const when = { timeZone, now: deps.clock.now() };
    const args = readRequestsArguments(rest, when);
    if (args.unclear !== undefined) {
      return {
        kind: 'refused',
        text: `I do not understand “${args.unclear}”. Say it in days or weeks: “last 30 days”.`,
      };
    }
    const by = await findAsker(deps, actor, args);
    if ('answer' in by) return by.answer;
    const isRefused = args.statuses?.some(isOver);
    const narrowed = { ...by.found, since: args.since, ...(isRefused && { isRefused }) };
    const asked = await findRole(deps, args, (role) => listAction({ ...narrowed, role }));
    if ('answer' in asked) return asked.answer;
    return showAudit(deps, { actor, timeZone }, { ...narrowed, ...asked.found }, beginning);
  },
};

/** Which entries: of one role, by one person, since when, only what was refused. */
type AuditQuery = {
  role?: Role | undefined;
  principalId?: PrincipalId | undefined;
  since?: Instant | undefined;
  isRefused?: boolean | undefined;
};

const listAction = (query: AuditQuery): Action => ({ do: 'list', list: nameOf(query), from: 0 });

const nameOf = ({ role, principalId, since, isRefused }: AuditQuery): ListName => ({
  of: 'audit',
  ...(role && { role }),
  ...(principalId && { principalId }),
  ...(since !== undefined && { since: new Date(since).toISOString() }),
  ...(isRefused && { isRefused }),
});

/** Shows what fits, newest first, from this place on, as far as the caller may look into it. */
export async function showAudit(
  deps: CommandDeps,
  { actor, timeZone }: Pick<Caller, 'actor' | 'timeZone'>,
  query: AuditQuery,
  { from, after = [] }: Place,
): Promise<Answer> {
  const { role, principalId, since, isRefused } = query;
  const when = { timeZone, now: deps.clock.now() };
  const isMine = principalId === actor;
  const args: AuditInput = {
    ...(isMine ? { involving: actor } : { actors: principalId && [principalId] }),
    ...(role && { role }),
    result: isRefused ? 'failure' : undefined,
    since,
  };
  const { title, roleName = 'that role' } = await listTitle(deps, 'Audit', { role, principalId }, actor);
  const path = isMine ? '/my-audit' : '/audit';
  const filter = await viewableAudit(deps)(args, actor);
  if (!filter.ok) {
    const fix = 'Ask somebody who manages it, or type “audit by me” for what concerns you.';
    return { kind: 'refused', text: `You cannot look into ${roleName}. ${fix}` };
  }
  const [last] = after;
  const behind = last === undefined ? undefined : await deps.auditLog.get(eventId(last));
  const limit = (behind ? 0 : from) + pageSize + 1;
  const found = await deps.auditLog.list({ ...filter.value, order: 'newest', after: behind, limit });
  const { shown, hasMore } = pageOf(found, ({ id }) => id, { from: behind ? 0 : from });
  const facts = await auditNames(deps).of(shown);
  const page = args.role ? `${path}?${roleQuery(args.role)}` : path;
  const card = auditCard(facts, { title, page }, when);
  return { kind: 'card', card: asPart(card, { list: nameOf(query), from, hasMore }) };
}
