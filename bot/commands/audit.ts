import { auditCard } from '../../cards/audit-card.js';
import type { When } from '../../cards/format-time.js';
import { roleQuery } from '../../cards/portal-page.js';
import type { RequestStatus } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import { type AuditWish, viewableAudit } from '../../domain/usecases/look-into-audit.js';
import { auditNames } from '../portal/audit-names.js';
import type { Answer, Command, CommandDeps } from './command.js';
import { findAsker, findRole } from './find-wished.js';
import { fullName } from './my-roles-in-words.js';
import { readRequestsWish } from './requests-wish.js';

const listed = 20;
/** Said of requests, these words ask for what did not come to be. */
const isRefused = (status: RequestStatus) => status === 'Denied' || status === 'Failed';

/** `audit`: what is on record about a role, about all roles that the speaker may view, or about somebody. */
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
    const wish = readRequestsWish(rest, when);
    if (wish.unclear !== undefined) {
      return {
        kind: 'refused',
        text: `I do not understand “${wish.unclear}”. Say it in days or weeks: “last 30 days”.`,
      };
    }
    const by = await findAsker(deps, actor, wish);
    if ('answer' in by) return by.answer;
    const asked = await findRole(deps, wish, 'audit');
    if ('answer' in asked) return asked.answer;
    const { principalId } = by.found;
    const isMine = principalId === actor;
    const who = isMine ? { involving: actor } : { actors: principalId && [principalId] };
    const result = wish.statuses?.some(isRefused) ? ('failure' as const) : undefined;
    const roleName = asked.words && fullName(asked.words);
    const title = titleOf(roleName, by.name);
    const named = { title, roleName, path: isMine ? '/my-audit' : '/audit' };
    return show(deps, actor, { ...who, ...asked.found, result, since: wish.since }, named, when);
  },
};

const titleOf = (role: string | undefined, by: string | undefined): string =>
  `Audit${role === undefined ? '' : ` for ${role}`}${by === undefined ? '' : ` by ${by}`}`;

type Named = { title: string; roleName: string | undefined; path: string };

async function show(
  deps: CommandDeps,
  actor: PrincipalId,
  wish: AuditWish,
  { title, roleName = 'that role', path }: Named,
  when: When,
): Promise<Answer> {
  const filter = await viewableAudit(deps)(wish, actor);
  if (!filter.ok) {
    const mend = 'Ask somebody who manages it, or type “audit by me” for what concerns you.';
    return { kind: 'refused', text: `You cannot look into ${roleName}. ${mend}` };
  }
  const found = await deps.auditLog.list({ ...filter.value, order: 'newest', limit: listed + 1 });
  const facts = await auditNames(deps).of(found.slice(0, listed));
  const page = wish.role ? `${path}?${roleQuery(wish.role)}` : path;
  const more = found.length > listed ? `The newest ${listed}.` : undefined;
  return { kind: 'card', card: auditCard(facts, { title, page, more }, when) };
}
