import {
  agrees,
  type Confirmation,
  type DesiredGrant,
  decideConfirmations,
  desiredGrant,
} from '../../assignment/confirm.js';
import { isLive, type Schedule } from '../../assignment/schedule.js';
import { activity } from '../../audit/activity.js';
import type { Provisioner } from '../../ports/directory.js';
import type { Store, Transaction } from '../../ports/store.js';
import { AdapterError, type Clock, type Ids } from '../../ports/system.js';
import type { Access } from '../../role/role.js';
import { endOfOutside } from '../alert/end-incidents.js';
import { leasesOn, unchangedLeases } from '../common/access-leases.js';
import { eventOf, ownRecorder } from '../common/recording.js';
import { releaseWaitingOwners, retryLastOwner } from './retry-last-owner.js';

export type ProvisionAccessDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  provisioners: readonly Provisioner[];
};

/** `fence` rises with each claim of an access; `isInDoubt`: an earlier call about it may have come about, or still may. */
type Claim = { fence: number; isInDoubt?: boolean };

/**
 * Makes the directory hold one access exactly as its leases justify: in, out, or with another end. It looks before it
 * acts, so an answer that was lost is read back instead of tried again, and it looks after, so nothing is called
 * active or ended that the directory has not confirmed. Idempotent; safe to run whenever in doubt.
 * Throws AdapterError where the directory fails: nothing is then said to have happened. Where it does not let a group's
 * last owner go, that is `last-owner` with the pause before it is to be tried again, until they stay permanently.
 */
export const provisionAccess =
  (deps: ProvisionAccessDeps) =>
  async (access: Access, claim: Claim): Promise<void> => {
    const provisioner = deps.provisioners.find((candidate) => candidate.serves(access.role));
    if (!provisioner) throw new AdapterError('rejected', `no provisioner serves ${access.role.kind} roles`);
    const schedules = await leasesOn(deps.store.read, access);
    const now = deps.clock.now();
    const desired = desiredGrant(schedules.filter((schedule) => isLive(schedule, now)));
    try {
      await carryOut(provisioner, access, desired, claim);
    } catch (fault) {
      if (!(fault instanceof AdapterError) || fault.retryable) throw fault;
      return refused(deps, access, schedules, desired, fault);
    }
    await confirm(deps, access, schedules, desired);
    if (!desired.granted) await endOfOutside(deps, access);
  };

/** The directory says no permanently, or until its group has another owner: then it is asked again after a pause. */
async function refused(
  deps: ProvisionAccessDeps,
  access: Access,
  asked: readonly Schedule[],
  { granted }: DesiredGrant,
  fault: AdapterError,
): Promise<void> {
  if (fault.code === 'last-owner') {
    const retryAfter = await retryLastOwner(deps, access, asked);
    if (retryAfter !== undefined) throw new AdapterError(fault.code, fault.message, { retryAfter, cause: fault });
    return;
  }
  if (!granted || (await giveUp(deps, access, asked, fault)) === 0) throw fault;
}

/**
 * An owner past their end is in or out by who else owns the group at this moment: only one who was taken out stays out.
 */
const mustBeTakenOut = ({ role }: Access, { granted }: DesiredGrant): boolean =>
  !granted && role.kind === 'group' && role.accessId === 'owner';

/**
 * A grant whose caller gave up may still come about: the fence of a removal keeps it out. The access is out already, so
 * a directory that does not answer is not asked again for this: whoever looks next finds what came in.
 */
async function keepOut(provisioner: Provisioner, access: Access, fence: number): Promise<void> {
  try {
    await provisioner.revoke(access, { fence });
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
  }
}

async function carryOut(provisioner: Provisioner, access: Access, desired: DesiredGrant, claim: Claim): Promise<void> {
  const isSo = agrees(await provisioner.read(access), desired);
  if (!isSo || mustBeTakenOut(access, desired)) return change(provisioner, access, desired, claim.fence);
  if (claim.isInDoubt && !desired.granted) await keepOut(provisioner, access, claim.fence);
}

