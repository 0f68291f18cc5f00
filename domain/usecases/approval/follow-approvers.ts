import { followPolicy } from '../../approval/follow-policy.js';
import { governingRole, type ScheduleRequest } from '../../assignment/schedule-request.js';
import type { Hash } from '../../audit/chain.js';
import type { PrincipalId } from '../../ids.js';
import type { Directory } from '../../ports/directory.js';
import type { Reads, Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { policyKey, type Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { managersOf } from '../common/authority.js';
import { approversNow } from '../common/reach.js';
import { eventOf } from '../common/recording.js';
import { cancelGroundless } from './cancel-groundless.js';
import { passApproved } from './pass-approved.js';

/** More of one role waits nowhere; what is beyond follows at the next look around. */
const mostOfRole = 500;

/**
 * Makes what waits for approval of a role follow its settings, in the transaction that changes them: whoever may decide
 * now gets the card, and nobody else keeps it.
 */
export async function followSettings(tx: Transaction, ids: Ids, role: Role, now: Instant): Promise<void> {
  const policy = await tx.policies.of(role);
  const waiting = await tx.requests.list({ statuses: ['PendingApproval'], limit: mostOfRole });
  const governed = waiting.filter((request) => policyKey(governingRole(request)) === policy.key);
  const followed = governed.flatMap((request) => followPolicy(request, policy) ?? []);
  await tx.requests.save(...followed);
  await tx.outbox.append(
    ...followed.map((request) => eventOf(ids, now, request, { type: 'request.approvers-changed' })),
  );
}

export type FollowApproversDeps = { store: Store; directory: Directory; clock: Clock; ids: Ids; hash: Hash };

/**
 * Looks at a page of what waits for a decision, from the newest on after `skip`: where others may decide than when it
 * was last looked at, through groups, roles or accounts that have changed, that is told; what has enough approvals by
 * its role's settings goes on, and what no eligibility justifies any more is over. Returns where to go on, undefined at the end.
 */
export const followApprovers =
  (deps: FollowApproversDeps) =>
  async (skip: number, limit: number): Promise<number | undefined> => {
    const statuses = ['PendingApproval', 'PendingAdminDecision'] as const;
    const waiting = await deps.store.read.requests.list({ statuses, skip, limit });
    for (const request of waiting) await followOne(deps, request);
    return waiting.length < limit ? undefined : skip + limit;
  };

async function followOne(deps: FollowApproversDeps, seen: ScheduleRequest) {
  if ((await cancelGroundless(deps, seen)) || (await passApproved(deps, seen))) return;
  const { store, directory, clock, ids, hash } = deps;
  const policy = await store.read.policies.of(governingRole(seen));
  const request = followPolicy(seen, policy) ?? seen;
  const asked = await mayDecide({ directory, reads: store.read, now: clock.now() }, request, policy);
  const askedAs = hash([...asked].sort().join(' '));
  if (request === seen && seen.askedAs === askedAs) return;
  await store.transaction(async (tx) => {
    const present = await tx.requests.get(seen.id);
    // Whoever changed it meanwhile has told of it; the next look is at what it is then.
    if (present?.version !== seen.version) return;
    await tx.requests.save({ ...request, askedAs });
    await tx.outbox.append(eventOf(ids, clock.now(), request, { type: 'request.approvers-changed' }));
  });
}

type Reach = { directory: Directory; reads: Reads; now: Instant };

/** Who may decide on a request now; never whose it is. */
async function mayDecide(
  reach: Reach,
  request: ScheduleRequest,
  policy: Parameters<typeof approversNow>[2],
): Promise<Set<PrincipalId>> {
  const isAsked = request.status === 'PendingApproval' || request.status === 'PendingAdminDecision';
  if (!isAsked) return new Set();
  const people =
    request.status === 'PendingAdminDecision'
      ? await managersOf(reach, request.role)
      : await approversNow(reach, request, policy);
  people.delete(request.principalId);
  people.delete(request.createdBy);
  return people;
}
