import { isMailAddress } from '../notification/mail-address.js';
import type { SettingsRefusal } from '../refusal.js';
import { ok, type Result, refuse } from '../result.js';
import type { Role, RoleKind } from '../role/role.js';
import { days, hours, minutes } from '../time.js';
import type { ApprovalStagePolicy, ApproverSet, Policy, PolicyChanges, PolicyRules } from './policy.js';
import { changedRules } from './policy-changes.js';
import type { NotificationRuleId, SettingsConflict } from './settings-conflict.js';

/**
 * What settings may say. Activation: Entra PIM takes half an hour to 24 hours in half-hour steps. Longest eligibility
 * and assignment: nothing shorter than PIM's shortest assignment could ever be given, and nothing longer can be
 * written (`parseDuration`). Approval windows are Latchkey's own: PIM's is always a day.
 */
const bounds = {
  activation: { least: minutes(30), most: hours(24), step: minutes(30) },
  longest: { least: minutes(5), most: days(3653) },
  window: { least: minutes(5), most: days(30) },
  stages: 5,
} as const;

const CONTEXT_ID = /^c[1-9]\d?$/;
const LEVELS: readonly string[] = ['None', 'Critical', 'All'];

/**
 * Decides whether a role's policy may be changed so. Takes whole rules; returns those that come out different.
 * Refuses when none does, and when what comes out could not be: every conflict at once, but none that these changes
 * have no part in. Source of the rules: Entra PIM role settings; stages, numbers and escalation are Latchkey's own.
 */
export function decideSettings(
  { rules }: Pick<Policy, 'rules'>,
  { kind }: Pick<Role, 'kind'>,
  changes: PolicyChanges,
): Result<PolicyChanges, Extract<SettingsRefusal, { code: 'SETTINGS_CONFLICT' | 'NOTHING_TO_CHANGE' }>> {
  const changed = changedRules(rules, changes);
  if (Object.keys(changed).length === 0) return refuse({ code: 'NOTHING_TO_CHANGE' });
  const conflicts = conflictsIn({ ...rules, ...changed }, changed, kind);
  return conflicts.length > 0 ? refuse({ code: 'SETTINGS_CONFLICT', conflicts }) : ok(changed);
}

function conflictsIn(rules: PolicyRules, changed: PolicyChanges, kind: RoleKind): SettingsConflict[] {
  return [
    ...activationConflicts(rules, changed),
    ...approvalConflicts(changed.Approval_EndUser_Assignment, kind),
    ...longestConflicts(changed),
    ...notificationConflicts(changed),
  ];
}

function activationConflicts(rules: PolicyRules, changed: PolicyChanges): SettingsConflict[] {
  const conflicts: SettingsConflict[] = [];
  const maximumDuration = changed.Expiration_EndUser_Assignment?.maximumDuration;
  const { least, most, step } = bounds.activation;
  if (maximumDuration !== undefined && !(isWithin(maximumDuration, least, most) && maximumDuration % step === 0)) {
    conflicts.push({ conflict: 'ACTIVATION_MAXIMUM', maximumDuration });
  }
  const { enabledRules } = rules.Enablement_EndUser_Assignment;
  const { isEnabled, claimValue } = rules.AuthenticationContext_EndUser_Assignment;
  const isTouched = changed.Enablement_EndUser_Assignment || changed.AuthenticationContext_EndUser_Assignment;
  if (isTouched && isEnabled && enabledRules.includes('MultiFactorAuthentication')) {
    conflicts.push({ conflict: 'MfaAndAcrsConflict' });
  }
  if (changed.AuthenticationContext_EndUser_Assignment && isEnabled && !CONTEXT_ID.test(claimValue)) {
    conflicts.push({ conflict: 'CONTEXT_ID', claimValue });
  }
  return conflicts;
}

function longestConflicts(changed: PolicyChanges): SettingsConflict[] {
  const { least, most } = bounds.longest;
  return (['Expiration_Admin_Eligibility', 'Expiration_Admin_Assignment'] as const).flatMap((rule) => {
    const maximumDuration = changed[rule]?.maximumDuration;
    return maximumDuration === undefined || isWithin(maximumDuration, least, most)
      ? []
      : [{ conflict: 'LONGEST' as const, rule, maximumDuration }];
  });
}

