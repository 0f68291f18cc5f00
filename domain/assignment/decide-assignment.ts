import type { Policy } from '../policy/policy.js';
import type { Proofs } from '../proof/proofs.js';
import type { AssignmentRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';
import { type Assignee, forbiddenAssignee, type RoleGroup } from './assignee.js';
import type { ActivationSettings } from './decide-activation.js';
import { type AdminAsk, decideTerms, failingAdminRules, type Terms } from './decide-terms.js';
import { isAssigned, type Schedule } from './schedule.js';
import type { Level } from './schedule-request.js';

export type AssignmentFacts = {
  /** The actor may manage the role. */
  mayManage: boolean;
  /** The role, its scope and its group exist. */
  isKnown: boolean;
  role: Role;
  group?: RoleGroup | undefined;
  assignee?: Assignee | undefined;
  /** Every schedule of this very access that is not over. */
  schedules: readonly Schedule[];
  policy: Policy;
  proofs: Proofs;
  settings: ActivationSettings;
};

/**
 * Decides whether an administrator may give somebody a role at a level, and from when until when. Refusals come in a
 * fixed order: who asks, what and who it is about, what stands in the way, when, and the policy's rules together.
 * Source: Entra PIM, `adminAssign`.
 */
export function decideAssignment(
  level: Level,
  ask: AdminAsk,
  facts: AssignmentFacts,
  now: Instant,
): Result<Terms, AssignmentRefusal> {
  const notPossible = decideAssignee(level, ask.scheduleInfo.expiration, facts);
  if (notPossible) return refuse(notPossible);
  const { schedules, settings } = facts;
  const there = schedules.find(isAssigned(level, now));
  if (there) {
    const { startDateTime, endDateTime } = there;
    return refuse({ code: 'ALREADY_ASSIGNED', level, startDateTime, endDateTime });
  }
  const terms = decideTerms(ask.scheduleInfo, settings, now);
  if (!terms.ok) return terms;
  const failures = failingAdminRules(ask, terms.value, { ...facts, level }, now);
  return failures.length > 0 ? refuse({ code: 'POLICY_RULES_FAILED', failures }) : ok(terms.value);
}

/** Whether this administrator could give this to this assignee at all; undefined where nothing is in the way. */
export function decideAssignee(
  level: Level,
  expiration: AdminAsk['scheduleInfo']['expiration'],
  { mayManage, isKnown, role, group, assignee }: AssignmentFacts,
): AssignmentRefusal | undefined {
  if (!mayManage) return { code: 'NOT_PERMITTED', permission: 'manage' };
  if (!isKnown) return { code: 'ROLE_NOT_FOUND' };
  if (!assignee) return { code: 'PRINCIPAL_NOT_FOUND' };
  if (!assignee.isEnabled) return { code: 'PRINCIPAL_DISABLED' };
  const reason = forbiddenAssignee(assignee, { role, group, level, expiration });
  return reason && { code: 'ASSIGNEE_FORBIDDEN', reason };
}
