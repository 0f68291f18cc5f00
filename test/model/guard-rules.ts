import type { Schedule } from '../../domain/assignment/schedule.js';
import type { PrincipalId } from '../../domain/ids.js';
import { rolesThatMay } from '../../domain/permissions.js';
import { type Role, sameRole } from '../../domain/role/role.js';
import { globalAdministrator, privilegedRoleAdministrator } from './cast.js';
import { groupsAround, usersWithin } from './membership.js';
import type { Stepped } from './rule.js';
import type { Snapshot } from './snapshot.js';

const guarded = [globalAdministrator, privilegedRoleAdministrator];
const isThere = ({ status }: Schedule) => status === 'PendingProvisioning' || status === 'Provisioned';

/** True for enabled people, and for groups with an enabled person in them. */
function isStaffed({ people }: Snapshot, who: PrincipalId): boolean {
  const person = people.get(who);
  if (person?.type === 'group') return usersWithin(people, who).some((id) => isEnabledUser(people, id));
  return isEnabledUser(people, who);
}
const isEnabledUser = (people: Snapshot['people'], id: PrincipalId) => {
  const person = people.get(id);
  return person?.type === 'user' && person.accountEnabled;
};

/** Who was given a guarded role and counts; one past its end that time has not yet looked at counts, for it stays. */
const givenOf = (snapshot: Snapshot, role: Role, level: Schedule['level']) =>
  [...snapshot.schedules.values()].filter(
    (each) =>
      each.level === level &&
      each.assignmentType === 'assigned' &&
      sameRole(each.role, role) &&
      isThere(each) &&
      isStaffed(snapshot, each.principalId),
  ).length;

/**
 * Where somebody enabled was assigned Global or Privileged Role Administrator, somebody is; where nobody was, but
 * somebody was eligible, somebody is that or assigned. Only the directory's own administrators can change it.
 */
export function anAdministratorRemains({ step, before, after }: Stepped): string[] {
  if (step.kind === 'account') return [];
  return guarded.flatMap((role) => {
    const [assigned, eligible] = [givenOf(before, role, 'assignment'), givenOf(before, role, 'eligibility')];
    const isAssigned = givenOf(after, role, 'assignment') > 0;
    const isHeld = isAssigned || (assigned === 0 && (eligible === 0 || givenOf(after, role, 'eligibility') > 0));
    return isHeld ? [] : [`nobody is left who administers: ${JSON.stringify(role)}`];
  });
}

/** A group that had an owner in the directory has one. */
export function aGroupKeepsAnOwner({ before, after }: Stepped): string[] {
  const groups = [...after.people.values()].filter(({ type, id }) => type === 'group' && owns(before, id));
  return groups.filter(({ id }) => !owns(after, id)).map(({ id }) => `the group ${id} has no owner left`);
}

/** By a grant that nobody has taken out: the last one stays in force past its end. */
const owns = ({ grants }: Snapshot, groupId: PrincipalId) =>
  [...grants.values()].some(
    ({ access: { role }, until }) =>
      role.kind === 'group' && role.groupId === groupId && role.accessId === 'owner' && until > 0,
  );

/** Whoever the directory has disabled or lost holds nothing any more and waits for nothing, but for what is guarded. */
export function theDepartedHoldNothing({ step, after }: Stepped): string[] {
  if (step.kind !== 'departed') return [];
  const isGone = (id: PrincipalId) => {
    const person = after.people.get(id);
    return !person || (person.type !== 'group' && !person.accountEnabled);
  };
  const held = [...after.schedules.values()].filter(
    ({ principalId, role, status }) =>
      isGone(principalId) &&
      (status === 'Granted' || status === 'PendingProvisioning' || status === 'Provisioned') &&
      !guarded.some((each) => sameRole(each, role)),
  );
  const waiting = [...after.requests.values()].filter(
    ({ principalId, status }) =>
      isGone(principalId) && (status === 'PendingApproval' || status === 'PendingAdminDecision'),
  );
  return [...held, ...waiting].map(({ id, status }) => `${id} of somebody who has left is ${status}`);
}

/** Whatever an administrator did, they held a role that may, or own the group. */
export function onlyManagersManage({ step, before, performed }: Stepped): string[] {
  const { by, result } = performed;
  if (!by || result !== 'done') return [];
  if (step.kind === 'activate') return [];
  const role = 'role' in step ? step.role : undefined;
  if (!role) return [];
  const group = role.kind === 'group' ? before.people.get(role.groupId) : undefined;
  const isAssignableToRole = group?.type === 'group' && group.isAssignableToRole;
  const scopeIdsAround = role.kind === 'azure' ? pathsAround(role.directoryScopeId) : [];
  const managing = rolesThatMay('manage', { role, scopeIdsAround, isAssignableToRole });
  const acting = [by.actor, ...groupsAround(before, by.actor)];
  const holds = [...before.schedules.values()].some(
    (each) =>
      each.level === 'assignment' &&
      each.status === 'Provisioned' &&
      acting.includes(each.principalId) &&
      managing.some((one) => sameRole(one, each.role)),
  );
  const owned = [...before.grants.values()].some(
    ({ access }) => access.principalId === by.actor && managing.some((one) => sameRole(one, access.role)),
  );
  return holds || owned ? [] : [`${step.kind} by ${by.actor}, who manages nothing of it`];
}

const pathsAround = (id: string): string[] => {
  const outer = id.replace(/\/[^/]+\/[^/]+$/, '');
  return outer === id || outer === '' ? [id] : [id, ...pathsAround(outer)];
};
