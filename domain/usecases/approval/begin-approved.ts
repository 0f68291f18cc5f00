import { decideProvisioning } from '../../assignment/decide-provisioning.js';
import { governingRole, type ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import { scheduleId } from '../../ids.js';
import type { Policy } from '../../policy/policy.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { Person } from '../../refusal.js';
import type { Instant } from '../../time.js';
import { type ApproverReach, eligibilitiesFor, type GroupIds, groupsThatMatter, personOf } from '../common/reach.js';
import { aboutRequest, dueEvents, eventOf, type recorderFor } from '../common/recording.js';

/** What an approved request stands on. */
export type BeginningFacts = { policy: Policy; requestor: Person; groupIds: GroupIds };

/** Reads what an approved request stands on, before the transaction in which it begins. */
export async function beginningFacts(
  reach: ApproverReach,
  request: ScheduleRequest,
  policy: Policy,
): Promise<BeginningFacts> {
  const [requestor, groupIds] = await Promise.all([
    personOf(reach.directory, request.principalId),
    groupsThatMatter(reach, governingRole(request), request.principalId),
  ]);
  return { policy, requestor, groupIds };
}

type Recording = { ids: Ids; now: Instant; record: ReturnType<typeof recorderFor> };

/**
 * Makes a request that nobody has to approve any more an activation, or fails it where what it stood on is gone; its
 * audit entries and messages go into the same transaction. Returns which of the two. Throws StaleFacts where the facts
 * are no longer so.
 */
export async function beginApproved(
  tx: Transaction,
  { ids, now, record }: Recording,
  approved: ScheduleRequest,
  { requestor, groupIds, policy }: BeginningFacts,
): Promise<'approved' | 'failed'> {
  const eligibilities = await eligibilitiesFor(tx, [governingRole(approved)], approved.principalId, groupIds, now);
  const newScheduleId = scheduleId(ids.next());
  const provisioning = decideProvisioning(approved, { requestor, eligibilities, policy, newScheduleId }, now);
  if (!provisioning.ok) {
    const { code } = provisioning.refusal;
    const failed: ScheduleRequest = { ...approved, status: 'Failed', failure: code, completedDateTime: now };
    await tx.requests.save(failed);
    const entry = { ...aboutRequest(failed), activity: activity.requestFailed, resultReason: code };
    await tx.audit.append(record({ ...entry, result: 'failure' }));
    await tx.outbox.append(eventOf(ids, now, failed, { type: 'request.failed' }));
    return 'failed';
  }
  const { request, schedule } = provisioning.value;
  await tx.requests.save(request);
  await tx.schedules.insert(schedule);
  if (schedule.activatedUsing) await tx.schedules.holdOn(schedule.activatedUsing);
  const approval = eventOf(ids, now, request, { type: 'request.approved' });
  await tx.outbox.append(approval, ...dueEvents(ids, now, request, schedule));
  return 'approved';
}
