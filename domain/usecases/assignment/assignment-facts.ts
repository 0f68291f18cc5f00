import type { Assignee, RoleGroup } from '../../assignment/assignee.js';
import type { ActivationSettings } from '../../assignment/decide-activation.js';
import type { AssignmentFacts } from '../../assignment/decide-assignment.js';
import type { AdminAsk, Terms } from '../../assignment/decide-terms.js';
import type { Schedule } from '../../assignment/schedule.js';
import type { Level, RequestAction, ScheduleRequest } from '../../assignment/schedule-request.js';
import { activityOfAction } from '../../audit/activity.js';
import { type PrincipalId, requestId, scheduleId } from '../../ids.js';
import type { Directory, Principal } from '../../ports/directory.js';
import type { Reads, Store, Transaction } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import type { AdministrationRule } from '../../proof/administrative-act.js';
import type { Proofs } from '../../proof/proofs.js';
import type { AssignmentRefusal } from '../../refusal.js';
import { type Result, refuse } from '../../result.js';
import { type Access, accessKey, type Role } from '../../role/role.js';
import type { Instant } from '../../time.js';
import { type AuthorityFacts, gatherAuthority, isPermitted } from '../common/authority.js';
import { isPowerful } from '../common/power.js';
import { aboutRequest, type By, recorderFor } from '../common/recording.js';

export type AdministerDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  settings: ActivationSettings;
  administration?: AdministrationRule | undefined;
};

/** What an administrator asks for: for whom, what, at which level. */
export type AdminInput = { access: Access; level: Level; ask: AdminAsk };

export type AdministeredOutcome = Result<
  { requestId: ScheduleRequest['id']; scheduleId: Schedule['id'] },
  AssignmentRefusal
>;

/** What only the directory knows of an assignment; it may be far away, so it is asked before the transaction. */
export type GatheredAssignment = Pick<AssignmentFacts, 'isKnown' | 'group' | 'assignee'> & {
  authority: AuthorityFacts;
  /** The role makes an administrator. */
  isPowerful: boolean;
};

/** Asks the directory about who acts, who gets the role, and the role itself. */
export async function gatherAssignment(
  { directory, store }: Pick<AdministerDeps, 'directory' | 'store'>,
  { principalId, role }: Access,
  actor: PrincipalId,
): Promise<GatheredAssignment> {
  const [authority, principal, known, powerful] = await Promise.all([
    gatherAuthority(directory, role, actor),
    directory.principal(principalId),
    knownRole(directory, role),
    isPowerful({ directory, reads: store.read }, role),
  ]);
  return { authority, assignee: principal && toAssignee(principal), isPowerful: powerful, ...known };
}

/** Whether the directory knows a role and its scope, and how its group is managed, where it is a group's. */
export async function knownRole(directory: Directory, role: Role): Promise<{ isKnown: boolean; group?: RoleGroup }> {
  if (role.kind === 'group') {
    const group = await directory.principal(role.groupId);
    if (group?.type !== 'group') return { isKnown: false };
    const { isAssignableToRole, membershipType, onPremisesSyncEnabled: isSynced } = group;
    return { isKnown: true, group: { isAssignableToRole, isDynamic: membershipType === 'dynamic', isSynced } };
  }
  const [definition, scope] = await Promise.all([
    directory.roleDefinition(role.kind, role.roleDefinitionId),
    directory.scope(role.kind, role.directoryScopeId),
  ]);
  return { isKnown: definition !== undefined && scope !== undefined };
}

const toAssignee = (principal: Principal): Assignee => ({
  principalId: principal.id,
  type: principal.type,
  isEnabled: principal.type === 'group' || principal.accountEnabled,
  isGuest: principal.type === 'user' && principal.userType === 'Guest',
  isAssignableToRole: principal.type === 'group' && principal.isAssignableToRole,
});

/** Adds what the store says, in the snapshot of `reads`. */
export async function completeAssignment(
  reads: Reads,
  { authority, isPowerful: _, ...gathered }: GatheredAssignment,
  { access, proofs, settings }: { access: Access; proofs: Proofs; settings: ActivationSettings },
  now: Instant,
): Promise<AssignmentFacts> {
  return {
    ...gathered,
    mayManage: await isPermitted(reads, 'manage', authority, now),
    role: access.role,
    schedules: await reads.schedules.ofAccess(access),
    policy: await reads.policies.of(access.role),
    proofs,
    settings,
  };
}

/** The request of an administrator, or of Latchkey itself, about somebody's access: decided as soon as it is made. */
export function draftRequest(
  ids: Ids,
  action: RequestAction,
  { access, level, ask }: AdminInput,
  { actor, correlationId }: Pick<By, 'actor' | 'correlationId'>,
  status: ScheduleRequest['status'],
  now: Instant,
): ScheduleRequest {
  const isOver = status === 'Provisioned' || status === 'Revoked';
  return {
    id: requestId(ids.next()),
    version: 0,
    revision: 0,
    level,
    action,
    ...access,
    status,
    ...ask,
    stages: [],
    createdBy: actor,
    createdDateTime: now,
    ...(isOver && { completedDateTime: now }),
    correlationId,
  };
}

/** Where something begins that is given: later, at once (no directory holds an eligibility), or in the directory first. */
export const givenStatus = (level: Level, { startDateTime }: Terms, now: Instant) =>
  startDateTime > now ? 'Granted' : level === 'eligibility' ? 'Provisioned' : 'PendingProvisioning';

/** The schedule that a request of an administrator becomes. */
export const scheduleOf = (
  ids: Ids,
  { id: createdUsing, principalId, role, correlationId }: ScheduleRequest,
  level: Level,
  terms: Terms,
  now: Instant,
): Schedule => ({
  id: scheduleId(ids.next()),
  version: 0,
  level,
  assignmentType: 'assigned',
  principalId,
  role,
  status: givenStatus(level, terms, now),
  ...terms,
  createdUsing,
  correlationId,
});

/** The guard over what is given once only: of two administrators who give it at once, the second sees the first's. */
export const givenOnce = ({ level, ...access }: Pick<Schedule, 'level' | 'principalId' | 'role'>): string =>
  `given|${level}|${accessKey(access)}`;

/** Logs a refusal: all that it leaves. */
export async function refusedAssignment<const R extends { code: string }>(
  tx: Transaction,
  { ids, now, by }: { ids: Ids; now: Instant; by: By },
  action: keyof typeof activityOfAction,
  { access, level }: Pick<AdminInput, 'access' | 'level'>,
  refusal: R,
): Promise<{ ok: false; refusal: R }> {
  const entry = {
    subject: access.principalId,
    role: access.role,
    activity: activityOfAction[action][level],
    resultReason: refusal.code,
    after: refusal,
  };
  await tx.audit.append(recorderFor(ids, now, by)({ ...entry, result: 'failure' }));
  return refuse(refusal);
}

/** The parts of a request about a schedule that its audit event carries. */
export const aboutAssignment = (request: ScheduleRequest, { id }: Pick<Schedule, 'id'>) => ({
  ...aboutRequest(request),
  scheduleId: id,
  resultReason: request.justification,
});