async function change(provisioner: Provisioner, access: Access, desired: DesiredGrant, fence: number): Promise<void> {
  try {
    if (desired.granted) await provisioner.grant(access, { endDateTime: desired.endDateTime, fence });
    else await provisioner.revoke(access, { fence });
  } catch (fault) {
    // A last owner may look gone a moment later, when another one has come; but nobody has taken them out.
    if (fault instanceof AdapterError && (fault.retryable || fault.code === 'last-owner')) throw fault;
    // Refused because it is so already, or because whoever has claimed it since was faster: then it is no refusal.
    if (!agrees(await provisioner.read(access), desired)) throw fault;
  }
  if (!agrees(await provisioner.read(access), desired)) {
    throw new AdapterError('unavailable', 'the directory does not show the change yet');
  }
}

/** Settles the unchanged schedules by what the directory has confirmed. */
async function confirm(
  { store, clock, ids }: ProvisionAccessDeps,
  access: Access,
  asked: readonly Schedule[],
  { granted }: DesiredGrant,
): Promise<void> {
  if (!asked.some(({ status }) => status === 'PendingProvisioning' || status === 'PendingRevocation')) return;
  await store.transaction(async (tx) => {
    const unchanged = await unchangedLeases(tx, access, asked);
    for (const confirmation of decideConfirmations(unchanged, granted, clock.now())) {
      await apply(tx, { ids, clock }, confirmation);
    }
  });
}

async function apply(
  tx: Transaction,
  { ids, clock }: Pick<ProvisionAccessDeps, 'ids' | 'clock'>,
  { kind, schedule }: Confirmation,
) {
  const now = clock.now();
  const { id: scheduleId, createdUsing: requestId, principalId: subject, role, correlationId } = schedule;
  await tx.schedules.save(schedule);
  const request = await tx.requests.get(requestId);
  if (kind === 'provisioned' && request?.status === 'PendingProvisioning') {
    await tx.requests.save({ ...request, status: 'Provisioned', completedDateTime: now });
  }
  const entry = { subject, role, requestId, scheduleId, resultReason: schedule.endedBy ?? '' };
  await tx.audit.append(ownRecorder(ids, now, schedule)({ ...entry, activity: activityOf({ kind, schedule }) }));
  const happening =
    kind === 'provisioned'
      ? ({ type: 'assignment.provisioned', scheduleId } as const)
      : ({ type: 'assignment.revoked', scheduleId, cause: schedule.endedBy ?? 'removed' } as const);
  await tx.outbox.append(eventOf(ids, now, { id: requestId, correlationId }, happening));
  if (kind === 'provisioned') await releaseWaitingOwners(tx, ids, role, now);
}

function activityOf({ kind, schedule }: Confirmation): string {
  const isActivation = schedule.assignmentType === 'activated';
  if (kind === 'provisioned') return isActivation ? activity.activationCompleted : activity.assignmentCompleted;
  return isActivation ? activity.deactivationCompleted : activity.removalCompleted;
}

/**
 * The directory says no permanently: what was on its way in has failed, and the person is told why. The access is to be
 * looked at again without it, for other leases and what is on its way out. Returns how many schedules have failed.
 */
async function giveUp(
  { store, clock, ids }: ProvisionAccessDeps,
  access: Access,
  asked: readonly Schedule[],
  { code }: AdapterError,
): Promise<number> {
  return store.transaction(async (tx) => {
    const now = clock.now();
    const unchanged = await unchangedLeases(tx, access, asked);
    const failing = unchanged.filter(({ status }) => status === 'PendingProvisioning');
    for (const schedule of failing) {
      await tx.schedules.save({ ...schedule, status: 'Failed', endedBy: 'failed', endedDateTime: now });
      const request = await tx.requests.get(schedule.createdUsing);
      if (!request) continue;
      await tx.requests.save({ ...request, status: 'Failed', failure: code, completedDateTime: now });
      const entry = {
        subject: schedule.principalId,
        role: schedule.role,
        requestId: request.id,
        scheduleId: schedule.id,
      };
      const audit = { ...entry, activity: activity.requestFailed, result: 'failure' as const, resultReason: code };
      await tx.audit.append(ownRecorder(ids, now, schedule)(audit));
      const ended = eventOf(ids, now, request, { type: 'access.ended', access, cause: 'failed' });
      await tx.outbox.append(eventOf(ids, now, request, { type: 'request.failed' }), ended);
    }
    return failing.length;
  });
}
