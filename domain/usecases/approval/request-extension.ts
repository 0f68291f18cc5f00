import { decideExtensionRequest, type ExtensionFacts } from '../../assignment/decide-extension.js';
import type { AdminAsk } from '../../assignment/decide-terms.js';
import type { Level, ScheduleRequest } from '../../assignment/schedule-request.js';
import { activityOfAction } from '../../audit/activity.js';
import type { PrincipalId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import type { ExtensionRefusal, Person } from '../../refusal.js';
import { ok, type Result } from '../../result.js';
import { type Access, type Role, sameRole } from '../../role/role.js';
import {
  type AdministerDeps,
  aboutAssignment,
  draftRequest,
  refusedAssignment,
} from '../assignment/assignment-facts.js';
import { managersOf } from '../common/authority.js';
import { personOf } from '../common/reach.js';
import { type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';

export type ExtensionInput = { role: Role; level: Level; ask: AdminAsk };
export type ExtensionRequested = Result<{ requestId: ScheduleRequest['id'] }, ExtensionRefusal>;

/**
 * Asks the role's administrators to extend what the actor was given, or to give it again once it has ended. Returns
 * the id of the stored request, which waits for one of them (`PendingAdminDecision`), or the refusal.
 */
export const requestExtension =
  (deps: AdministerDeps) =>
  ({ role, level, ask }: ExtensionInput, by: By): Promise<ExtensionRequested> =>
    readAgainWhenStale(async () => {
      const access = { principalId: by.actor, role };
      const gathered = await gather(deps, role, by.actor);
      return deps.store.transaction(async (tx): Promise<ExtensionRequested> => {
        const now = deps.clock.now();
        const facts = await complete(tx, deps, gathered, access, level);
        const decision = decideExtensionRequest(level, ask, facts, now);
        const input = { access, level, ask };
        if (!decision.ok) {
          const action = facts.schedules.length > 0 ? 'selfExtend' : 'selfRenew';
          return refusedAssignment(tx, { ids: deps.ids, now, by }, action, input, decision.refusal);
        }
        const { action, target } = decision.value;
        const drafted = draftRequest(deps.ids, action, input, by, 'PendingAdminDecision', now);
        const request: ScheduleRequest = { ...drafted, targetScheduleId: target.id };
        await tx.requests.insert(request);
        const entry = { ...aboutAssignment(request, target), activity: activityOfAction[action][level] };
        await tx.audit.append(recorderFor(deps.ids, now, by)(entry));
        await tx.outbox.append(eventOf(deps.ids, now, request, { type: 'request.submitted' }));
        return ok({ requestId: request.id });
      }, by.commandId);
    });

type Gathered = { requestor: Person; managers: ReadonlySet<PrincipalId>; groupIds: readonly PrincipalId[] };

/** What only the directory knows; it may be far away, so it is asked before the transaction. */
async function gather({ store, directory, clock }: AdministerDeps, role: Role, actor: PrincipalId): Promise<Gathered> {
  const reach = { directory, reads: store.read, now: clock.now() };
  const [requestor, managers, groupIds] = await Promise.all([
    personOf(directory, actor),
    managersOf(reach, role),
    directory.groupsOf(actor),
  ]);
  return { requestor, managers, groupIds };
}

async function complete(
  tx: Transaction,
  { settings }: AdministerDeps,
  { requestor, managers, groupIds }: Gathered,
  access: Access,
  level: Level,
): Promise<ExtensionFacts> {
  const statuses = ['Granted', 'PendingProvisioning', 'Provisioned'] as const;
  const ofGroups = { level, principalIds: groupIds, statuses, roles: [access.role], limit: 1 };
  const throughGroup = groupIds.length > 0 ? await tx.schedules.list(ofGroups) : [];
  return {
    requestor,
    managers,
    settings,
    schedules: await tx.schedules.ofAccess(access),
    lastEnded: await tx.schedules.lastEnded(access, level),
    openRequest: await tx.requests.open(access, level),
    isThroughGroup: throughGroup.some(({ role }) => sameRole(role, access.role)),
  };
}
