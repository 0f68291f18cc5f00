import type { RequestFacts } from '../cards/request-facts.js';
import { isExtension, type ScheduleRequest } from '../domain/assignment/schedule-request.js';
import { activity } from '../domain/audit/activity.js';
import type { PrincipalId } from '../domain/ids.js';
import type { Directory } from '../domain/ports/directory.js';
import type { Store } from '../domain/ports/store.js';
import type { Clock } from '../domain/ports/system.js';
import { managersOf } from '../domain/usecases/authority.js';

type ReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Administration = Pick<RequestFacts, 'target' | 'decision' | 'createdByName'>;

/**
 * What cards show of a request beyond an activation's: what it changes, who made it, and for an extension who answered
 * it and why (which is on record, and nowhere else). Nothing for an activation.
 */
export async function readAdministration(
  { store, directory }: Pick<ReadDeps, 'store' | 'directory'>,
  request: ScheduleRequest,
): Promise<Administration> {
  if (request.action === 'selfActivate') return {};
  const { targetScheduleId, createdBy, principalId } = request;
  const nameOf = async (id: PrincipalId) => (await directory.principal(id))?.displayName ?? 'somebody who has left';
  const decided = isExtension(request) ? await readDecision({ store }, request) : undefined;
  const target = targetScheduleId && (await store.read.schedules.get(targetScheduleId));
  return {
    ...(target && { target }),
    ...(decided && { decision: { name: await nameOf(decided.by), justification: decided.justification } }),
    ...(createdBy !== principalId && { createdByName: await nameOf(createdBy) }),
  };
}

const decisions: readonly string[] = [activity.extensionApproved, activity.extensionDenied];

/** Who answered a request to extend or renew, and why; undefined while nobody has. */
export async function readDecision({ store }: Pick<ReadDeps, 'store'>, { id, status }: ScheduleRequest) {
  if (status === 'PendingAdminDecision') return undefined;
  const record = await store.read.audit.ofRequest(id);
  const event = record.find((each) => decisions.includes(each.activity) && each.result === 'success');
  if (event?.actor.kind !== 'person') return undefined;
  return { by: event.actor.principalId, justification: event.resultReason };
}

/** Who may decide on a request to extend or renew now: whoever manages the role, but never its requestor. */
export async function decidersNow(
  { store, directory, clock }: ReadDeps,
  { role, principalId }: ScheduleRequest,
): Promise<PrincipalId[]> {
  const managers = await managersOf({ directory, reads: store.read, now: clock.now() }, role);
  managers.delete(principalId);
  return [...managers];
}
