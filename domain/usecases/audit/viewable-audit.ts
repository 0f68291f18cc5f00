import type { AuditEvent } from '../../audit/audit-event.js';
import type { EventId, PrincipalId } from '../../ids.js';
import type { AuditFilter, AuditLog } from '../../ports/audit-log.js';
import type { Directory } from '../../ports/directory.js';
import type { Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import type { PermissionRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Role } from '../../role/role.js';
import { may, onlyPermitted } from '../common/authority.js';
import { directoryAdministration } from '../upkeep/resolve-dead-letters.js';

export type ViewableAuditDeps = {
  auditLog: AuditLog;
  store: Pick<Store, 'read'>;
  directory: Directory;
  clock: Clock;
};

/** What somebody wants to see of the audit log: of a role, or of whatever they may view. */
export type AuditInput = Omit<AuditFilter, 'roles'> & { role?: Role | undefined };

/**
 * The filter that lets through what was asked for as far as the actor may view it: what is about roles they may view,
 * and, for those who may view the directory's administration, what is about none. What they did themself, or was done
 * to them, is theirs to see. Refuses a role that they may not view.
 */
export const viewableAudit =
  (deps: ViewableAuditDeps) =>
  async ({ role, ...input }: AuditInput, actor: PrincipalId): Promise<Result<AuditFilter, PermissionRefusal>> => {
    const among = role && [role];
    if (input.involving === actor) return ok({ ...input, ...(among && { roles: { among, andNone: false } }) });
    const reach = reachOf(deps);
    if (role) {
      const isAllowed = await may(reach, 'view', role, actor);
      return isAllowed
        ? ok({ ...input, roles: { among: [role], andNone: false } })
        : refuse({ code: 'NOT_PERMITTED', permission: 'view' });
    }
    const known = (await deps.auditLog.roles()).map((each) => ({ role: each }));
    const [viewable, andNone] = await Promise.all([
      onlyPermitted(reach, 'view', actor, known),
      may(reach, 'view', directoryAdministration, actor),
    ]);
    return ok({ ...input, roles: { among: viewable.map((each) => each.role), andNone } });
  };

/**
 * One entry, where the actor may see it: undefined where not, as though it were not there. From where others did
 * something is shown only to those who may view what it is about.
 */
export const viewableEntry =
  (deps: ViewableAuditDeps) =>
  async (id: EventId, actor: PrincipalId): Promise<AuditEvent | undefined> => {
    const entry = await deps.auditLog.get(id);
    if (!entry) return undefined;
    if (await may(reachOf(deps), 'view', entry.role ?? directoryAdministration, actor)) return entry;
    return ownEntry(entry, actor);
  };

/** What somebody sees of an entry about themself: all but where others did it from. Undefined where it is not. */
export function ownEntry(entry: AuditEvent, actor: PrincipalId): AuditEvent | undefined {
  if (entry.actor.kind === 'person' && entry.actor.principalId === actor) return entry;
  if (entry.subject !== actor) return undefined;
  const { address: _, ...rest } = entry;
  return rest;
}

const reachOf = ({ store, directory, clock }: ViewableAuditDeps) => ({
  directory,
  reads: store.read,
  now: clock.now(),
});
