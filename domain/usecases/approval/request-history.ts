import type { RequestAction, RequestStatus, ScheduleRequest } from '../../assignment/schedule-request.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { RequestQuery, Store } from '../../ports/store.js';
import type { Clock } from '../../ports/system.js';
import type { PermissionRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import { may, onlyPermitted } from '../common/authority.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };

/** Which requests; every part given must hold. Without `actions`, all that a history tells. */
export type HistoryQuery = Pick<RequestQuery, 'role' | 'principalId' | 'statuses' | 'since' | 'actions'>;

/** Without a role, no more requests than this are looked through for those that somebody may view. */
export const mostLooked = 3_000;
const readAtOnce = 500;
const lookedAtOnce = 100;

/** The newest that the actor may view; `isCut`: there may be older ones, which were not looked through. */
type Viewable = { requests: ScheduleRequest[]; isCut: boolean };

/** What was given back says so itself: it is not told a second time. */
const told: readonly RequestAction[] = [
  ...(['selfActivate', 'selfExtend', 'selfRenew'] as const),
  ...(['adminAssign', 'adminUpdate', 'adminRemove', 'adminExtend', 'adminRenew'] as const),
];

/** Named one by one, so that an index on the status leads to the newest of all. */
const anyStatus: readonly RequestStatus[] = [
  ...(['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning', 'Provisioned'] as const),
  ...(['Denied', 'Canceled', 'TimedOut', 'PendingRevocation', 'Revoked', 'Failed'] as const),
];

/**
 * Lists what was asked for a role, or for any role, as far as the actor may view it: newest first, at most `limit`;
 * without a role, of the newest `most` there are.
 * One's own are always one's own to see. Refuses a role the actor may not view.
 */
export const listRequestHistory =
  (deps: Deps) =>
  async (
    query: HistoryQuery,
    actor: PrincipalId,
    limit: number,
    most = mostLooked,
  ): Promise<Result<Viewable, PermissionRefusal>> => {
    const { store, directory, clock } = deps;
    const desired = { actions: told, ...query };
    const all = async () => ({ requests: await store.read.requests.list({ ...desired, limit }), isCut: false });
    if (query.principalId === actor) return ok(await all());
    if (!query.role) return ok(await listViewable(deps, desired, actor, { limit, most }));
    const reach = { directory, reads: store.read, now: clock.now() };
    if (!(await may(reach, 'view', query.role, actor))) return refuse({ code: 'NOT_PERMITTED', permission: 'view' });
    return ok(await all());
  };

async function listViewable(
  deps: Deps,
  query: Omit<RequestQuery, 'limit'>,
  actor: PrincipalId,
  { limit, most }: { limit: number; most: number },
): Promise<Viewable> {
  const requests: ScheduleRequest[] = [];
  for (let skip = 0; skip < most; skip += readAtOnce) {
    const read = await deps.store.read.requests.list({ statuses: anyStatus, ...query, skip, limit: readAtOnce });
    requests.push(...(await firstViewable(deps, read, actor, limit - requests.length)));
    if (requests.length >= limit || read.length < readAtOnce) return { requests, isCut: false };
  }
  return { requests, isCut: true };
}

/** The first `limit` of these that the actor may view. */
async function firstViewable(
  deps: Deps,
  all: readonly ScheduleRequest[],
  actor: PrincipalId,
  limit: number,
): Promise<ScheduleRequest[]> {
  const viewable: ScheduleRequest[] = [];
  for (let at = 0; at < all.length && viewable.length < limit; at += lookedAtOnce) {
    viewable.push(...(await onlyViewable(deps, all.slice(at, at + lookedAtOnce), actor)));
  }
  return viewable.slice(0, limit);
}

async function onlyViewable(
  { store, directory, clock }: Deps,
  requests: readonly ScheduleRequest[],
  actor: PrincipalId,
): Promise<ScheduleRequest[]> {
  const reach = { directory, reads: store.read, now: clock.now() };
  const permitted = new Set(await onlyPermitted(reach, 'view', actor, requests));
  return requests.filter((request) => request.principalId === actor || permitted.has(request));
}

/** The next of a history, of which the actor may see `viewable`, and how many that are, seen or not. */
type LookedThrough = { viewable: ScheduleRequest[]; looked: readonly ScheduleRequest[] };

/**
 * Looks through what was asked, newest first: through `limit` requests after the first `skip`. For pages that go on as
 * far as there is anything. Refuses a role the actor may not view.
 */
export const lookThroughHistory =
  (deps: Deps) =>
  async (
    query: HistoryQuery & Pick<RequestQuery, 'skip' | 'limit'>,
    actor: PrincipalId,
  ): Promise<Result<LookedThrough, PermissionRefusal>> => {
    const { store, directory, clock } = deps;
    const { role, principalId } = query;
    const reach = { directory, reads: store.read, now: clock.now() };
    if (role && principalId !== actor && !(await may(reach, 'view', role, actor))) {
      return refuse({ code: 'NOT_PERMITTED', permission: 'view' });
    }
    const isNarrowed = role !== undefined || principalId !== undefined;
    const looked = await store.read.requests.list({
      ...(!isNarrowed && { statuses: anyStatus }),
      actions: told,
      ...query,
    });
    return ok({ looked, viewable: await onlyViewable(deps, looked, actor) });
  };
