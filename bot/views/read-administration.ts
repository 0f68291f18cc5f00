import type { RequestFacts } from '../../cards/request/request-facts.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { managersOf } from '../../domain/usecases/common/authority.js';
import { readNames } from './read-names.js';

type ReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Administration = Pick<RequestFacts, 'target' | 'decision' | 'createdByName'>;

/**
 * What cards show of a request beyond an activation's: what it changes, who made it, and for an extension who answered
 * it and why. Nothing for an activation.
 */
export async function readAdministration(
  { store, directory }: Pick<ReadDeps, 'store' | 'directory'>,
  request: ScheduleRequest,
): Promise<Administration> {
  if (request.action === 'selfActivate') return {};
  const { targetScheduleId, createdBy, principalId } = request;
  const nameOf = async (id: PrincipalId) => (await readNames(directory, [id]))[id] ?? 'somebody who has left';
  const { decision } = request;
  const target = targetScheduleId && (await store.read.schedules.get(targetScheduleId));
  return {
    ...(target && { target }),
    ...(decision && { decision: { name: await nameOf(decision.reviewedBy), justification: decision.justification } }),
    ...(createdBy !== principalId && { createdByName: await nameOf(createdBy) }),
  };
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
