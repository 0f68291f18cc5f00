import { desiredGrant } from '../../domain/assignment/confirm.js';
import { isLive, type Schedule } from '../../domain/assignment/schedule.js';
import { governingRole, type ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { ApproverSet } from '../../domain/policy/policy.js';
import { accessKey, type Role, sameRole } from '../../domain/role/role.js';
import { globalAdministrator, privilegedRoleAdministrator } from './cast.js';
import type { Change } from './journal.js';
import { groupsAround } from './membership.js';
import type { Stepped } from './rule.js';
import { policyIn, type Snapshot } from './snapshot.js';

const always = Number.POSITIVE_INFINITY;
const endOf = ({ endDateTime }: Schedule) => endDateTime ?? always;
const assignmentsOf = ({ schedules }: Snapshot) =>
  [...schedules.values()].filter(({ level }) => level === 'assignment');

/**
 * The directory holds each access exactly as its live schedules justify: until the last of them ends, and nothing
 * beside. Where it does not, somebody is about to look at that access; once everything is carried out, nobody has to,
 * but for a group's last owner, whom the directory does not let go.
 */
export function theDirectoryFollowsTheSchedules({ step, after }: Stepped): string[] {
  const keys = new Set([...assignmentsOf(after).map(accessKey), ...after.grants.keys()]);
  return [...keys].flatMap((key) => {
    const [desired, granted] = [desiredUntil(after, key), grantedUntil(after, key)];
    // Nobody can put in somebody who is not there: what is guarded may outlast them.
    if (granted === 0 && !after.people.has(key.split('|')[0] as PrincipalId)) return [];
    if (desired === granted) return [];
    const pending = after.pending.get(key);
    const isDue = isOwnership(after, key) && isPastItsEnd(after, key);
    const isWatched =
      isDue || (pending !== undefined && (step.kind !== 'drain' || (pending > after.now && isOwnership(after, key))));
    return isWatched ? [] : [`${key} is in until ${granted}, and should be until ${desired}`];
  });
}

/** Until when the live schedules on an access justify it; 0 where none is live. */
function desiredUntil(snapshot: Snapshot, key: string): number {
  const leases = assignmentsOf(snapshot).filter((each) => accessKey(each) === key && isLive(each, snapshot.now));
  const desired = desiredGrant(leases);
  return desired.granted ? (desired.endDateTime ?? always) : 0;
}

/** Until when the directory grants an access; 0 where it does not. */
function grantedUntil({ grants, now }: Snapshot, key: string): number {
  const until = grants.get(key)?.until ?? 0;
  return until > now ? until : 0;
}

/** Time has not looked at it yet, and will. */
const isPastItsEnd = (snapshot: Snapshot, key: string): boolean =>
  assignmentsOf(snapshot).some(
    (each) => accessKey(each) === key && each.status === 'Provisioned' && endOf(each) <= snapshot.now,
  );

function isOwnership({ grants }: Snapshot, key: string): boolean {
  const role = grants.get(key)?.access.role;
  return role?.kind === 'group' && role.accessId === 'owner';
}

/** A live schedule that the directory has confirmed is in it to its very end, unless its end has just been moved. */
export function noScheduleIsCutShort({ after }: Stepped): string[] {
  return assignmentsOf(after)
    .filter((schedule) => schedule.status === 'Provisioned' && isLive(schedule, after.now))
    .filter(({ principalId }) => after.people.has(principalId))
    .filter((schedule) => {
      const key = accessKey(schedule);
      return (after.grants.get(key)?.until ?? 0) < endOf(schedule) && !after.pending.has(key);
    })
    .map(({ id }) => `schedule ${id} is cut short in the directory`);
}

const isOver = ({ status }: Schedule) => ['PendingRevocation', 'Revoked', 'Canceled', 'Failed'].includes(status);

/** A schedule loses time only by its own end, by a command about it, or with the eligibility it stands on. */
export function timeIsTakenOnlyOnPurpose({ after, performed, entries }: Stepped): string[] {
  return entries.flatMap(({ schedules }) => {
    const loses = ({ before, after: left }: Change<Schedule>) =>
      before !== undefined && !isOver(before) && (isOver(left) || endOf(left) < endOf(before));
    return [...schedules.values()].filter(loses).flatMap(({ before, after: left }) => {
      const eligibility = left.activatedUsing && after.schedules.get(left.activatedUsing);
      const isOwnEnd = before !== undefined && endOf(before) <= after.now;
      const isWithEligibility = eligibility && (!isLive(eligibility, after.now) || endOf(eligibility) <= endOf(left));
      const isMeant = before !== undefined && performed.mayEnd?.(before);
      const isRefusedByDirectory = left.status === 'Failed' && left.endedBy === 'failed';
      return isOwnEnd || isWithEligibility || isMeant || isRefusedByDirectory
        ? []
        : [`schedule ${left.id} lost time: ${before?.status} to ${left.status}, for nothing that was done to it`];
    });
  });
}

/** Nobody is given the same twice: of one access at one level there is one schedule that is not over. */
export function nothingIsGivenTwice({ after: { schedules, now } }: Stepped): string[] {
  const there = [...schedules.values()].filter((each) => each.assignmentType === 'assigned' && !isOver(each));
  const keys = there.filter((each) => endOf(each) > now).map((each) => `${each.level} ${accessKey(each)}`);
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is given twice`);
}

const isWithin = (inner: Role, outer: Role): boolean =>
  sameRole(inner, outer) ||
  (inner.kind === 'azure' &&
    outer.kind === 'azure' &&
    inner.roleDefinitionId === outer.roleDefinitionId &&
    inner.directoryScopeId.startsWith(`${outer.directoryScopeId}/`));

const reaches = (snapshot: Snapshot, eligibility: Schedule, who: PrincipalId) =>
  eligibility.principalId === who || groupsAround(snapshot, who).has(eligibility.principalId);

const isActing = ({ people }: Snapshot, who: PrincipalId): boolean => {
  const person = people.get(who);
  return person?.type === 'user' && person.accountEnabled && person.userType === 'Member';
};

/**
 * Whatever is newly activated stands on an eligibility that reached an enabled person at that moment, lasts no longer
 * than the policy then allowed and the eligibility itself, and has every approval that was asked.
 */
export function activationsStandOnEligibility({ before, after, entries }: Stepped): string[] {
  const begun = entries.flatMap(({ schedules }) => [...schedules.values()]).filter(isNewActivation);
  return begun.flatMap(({ after: schedule }) => {
    const { id, activatedUsing = '', principalId, role, startDateTime } = schedule;
    const eligibility = before.schedules.get(activatedUsing);
    const request = after.requests.get(schedule.createdUsing);
    if (!eligibility || !request) return [`activation ${id} stands on nothing`];
    const { maximumDuration } = policyIn(before, governingRole(request)).rules.Expiration_EndUser_Assignment;
    const is: [boolean, string][] = [
      [eligibility.level === 'eligibility' && isWithin(role, eligibility.role), 'the eligibility is for another role'],
      [sameRole(governingRole(request), eligibility.role), 'the settings are those of another role'],
      [reaches(before, eligibility, principalId), 'the eligibility does not reach them'],
      [isActing(before, principalId), 'they may not act'],
      [isLive(eligibility, startDateTime), 'the eligibility is not live when it begins'],
      [endOf(schedule) - startDateTime <= maximumDuration, 'it lasts longer than the policy allows'],
      [endOf(schedule) <= endOf(eligibility), 'it lasts longer than the eligibility'],
      ...request.stages.map((stage): [boolean, string] => [
        new Set(stage.decisions.filter(isApproval).map(({ reviewedBy }) => reviewedBy)).size >=
          stage.asks.approvalsRequired && stage.decisions.every(isApproval),
        `stage ${stage.stageId} is not approved`,
      ]),
    ];
    return is.filter(([holds]) => !holds).map(([, what]) => `activation ${id}: ${what}`);
  });
}

const isNewActivation = ({ before, after }: Change<Schedule>) => !before && after.assignmentType === 'activated';
const isApproval = ({ reviewResult }: { reviewResult: string }) => reviewResult === 'Approve';

/** Who asks to activate is asked what the policy in force asks: every stage of its approval, or none. */
export function policySaysWhoIsAsked({ before, entries }: Stepped): string[] {
  const asked = entries
    .flatMap(({ requests }) => [...requests.values()])
    .filter((change) => !change.before && change.after.action === 'selfActivate');
  return asked.flatMap(({ after: request }) => {
    const { isApprovalRequired, stages } = policyIn(before, governingRole(request)).rules.Approval_EndUser_Assignment;
    const count = isApprovalRequired ? stages.length : 0;
    return request.stages.length === count ? [] : [`request ${request.id} has not the ${count} stages of its policy`];
  });
}

/** As long as an activation lasts, the eligibility it stands on lasts too. */
export function noActivationOutlivesItsEligibility({ after }: Stepped): string[] {
  return assignmentsOf(after)
    .filter((each) => each.assignmentType === 'activated' && isLive(each, after.now))
    .filter(({ activatedUsing = '', ...activation }) => {
      const eligibility = after.schedules.get(activatedUsing);
      return !eligibility || !isLive(eligibility, after.now) || endOf(activation) > endOf(eligibility);
    })
    .map(({ id }) => `activation ${id} outlives its eligibility`);
}

/** Each review is by an enabled person whom the stage asks at that moment, never by the requestor, and once only. */
export function onlyTheAskedDecide({ before, performed, entries }: Stepped): string[] {
  const changed = entries.flatMap(({ requests }) => [...requests.values()]);
  return changed.flatMap(({ before: was, after: request }) =>
    request.stages.flatMap((stage, index) => {
      const reviews = stage.decisions.slice(was?.stages[index]?.decisions.length ?? 0);
      const who = stage.decisions.map(({ reviewedBy }) => reviewedBy);
      return reviews.flatMap(({ reviewedBy }) => {
        const is: [boolean, string][] = [
          [reviewedBy === performed.by?.actor, 'is in another’s name'],
          [reviewedBy !== request.principalId, 'is by the requestor'],
          [who.filter((each) => each === reviewedBy).length === 1, 'is the second by the same person'],
          [isActing(before, reviewedBy), 'is by somebody who may not act'],
          [was !== undefined && isAsked(before, was, index, reviewedBy), 'is by somebody who is not asked'],
        ];
        return is.filter(([holds]) => !holds).map(([, what]) => `a review of ${request.id} ${what}`);
      });
    }),
  );
}

function isAsked(snapshot: Snapshot, request: ScheduleRequest, index: number, who: PrincipalId): boolean {
  const { isApprovalRequired, stages } = policyIn(snapshot, governingRole(request)).rules.Approval_EndUser_Assignment;
  const stage = request.stages[index];
  const asks = (isApprovalRequired ? stages[index] : undefined) ?? stage?.asks;
  if (!stage || !asks) return false;
  const groups = groupsAround(snapshot, who);
  const names = (set: ApproverSet) => (set.type === 'singleUser' ? set.userId === who : groups.has(set.groupId));
  const isPrimary =
    asks.primaryApprovers.length > 0 ? asks.primaryApprovers.some(names) : isAdministrator(snapshot, who);
  return isPrimary || (stage.isEscalated === true && asks.escalationApprovers.some(names));
}

/** Somebody who holds Global or Privileged Role Administrator now: whoever is asked where nobody is named. */
function isAdministrator(snapshot: Snapshot, who: PrincipalId): boolean {
  return assignmentsOf(snapshot)
    .filter(({ role }) => sameRole(role, globalAdministrator) || sameRole(role, privilegedRoleAdministrator))
    .some(
      (schedule) =>
        schedule.status === 'Provisioned' && isLive(schedule, snapshot.now) && reaches(snapshot, schedule, who),
    );
}

/** What an administrator gives or moves ends where the policy says that it must, and no later than it may. */
export function givenTimesKeepToThePolicy({ before, after, entries }: Stepped): string[] {
  const given = entries
    .flatMap(({ schedules }) => [...schedules.values()])
    .filter(({ before: was, after: schedule }) => {
      const isMoved = was !== undefined && !isOver(schedule) && endOf(schedule) > endOf(was);
      return schedule.assignmentType === 'assigned' && (was === undefined || isMoved);
    });
  return given.flatMap(({ before: was, after: schedule }) => {
    const isKept = was !== undefined && endOf(schedule) === always && endOf(was) <= after.now;
    if (isKept || was?.status === 'PendingRevocation') return [];
    const { rules } = policyIn(before, schedule.role);
    const rule =
      schedule.level === 'eligibility' ? rules.Expiration_Admin_Eligibility : rules.Expiration_Admin_Assignment;
    const lasts = endOf(schedule) - Math.max(after.now, schedule.startDateTime);
    const isAllowed = !rule.isExpirationRequired || lasts <= rule.maximumDuration;
    return isAllowed ? [] : [`schedule ${schedule.id} lasts longer than the policy allows`];
  });
}
