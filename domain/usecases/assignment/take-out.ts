import type { Schedule } from '../../assignment/schedule.js';
import { activityOfAction } from '../../audit/activity.js';
import { scheduleId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import { unproven } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import { ok } from '../../result.js';
import type { Access } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { leasesOn } from '../common/access-leases.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { type Headcount, headcount } from '../common/headcount.js';
import { isPowerful } from '../common/power.js';
import { aboutRequest, type By, eventOf, recorderFor } from '../common/recording.js';
import { readAgainWhenStale } from '../common/stale-facts.js';
import { draftRequest, refusedAssignment } from './assignment-facts.js';
import type { RemoveAssignmentDeps, RemovedOutcome } from './remove-assignment.js';

/**
 * Takes an access out of the directory that nobody gave here, as an administrator (`adminRemove`), by the same delivery
 * as any other removal. Where something has been given here meanwhile, it is that which has to be removed
 * (NOT_ASSIGNED); the last administrator stays, whoever put them in. Returns the stored request's id, or the refusal.
 */
export const takeOut =
  ({ store, directory, clock, ids, administration }: RemoveAssignmentDeps) =>
  (access: Access, justification: string, proofs: Proofs, by: By): Promise<RemovedOutcome> => {
    const count = headcount(directory, 'fail');
    const input = { access, level: 'assignment', justification } as const;
    return readAgainWhenStale(async () => {
      const authority = await gatherAuthority(directory, access.role, by.actor);
      const powerful = await isPowerful({ directory, reads: store.read }, access.role);
      const notProven = unproven({ act: 'take-out', isPowerful: powerful }, proofs, administration);
      await count.learn();
      return store.transaction(async (tx): Promise<RemovedOutcome> => {
        const now = clock.now();
        const refused = (refusal: Parameters<typeof refusedAssignment>[4] & Refused) =>
          refusedAssignment(tx, { ids, now, by }, 'adminRemove', input, refusal);
        const refusal = (await refusalOf(tx, { access, authority, count, now })) ?? notProven;
        if (refusal) return refused(refusal);
        const ask = { justification, ticketInfo: {}, scheduleInfo: { expiration: { type: 'noExpiration' as const } } };
        const drafted = { access, level: 'assignment', ask } as const;
        const request = draftRequest(ids, 'adminRemove', drafted, by, 'Revoked', now);
        await tx.requests.insert(request);
        const entry = { ...aboutRequest(request), resultReason: justification };
        await tx.audit.append(
          recorderFor(ids, now, by)({ ...entry, activity: activityOfAction.adminRemove.assignment }),
        );
        await tx.outbox.append(eventOf(ids, now, request, { type: 'access.ended', access, cause: 'removed' }));
        return ok({ requestId: request.id });
      }, by.commandId);
    });
  };

type Taking = { access: Access; authority: AuthorityFacts; count: Headcount; now: Instant };

async function refusalOf(tx: Transaction, { access, authority, count, now }: Taking): Promise<Refused | undefined> {
  if (!(await isPermitted(tx, 'manage', authority, now))) return { code: 'NOT_PERMITTED', permission: 'manage' };
  if ((await leasesOn(tx, access)).length > 0) return { code: 'NOT_ASSIGNED', level: 'assignment' };
  return count.decide(tx, asGiven(access, now), now);
}

type Refused = Extract<RemovedOutcome, { ok: false }>['refusal'];

/** As though it had been given here, for the guard over those of whom the last must stay. */
const asGiven = (access: Access, now: Instant): Schedule => ({
  ...access,
  id: scheduleId('outside'),
  version: 0,
  level: 'assignment',
  assignmentType: 'assigned',
  status: 'Provisioned',
  startDateTime: now,
  createdUsing: '' as Schedule['createdUsing'],
  correlationId: '' as Schedule['correlationId'],
});
