import type { AuditFacts, Recorded } from '../../cards/audit/audit-record.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory, Principal } from '../../domain/ports/directory.js';
import { roleKey } from '../../domain/role/role.js';
import type { RoleWords } from './read-request-facts.js';
import { readWordsOf } from './roles-in-use.js';

/** No more names than this are kept for the next entries. */
const mostKept = 20_000;

/**
 * Finds out what those in the audit log are called, each once for all the entries that are asked for one after another.
 */
export function auditNames(deps: { directory: Directory }) {
  const people = new Map<PrincipalId, Recorded>();
  const roles = new Map<string, RoleWords>();

  async function learnPeople(entries: readonly AuditEvent[]): Promise<void> {
    const desired = new Set(entries.flatMap(peopleIn).filter((id) => !people.has(id)));
    if (desired.size === 0) return;
    for (const id of desired) people.set(id, { id });
    for (const principal of await deps.directory.principals([...desired]))
      people.set(principal.id, recorded(principal));
  }

  async function learnRoles(entries: readonly AuditEvent[]): Promise<void> {
    const desired = entries.flatMap(({ role }) => (role && !roles.has(roleKey(role)) ? [role] : []));
    if (desired.length === 0) return;
    const wordsOf = await readWordsOf(deps, desired);
    for (const role of desired) roles.set(roleKey(role), wordsOf(role));
  }

  return {
    async of(entries: readonly AuditEvent[]): Promise<AuditFacts[]> {
      if (people.size > mostKept) people.clear();
      if (roles.size > mostKept) roles.clear();
      await Promise.all([learnPeople(entries), learnRoles(entries)]);
      return entries.map((entry) => ({
        entry,
        actor: entry.actor.kind === 'person' ? people.get(entry.actor.principalId) : undefined,
        subject: entry.subject && people.get(entry.subject),
        ...(entry.role && roles.get(roleKey(entry.role))),
      }));
    },
  };
}

const peopleIn = ({ actor, subject }: AuditEvent): PrincipalId[] => [
  ...(actor.kind === 'person' ? [actor.principalId] : []),
  ...(subject ? [subject] : []),
];

const recorded = (principal: Principal): Recorded => ({
  id: principal.id,
  displayName: principal.displayName,
  ...(principal.type === 'user' && { userPrincipalName: principal.userPrincipalName }),
});
