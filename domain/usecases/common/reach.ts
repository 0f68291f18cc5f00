import { presentStage, setsAsked } from '../../approval/approvers.js';
import { isLive, type Schedule } from '../../assignment/schedule.js';
import { governingRole, type ScheduleRequest, stageInProgress } from '../../assignment/schedule-request.js';
import type { PrincipalId } from '../../ids.js';
import type { ApprovalStagePolicy, ApproverSet, Policy } from '../../policy/policy.js';
import type { Directory, Principal, User } from '../../ports/directory.js';
import type { Reads } from '../../ports/store.js';
import { StaleFacts } from '../../ports/store.js';
import type { Person } from '../../refusal.js';
import { type Role, sameRole } from '../../role/role.js';
import { directoryAdministrators } from '../../role/well-known.js';
import type { Instant } from '../../time.js';

/** More schedules than this for one person and their groups is a fault in the data, not a person. */
const manySchedules = 5_000;

/** True for people who may act at all: users of this tenant whose account is enabled. */
const isEnabledMember = (principal: Principal | undefined): principal is User =>
  principal?.type === 'user' && principal.accountEnabled && principal.userType === 'Member';

/** The person behind an id, as decisions need them, read from the directory now. */
export async function personOf(directory: Directory, principalId: PrincipalId): Promise<Person> {
  return { principalId, isEnabledMember: isEnabledMember(await directory.principal(principalId)) };
}

/** Through which groups an eligibility may reach somebody; undefined where they need not be asked for. */
export type GroupIds = readonly PrincipalId[] | undefined;

/**
 * The groups that matter for somebody's eligibility for a role. Where they have a permanent one of their own there is
 * no better, and the directory, which may be far away, is not asked.
 */
export async function groupsThatMatter(
  { directory, reads, now }: ApproverReach,
  role: Role,
  principalId: PrincipalId,
): Promise<GroupIds> {
  return (await hasBest({ reads, now }, role, principalId)) ? undefined : directory.groupsOf(principalId);
}

/** Where an eligibility that lets somebody activate a role may stand, and through whom it may reach them. */
export type Standing = {
  /** The role itself; for Azure then the same role at every scope around, nearest first. */
  rolesAround: readonly Role[];
  /** False where the directory knows no such scope. */
  isScopeKnown: boolean;
  groupIds: GroupIds;
};

/** Asks the directory where an eligibility may stand; not at all where their own at that very scope is permanent. */
export async function standingFor(reach: ApproverReach, role: Role, principalId: PrincipalId): Promise<Standing> {
  if (await hasBest(reach, role, principalId)) {
    return { rolesAround: [role], isScopeKnown: true, groupIds: undefined };
  }
  const groupsAsked = reach.directory.groupsOf(principalId);
  if (role.kind !== 'azure') return { rolesAround: [role], isScopeKnown: true, groupIds: await groupsAsked };
  const { directoryScopeId } = role;
  const [groupIds, scope, around] = await Promise.all([
    groupsAsked,
    reach.directory.scope('azure', directoryScopeId),
    reach.directory.scopesAround('azure', directoryScopeId),
  ]);
  const rolesAround = around.map((id): Role => ({ ...role, directoryScopeId: id }));
  return { rolesAround, isScopeKnown: scope !== undefined, groupIds };
}

/**
 * The eligibilities for these roles that reach somebody: their own, and those of the groups that matter. Throws
 * StaleFacts where the one that made the groups matter nothing is gone.
 */
export async function eligibilitiesFor(
  reads: Pick<Reads, 'schedules'>,
  roles: readonly Role[],
  principalId: PrincipalId,
  groupIds: GroupIds,
  now: Instant,
): Promise<Schedule[]> {
  const found = await listEligibilities(reads, roles, [principalId, ...(groupIds ?? [])]);
  if (!groupIds && !found.some((eligibility) => isBest(eligibility, principalId, now))) {
    throw new StaleFacts('eligibility');
  }
  return found;
}

/** The order of preference is by the latest end, one's own first (`bestEligibility`). */
const isBest = (eligibility: Schedule, principalId: PrincipalId, now: Instant) =>
  eligibility.principalId === principalId && eligibility.endDateTime === undefined && isLive(eligibility, now);