function approvalConflicts(
  rule: PolicyRules['Approval_EndUser_Assignment'] | undefined,
  kind: RoleKind,
): SettingsConflict[] {
  if (!rule) return [];
  const { isApprovalRequired, stages } = rule;
  const count = stages.length;
  const isCountable = count <= bounds.stages && !(isApprovalRequired && count === 0);
  const needsApprovers = isApprovalRequired && kind !== 'directory';
  return [
    ...(isCountable ? [] : [{ conflict: 'STAGE_COUNT' as const, count }]),
    ...stages.flatMap((stage, stageId) => [
      ...approverConflicts(stage, stageId, needsApprovers),
      ...timeConflicts(stage, stageId),
    ]),
  ];
}

function approverConflicts(stage: ApprovalStagePolicy, stageId: number, needsApprovers: boolean): SettingsConflict[] {
  const conflicts: SettingsConflict[] = [];
  const { primaryApprovers, escalationApprovers, approvalsRequired } = stage;
  const everybody = [...primaryApprovers, ...escalationApprovers];
  const named = new Set(everybody.map(idOf)).size;
  if (needsApprovers && primaryApprovers.length === 0) conflicts.push({ conflict: 'NO_APPROVERS', stageId });
  if (named < everybody.length) conflicts.push({ conflict: 'APPROVER_TWICE', stageId });
  if (!Number.isInteger(approvalsRequired) || approvalsRequired < 1) {
    conflicts.push({ conflict: 'APPROVALS_REQUIRED', stageId, approvalsRequired });
  } else if (isPeopleAlone(stage) && approvalsRequired > named) {
    conflicts.push({ conflict: 'TOO_FEW_APPROVERS', stageId, approvalsRequired, named });
  }
  return conflicts;
}

/** True where one can count who could ever approve: a group may grow, and the default approvers change. */
const isPeopleAlone = ({ primaryApprovers, escalationApprovers }: ApprovalStagePolicy): boolean =>
  primaryApprovers.length > 0 &&
  [...primaryApprovers, ...escalationApprovers].every(({ type }) => type === 'singleUser');

const idOf = (set: ApproverSet): string => (set.type === 'singleUser' ? set.userId : set.groupId).toLowerCase();

function timeConflicts(
  { timeOut, escalationTime, escalationApprovers }: ApprovalStagePolicy,
  stageId: number,
): SettingsConflict[] {
  const conflicts: SettingsConflict[] = [];
  if (!isWithin(timeOut, bounds.window.least, bounds.window.most)) {
    conflicts.push({ conflict: 'APPROVAL_WINDOW', stageId, timeOut });
  }
  const hasTime = escalationTime !== undefined;
  if (hasTime && !(escalationTime > 0 && escalationTime < timeOut)) {
    conflicts.push({ conflict: 'ESCALATION_TIME', stageId, timeOut });
  }
  if (hasTime !== escalationApprovers.length > 0) {
    conflicts.push({ conflict: 'ESCALATION_INCOMPLETE', stageId, missing: hasTime ? 'approvers' : 'time' });
  }
  return conflicts;
}

function notificationConflicts(changed: PolicyChanges): SettingsConflict[] {
  const names = Object.keys(changed).filter((name): name is NotificationRuleId => name.startsWith('Notification_'));
  return names.flatMap((rule): SettingsConflict[] => {
    const { notificationLevel = 'All', notificationRecipients = [] } = changed[rule] ?? {};
    return [
      ...(LEVELS.includes(notificationLevel)
        ? []
        : [{ conflict: 'NOTIFICATION_LEVEL' as const, rule, notificationLevel }]),
      ...notificationRecipients
        .filter((recipient) => !isMailAddress(recipient))
        .map((recipient) => ({ conflict: 'RECIPIENT' as const, rule, recipient })),
    ];
  });
}

/** Written so that what is no number is outside. */
const isWithin = (length: number, least: number, most: number): boolean => length >= least && length <= most;