async function hasBest({ reads, now }: Omit<ApproverReach, 'directory'>, role: Role, principalId: PrincipalId) {
  const own = await listEligibilities(reads, [role], [principalId]);
  return own.some((eligibility) => isBest(eligibility, principalId, now));
}

async function listEligibilities(
  reads: Pick<Reads, 'schedules'>,
  roles: readonly Role[],
  principalIds: readonly PrincipalId[],
): Promise<Schedule[]> {
  const eligibilities = await reads.schedules.list({
    level: 'eligibility',
    principalIds,
    // One that begins later justifies nothing yet; it says from when it will.
    statuses: ['Provisioned', 'Granted'],
    roles,
    limit: manySchedules,
  });
  return eligibilities.filter(({ role }) => roles.some((each) => sameRole(role, each)));
}

/** The enabled people whom these sets name now, nested groups included. */
export async function peopleIn(directory: Directory, sets: readonly ApproverSet[]): Promise<Set<PrincipalId>> {
  const found = await Promise.all(
    sets.map(
      async (set): Promise<(Principal | undefined)[]> =>
        set.type === 'singleUser' ? [await directory.principal(set.userId)] : directory.usersIn(set.groupId),
    ),
  );
  return new Set(
    found
      .flat()
      .filter(isEnabledMember)
      .map(({ id }) => id),
  );
}

/**
 * The sets that decide where a policy asks for approval and names nobody: for directory roles whoever holds Global or
 * Privileged Role Administrator now; for Azure roles and groups PIM knows no default, so nobody does.
 */
async function defaultApprovers(reads: Pick<Reads, 'schedules'>, { kind }: Role, now: Instant): Promise<ApproverSet[]> {
  if (kind !== 'directory') return [];
  const holders = await reads.schedules.list({
    level: 'assignment',
    statuses: ['Provisioned'],
    roles: directoryAdministrators,
    limit: manySchedules,
  });
  return whoeverIs(holders.filter((schedule) => isLive(schedule, now)).map(({ principalId }) => principalId));
}

/** The sets of these holders, each of which may be a group: then whoever is in it is meant. One of the two is empty. */
export const whoeverIs = (ids: readonly PrincipalId[]): ApproverSet[] =>
  ids.flatMap((id): ApproverSet[] => [
    { type: 'singleUser', userId: id },
    { type: 'groupMembers', groupId: id },
  ]);

export type ApproverReach = { directory: Directory; reads: Pick<Reads, 'schedules'>; now: Instant };

/** The sets a stage asks, with the default approvers where it names none. */
async function setsOf({ reads, now }: ApproverReach, role: Role, sets: readonly ApproverSet[]) {
  return sets.length > 0 ? sets : await defaultApprovers(reads, role, now);
}

/** The enabled people a stage of a policy asks: at once, and as well once it has escalated. */
export type StageApprovers = { primary: readonly PrincipalId[]; escalation: readonly PrincipalId[] };

/** Who could decide each stage of a policy. */
export const approversByStage = (
  reach: ApproverReach,
  role: Role,
  stages: readonly ApprovalStagePolicy[],
): Promise<StageApprovers[]> =>
  Promise.all(
    stages.map(async ({ primaryApprovers, escalationApprovers }) => {
      const [primary, escalation] = await Promise.all([
        setsOf(reach, role, primaryApprovers).then((sets) => peopleIn(reach.directory, sets)),
        peopleIn(reach.directory, escalationApprovers),
      ]);
      return { primary: [...primary], escalation: [...escalation] };
    }),
  );

/** Who may decide the stage in progress at this moment; nobody when none is in progress. */
export async function approversNow(
  reach: ApproverReach,
  request: ScheduleRequest,
  policy: Policy,
): Promise<Set<PrincipalId>> {
  const stage = stageInProgress(request);
  if (!stage) return new Set();
  const { primary, escalation } = setsAsked(stage, presentStage(policy, stage));
  const sets = await setsOf(reach, governingRole(request), primary);
  return peopleIn(reach.directory, [...sets, ...escalation]);
}
